"""Does a plan of a made-up medicine work from its file alone? Nothing in `care` is changed for it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import whenever

from care.monitoring import (
    Doubt,
    Settings,
    Verdict,
    due_days,
    earliest_next_course,
    end_of_monitoring,
    next_due,
    overdue,
    placements,
    problems,
    unknown_in,
    windows,
)
from care.plan import Plan, ReviewStatus
from content.loading import read_yaml
from content.monitoring import load_plan
from content.values import Fact

SMALL = Path(__file__).resolve().parents[2] / "content" / "small" / "knowledge"
D = date.fromisoformat
EVERYONE = Settings()


@pytest.fixture(scope="module")
def examplin() -> Plan:
    facts = [Fact.model_validate(fact) for fact in read_yaml(SMALL / "facts.yml")]
    return load_plan(SMALL / "monitoring.yml", {fact.id: fact for fact in facts})


@pytest.fixture
def courses(course):
    return [course(1, "2024-08-31", "2024-09-02"), course(2, "2024-10-31", "2024-11-09")]


def test_its_rules_are_its_own(examplin):
    assert examplin.medicine == "EXAMPLIN"
    assert examplin.review is ReviewStatus.APPROVED
    assert examplin.safety_tests == {"blood"}
    assert unknown_in(examplin, Settings(tests_off=frozenset({"cbc"}))) == {"cbc"}


def test_a_test_every_two_weeks_is_counted_in_days(examplin, courses):
    days = due_days(examplin, courses, [], EVERYONE, first=D("2024-01-01"), last=D("2030-01-01"))
    blood = [day.on for day in days if "blood" in day.tests and "blood" not in day.closing]
    first, end = whenever.Date(2024, 8, 31), date(2026, 11, 9)
    expected = [first.add(weeks=2 * number).to_stdlib() for number in range(1, 60)]
    assert blood == [day for day in expected if day <= end]
    assert days[-1].on == end
    assert days[-1].closing == {"blood"}


def test_a_test_every_six_months_begins_after_three_and_has_no_closing_test(examplin, courses, done):
    days = due_days(examplin, courses, [], EVERYONE, first=D("2024-01-01"), last=D("2030-01-01"))
    eyes = [day.on.isoformat() for day in days if "eyes" in day.tests]
    assert eyes == ["2024-11-30", "2025-05-31", "2025-11-30", "2026-05-31"]
    after_the_end = placements(examplin, courses, [done("eyes", "2026-12-01")], EVERYONE)[0]
    assert after_the_end.verdict is Verdict.ASK_NURSE


def test_a_fixed_day_of_the_month_concerns_only_what_is_counted_in_months(examplin, courses):
    due = next_due(examplin, courses, [], Settings(monitoring_day=15), today=D("2024-09-01"))
    assert due == {"blood": D("2024-09-14"), "eyes": D("2024-11-15")}


def test_a_test_that_is_off_is_switched_on_by_a_centre(examplin, courses):
    on = Settings(tests_on=frozenset({"elbows"}))
    assert "elbows" not in next_due(examplin, courses, [], EVERYONE, today=D("2024-09-01"))
    assert next_due(examplin, courses, [], on, today=D("2024-09-01"))["elbows"] == D("2024-09-10")
    assert next_due(examplin, courses, [], on, today=D("2024-09-11"))["elbows"] == D("2024-10-10")


def test_its_end_and_its_next_course_are_its_own(examplin, courses):
    assert end_of_monitoring(examplin, courses).on == D("2026-11-09")
    assert earliest_next_course(examplin, courses[:1]).on == D("2024-10-14")
    assert earliest_next_course(examplin, courses) is None


def test_its_windows_are_its_own(examplin, courses):
    found = {(window.id, window.course): window for window in windows(examplin, courses, EVERYONE)}
    pepper = found["no_sneezing", 2]
    assert (pepper.starts, pepper.at_least_until) == (D("2024-10-24"), D("2024-12-14"))
    hat = found["hat", 2]
    assert (hat.starts, hat.at_least_until) == (D("2024-09-30"), D("2026-11-09"))


def test_a_test_counts_within_its_own_five_days(examplin, courses, done):
    verdicts = [
        (each.verdict, each.due)
        for each in placements(examplin, courses, [done("blood", "2024-09-19"), done("blood", "2024-09-20")], EVERYONE)
    ]
    assert verdicts == [(Verdict.COUNTS, D("2024-09-14")), (Verdict.ASK_NURSE, None)]
    recorded = [done("blood", D("2024-09-14") + timedelta(days=14 * number)) for number in range(4)]
    assert overdue(examplin, courses, recorded, EVERYONE, today=D("2024-11-08")) == ()


def test_its_doubts_are_its_own(examplin, course):
    first = course(1, "1999-08-31", "1999-09-02")
    found = problems(examplin, [first], course(2, "1999-10-13", "1999-10-20"), today=D("2024-12-01"))
    assert [problem.doubt for problem in found] == [Doubt.TOO_SOON]
    third = problems(examplin, [first], course(3, "2001-01-01"), today=D("2024-12-01"))
    assert [problem.doubt for problem in third] == [Doubt.TOO_MANY_COURSES]
