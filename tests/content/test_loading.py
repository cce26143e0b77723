import re
from pathlib import Path

import pytest

import content
from content import ContentError
from content.loading import load
from content.phrases import load_phrases
from content.reading import read_yaml
from content.red_flags import RedFlagsError

ANSWERS = "knowledge/en/answers/dose.yml"


def test_a_knowledge_folder_becomes_frozen_values(small):
    knowledge = load(small.knowledge)
    assert knowledge.entries["dose.how"].claims[0].figures == ("5 mg", "3 days")
    assert knowledge.wording["nl"]["urgent.emergency.general"].sms == "Bel nu {emergency_number}."
    with pytest.raises(ValueError, match="frozen"):
        knowledge.entries["dose.how"].answer = "another"


def test_the_real_knowledge_loads():
    folder = Path(__file__).resolve().parents[2] / "knowledge"
    assert content.load(folder).entries


MISTAKES = {
    "a misspelt key": (
        ANSWERS,
        "  asks: how to take it",
        "  aks: how to take it",
        "dose.how",
        "asks",
    ),
    "a key that does not exist": (
        ANSWERS,
        "  asks: how to take it",
        "  asks: how to take it\n  colour: red",
        "dose.how",
        "colour",
    ),
    "a word that is not one of the choices": (
        ANSWERS,
        "  kind: decline",
        "  kind: guess",
        "storage.car",
        "kind",
    ),
    "a mistake deep in a claim": (
        ANSWERS,
        "      figures: [6 weeks]",
        "      figures: 6 weeks",
        "dose.again",
        "claims.0.figures",
    ),
    "a list where a text is expected": (
        "knowledge/facts.yml",
        "  statement: A blood test is done every month.",
        "  statement: [a]",
        "care.blood",
        "statement",
    ),
    "a class of side effects that does not exist": (
        "knowledge/en/side_effects.yml",
        "  frequency: common",
        "  frequency: often",
        "sneezing",
        "frequency",
    ),
    "a list of terms that is none": (
        "knowledge/en/terms.yml",
        "exempt_words: [examplin]",
        "exempt_words: examplin",
        "terms",
        "exempt_words",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_file_line_item_and_field(small, mistake):
    file, old, new, item, field = mistake
    small.replace(file, old, new)
    with pytest.raises(ContentError) as raised:
        load(small.knowledge)
    found = re.fullmatch(r"(.*):(\d+): ([^:]+): field ([^:]+): .+", str(raised.value))
    assert found, str(raised.value)
    assert found[1] == str(small.root / file)
    assert (found[3], found[4]) == (item, field)
    # The line is the field's own, or the item's when the field is not there.
    line = Path(found[1]).read_text(encoding="utf-8").splitlines()[int(found[2]) - 1]
    assert line in {new.splitlines()[-1], f"- id: {item}"}


def test_an_id_that_stands_twice_is_named(small):
    small.replace(ANSWERS, "- id: dose.again", "- id: dose.how")
    with pytest.raises(ContentError, match=r"dose\.how: this id stands twice in the entry files"):
        load(small.knowledge)


@pytest.mark.parametrize("file", ["facts.yml", "sources.yml", "en/side_effects.yml", "en/terms.yml"])
def test_a_missing_file_is_named(small, file):
    (small.knowledge / file).unlink()
    with pytest.raises(ContentError, match=f"{re.escape(file)}: the file is missing"):
        load(small.knowledge)


def test_a_file_that_is_not_yaml_is_named_with_its_line(small):
    small.replace(ANSWERS, "  asks: how to take it", "  asks: [how to take it")
    with pytest.raises(ContentError, match=r"dose\.yml:3: not valid YAML"):
        load(small.knowledge)


def test_a_file_that_holds_no_list_is_named(small):
    (small.knowledge / "facts.yml").write_text("dose: 5 mg", encoding="utf-8")
    with pytest.raises(ContentError, match=r"facts\.yml:1: a list of entries is expected"):
        load(small.knowledge)


def test_the_words_on_yes_and_no_stay_words_and_a_day_stays_a_text(tmp_path):
    file = tmp_path / "review.yml"
    file.write_text("on: 2030-03-01\nwords: [yes, no, off, true]\n", encoding="utf-8")
    assert read_yaml(file) == {"on": "2030-03-01", "words": ["yes", "no", "off", True]}


def test_a_review_may_be_written_without_quotation_marks(small):
    assert load(small.knowledge).entries["dose.how"].review.on == "2030-03-01"


def test_missing_warning_signs_are_an_error_of_their_own(small, monkeypatch):
    monkeypatch.undo()
    with pytest.raises(RedFlagsError, match=r"red_flags\.yml"):
        load(small.knowledge)


def test_phrases_are_read_with_their_intent_in_order(small):
    phrases = load_phrases(small.phrases)
    assert (phrases[0].topic, phrases[0].text) == ("question/dose.how", "dose how number 1")
    assert len(phrases) == 7 * 25


@pytest.mark.parametrize("text", ["nlu: 1", "other: []", "nlu: [{intent: greet}]"])
def test_a_file_that_is_no_training_data_is_named(tmp_path, text):
    file = tmp_path / "nlu.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"nlu\.yml: a list of intents with examples is expected"):
        load_phrases(file)
