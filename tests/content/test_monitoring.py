"""Is a monitoring plan read as it is written, and is every mistake in it named with file, line and field?"""

import re
from pathlib import Path

import pytest

from care.plan import Anchor, Basis, Edge, ReviewStatus, Span, Unit
from content import ContentError
from content.monitoring import (
    _Check,
    _Counting,
    _Course,
    _Entry,
    _FollowUp,
    _NurseAtOnce,
    _PlanFile,
    _Reminders,
    _Test,
    _Window,
    load_plan,
)
from content.reading import read_yaml
from content.values import Fact

PLAN = "knowledge/monitoring.yml"
REAL = Path(__file__).resolve().parents[2] / "knowledge"
BLOOD = "    what: a blood test"


def facts_of(folder: Path) -> dict[str, Fact]:
    return {fact["id"]: Fact.model_validate(fact) for fact in read_yaml(folder / "facts.yml")}


@pytest.fixture
def read(small):
    return lambda: load_plan(small.root / PLAN, facts_of(small.knowledge))


def test_lengths_of_time_and_edges_are_read_from_words(read):
    plan = read()
    assert plan.follow_up.lasts == Span(count=24, unit=Unit.MONTH)
    assert plan.tests[0].every == Span(count=2, unit=Unit.WEEK)
    assert plan.windows[0].starts == Edge(anchor=Anchor.FIRST_INFUSION, span=Span(count=1, unit=Unit.WEEK), before=True)
    assert plan.windows[1].at_least_until == Edge(anchor=Anchor.END_OF_MONITORING, span=Span(count=0, unit=Unit.DAY))
    assert plan.reminders.nurse_at_once_after == 20
    assert plan.courses[1].days == 10


def test_a_plan_cannot_be_changed(read):
    with pytest.raises(AttributeError, match="cannot assign"):
        read().version = 4


def test_the_real_plan_is_a_draft_whose_items_all_say_what_they_rest_on():
    plan = load_plan(REAL / "monitoring.yml", facts_of(REAL))
    assert plan.review is ReviewStatus.DRAFT
    assert [test.id for test in plan.tests] == ["cbc", "creatinine", "urine", "thyroid", "liver", "hpv"]
    assert plan.safety_tests == {"cbc", "creatinine", "urine", "thyroid", "liver"}
    assert plan.when_set == {"hpv", "contraception", "breast_feeding_pause"}
    items = (*plan.tests, *plan.windows, *plan.courses, *plan.checks, plan.follow_up)
    assert all(item.facts for item in items)
    assert all(item.note for item in items if item.basis is Basis.DESIGN)


def test_no_sentence_of_the_plan_claims_more_than_its_facts():
    """A basis is the best one among an item's facts, or the weaker one where the item says so."""
    facts = facts_of(REAL)
    plan = load_plan(REAL / "monitoring.yml", facts)
    for item in (*plan.tests, *plan.windows, *plan.courses, *plan.checks):
        if item.basis is Basis.SEED:
            assert any(facts[fact].source.document == "abbreviated_spc" for fact in item.facts), item


def test_every_field_of_the_file_is_documented():
    page = (REAL.parent / "docs" / "monitoring.md").read_text(encoding="utf-8")
    models = [_PlanFile, _FollowUp, _Counting, _Entry, _Reminders, _NurseAtOnce, _Test, _Window, _Course, _Check]
    fields = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert {field for field in fields if f"`{field}`" not in page} == set()


MISTAKES = {
    "a misspelt key": (BLOOD, "    waht: a blood test", "blood", "what"),
    "a key that does not exist": (BLOOD, BLOOD + "\n    colour: red", "blood", "colour"),
    "a fact that does not exist": (
        BLOOD + "\n    safety: true\n    first_after: 2 weeks\n    every: 2 weeks\n    closing_test: true\n"
        "    basis: seed\n    facts: [care.blood]",
        BLOOD + "\n    safety: true\n    first_after: 2 weeks\n    every: 2 weeks\n    closing_test: true\n"
        "    basis: seed\n    facts: [care.blud]",
        "blood",
        "facts.0",
    ),
    "a length of time nobody can read": ("    every: 2 weeks", "    every: fortnightly", "blood", "every"),
    "a test that comes back after nothing": ("    every: 2 weeks", "    every: 0 weeks", "blood", "every"),
    "months and weeks in one test": ("    every: 6 months", "    every: 6 weeks", "eyes", "every"),
    "an anchor that does not exist": (
        "    starts: 1 week before first_infusion",
        "    starts: 1 week before christmas",
        "no_sneezing",
        "starts",
    ),
    "a window that ends before its anchor": (
        "    at_least_until: 5 weeks after last_infusion",
        "    at_least_until: 5 weeks before last_infusion",
        "no_sneezing",
        "at_least_until",
    ),
    "an id that stands twice": ("  - id: eyes", "  - id: blood", "blood", "id"),
    "a basis that no fact has": ("    basis: seed\n    facts: [care.hiccups]", "    basis: found", "eyes", "basis"),
    "a basis that does not exist": (
        "    basis: seed\n    facts: [care.hiccups]",
        "    basis: hearsay",
        "eyes",
        "basis",
    ),
    "courses that are not counted from 1": ("  - {number: 1, days: 3,", "  - {number: 2, days: 3,", "2", "number"),
    "a later course that says not how early": (", earliest: 6 weeks", "", "2", "earliest"),
    "months where days are needed": (
        "  counts_within: 5 days",
        "  counts_within: 1 month",
        "monitoring",
        "counting.counts_within",
    ),
    "a nurse called for a test that is not there": (
        "{test: blood,",
        "{test: bloods,",
        "monitoring",
        "reminders.nurse_at_once.test",
    ),
    "a day that is none": ("  first_given: null", "  first_given: 2030-02-31", "monitoring", "entry.first_given"),
    "a plan without a medicine": ("medicine: EXAMPLIN\n", "medicine: ''\n", "monitoring", "medicine"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_file_line_item_and_field(small, read, mistake):
    old, new, item, field = mistake
    small.replace(PLAN, old, new)
    with pytest.raises(ContentError) as raised:
        read()
    found = re.fullmatch(r"(.*):(\d+): ([^:]+): field ([^:]+): .+", str(raised.value))
    assert found, str(raised.value)
    assert found[1] == str(small.root / PLAN)
    assert (found[3], found[4]) == (item, field)
    # The line is the field's own, or the item's when the field is not there.
    line = (small.root / PLAN).read_text(encoding="utf-8").splitlines()[int(found[2]) - 1]
    named = [step for step in field.split(".") if not step.isdigit()][-1]
    assert f"{named}: " in line or line.startswith("  - ")


@pytest.mark.parametrize(
    ("left_out", "message"),
    [
        ("    at_least_until: 5 weeks after last_infusion\n", "belong together"),
        (
            "    starts: 1 week before first_infusion\n    at_least_until: 5 weeks after last_infusion\n",
            "either starts and at_least_until, or latest",
        ),
    ],
)
def test_a_window_has_a_beginning_and_an_end_or_a_latest_day(small, read, left_out, message):
    small.replace(PLAN, left_out, "")
    with pytest.raises(ContentError, match=message):
        read()


def test_a_missing_plan_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"monitoring\.yml: the file is missing"):
        load_plan(tmp_path / "monitoring.yml", {})


def test_a_file_that_holds_no_plan_is_named(tmp_path):
    file = tmp_path / "monitoring.yml"
    file.write_text("- one\n- two\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"monitoring\.yml:1: monitoring: field \(whole\)"):
        load_plan(file, {})


def test_a_file_that_is_not_yaml_is_named_with_its_line(small, read):
    small.replace(PLAN, "medicine: EXAMPLIN", "medicine: [EXAMPLIN")
    with pytest.raises(ContentError, match=r"monitoring\.yml:\d+: not valid YAML"):
        read()


def test_a_key_that_stands_twice_is_named(small, read):
    small.replace(PLAN, BLOOD, BLOOD + "\n    every: 4 weeks")
    with pytest.raises(ContentError, match="every: this key stands twice"):
        read()
