import json
import sys
from pathlib import Path

import pytest

from content.__main__ import main
from content.checks import check
from content.figures import measures
from content.findings import Places, Problem
from content.readability import Unavailable, grade
from content.segments import LONGEST, count

ANSWERS = "knowledge/en/answers/dose.yml"
FACTS = "knowledge/facts.yml"
SOURCES = "knowledge/sources.yml"
EFFECTS = "knowledge/en/side_effects.yml"
URGENT = "knowledge/en/wording/urgent.yml"
DUTCH = "knowledge/nl/wording/urgent.yml"
PHRASES = "data/nlu.yml"
DOSE_SENTENCE = "a1b159127503e95c931f4675600c55f781bc956b8d9e0740aaf78a472e4b1d30"
EFFECT_SENTENCE = "dd88718344fbc35742564ef718a21218e36ba3f3a73d4ad9bc9c1d17c5ac28aa"
HOW = "You take 5 mg a day. You do so on 3 days in a row."
HOW_SMS = "  sms: 5 mg a day, on 3 days in a row."
DECLINE = "  answer: Our texts do not say so. Ask your team."
CALL = "  web: Call {emergency_number} now. Do not wait for us."
CALL_SMS = "  sms: Call {emergency_number} now. Do not wait for us."

# What is broken, in which file, by which words in place of which, and the item and words of the finding.
BREAKS = {
    # Sources
    "a claim of a fact that does not exist": (
        ANSWERS,
        "fact: dose.daily",
        "fact: dose.weekly",
        "dose.how",
        "there is no fact dose.weekly",
    ),
    "a claim with another section than its fact": (
        ANSWERS,
        "{document: leaflet, section: '5'}",
        "{document: leaflet, section: '6'}",
        "storage.where",
        "the source of storage.cool is leaflet 5, the claim says leaflet 6",
    ),
    "a claim with another document than its fact": (
        ANSWERS,
        "{document: leaflet, section: '5'}",
        "{document: summary, section: '5'}",
        "storage.where",
        "the claim says summary 5",
    ),
    "a claim with another part of the section than its fact": (
        ANSWERS,
        "{document: leaflet, section: '5'}",
        "{document: leaflet, section: '5', subsection: Cold}",
        "storage.where",
        "the claim says leaflet 5 Cold",
    ),
    "a claim that rests on a sentence of another fact": (
        ANSWERS,
        DOSE_SENTENCE,
        EFFECT_SENTENCE,
        "dose.how",
        "is none of the sentences of dose.daily",
    ),
    "a claim whose sentence is not in that section": (
        ANSWERS,
        DOSE_SENTENCE,
        EFFECT_SENTENCE,
        "dose.how",
        "is not in sources.yml under DOSE",
    ),
    "a claim that forgets the sentence": (
        ANSWERS,
        f",\n         sentence: {DOSE_SENTENCE}",
        "",
        "dose.how",
        "the claim of dose.daily names no sentence",
    ),
    "a fact whose sentence is not in the document": (
        SOURCES,
        DOSE_SENTENCE,
        "ab" * 32,
        "dose.daily",
        "is not in sources.yml under DOSE",
    ),
    "a fact of a document that nobody listed": (
        FACTS,
        "{document: leaflet, section: '5'}",
        "{document: rumour, section: '5'}",
        "storage.cool",
        "its document rumour is not in sources.yml",
    ),
    "a fact without a section that does not say so": (
        FACTS,
        "{document: summary, section: DOSE}",
        "{document: summary, section: ''}",
        "dose.daily",
        "it names no section",
    ),
    "a fact of the summary without a sentence": (
        FACTS,
        f"  sentences: [{DOSE_SENTENCE}]\n",
        "",
        "dose.daily",
        "names no sentence",
    ),
    "a statement of the summary that no entry tells": (
        ANSWERS,
        "    - fact: care.hiccups",
        "    - fact: care.blood",
        "care.hiccups",
        "no entry claims it",
    ),
    "a sentence of the summary that no claim covers": (
        SOURCES,
        "    EFFECTS:\n",
        f"    EFFECTS:\n      - {'ab' * 32}\n",
        "summary",
        "no claim covers sentence 1 of EFFECTS",
    ),
    "an answer without a source": (
        ANSWERS,
        "  kind: decline\n",
        "",
        "storage.car",
        "an answer without a source",
    ),
    "a decline that claims a fact": (
        ANSWERS,
        "- id: storage.where\n",
        "- id: storage.where\n  kind: decline\n",
        "storage.where",
        "this one has claims",
    ),
    # Side effects
    "a side effect that is missing": (
        EFFECTS,
        "fact: ae.common.itchy_elbows",
        "fact: ae.common.sneezing",
        "ae.common.itchy_elbows",
        "it stands 0 times in side_effects.yml",
    ),
    "a side effect that stands twice": (
        EFFECTS,
        "fact: ae.common.itchy_elbows",
        "fact: ae.common.sneezing",
        "ae.common.sneezing",
        "it stands 2 times in side_effects.yml",
    ),
    "a side effect in another class than its fact": (
        EFFECTS,
        "frequency: common",
        "frequency: uncommon",
        "sneezing",
        "it is common in ae.common.sneezing",
    ),
    "a side effect whose class says other figures than its fact": (
        FACTS,
        "figures: ['>= 1/100', < 1/10]",
        "figures: ['>= 1/100', < 1/20]",
        "sneezing",
        "is not the range of",
    ),
    "a side effect of a fact that does not exist": (
        EFFECTS,
        "fact: ae.common.sneezing",
        "fact: ae.common.laughing",
        "sneezing",
        "there is no side-effect fact ae.common.laughing",
    ),
    # Figures
    "a figure that the answer does not say": (
        ANSWERS,
        "on 3 days in a row.\n  sms",
        "on some days in a row.\n  sms",
        "dose.how",
        '"3 days" of dose.daily does not stand in answer',
    ),
    "a figure that only the text message leaves out": (
        ANSWERS,
        HOW_SMS,
        "  sms: 5 mg a day.",
        "dose.how",
        '"3 days" of dose.daily does not stand in sms',
    ),
    "a number that differs from the fact's": (
        ANSWERS,
        "figures: [5 mg, 3 days]",
        "figures: [5 mg, 5 days]",
        "dose.how",
        '"5 days" is none of dose.daily',
    ),
    "a unit that differs from the fact's": (
        ANSWERS,
        "figures: [5 mg, 3 days]",
        "figures: [5 mg, 3 weeks]",
        "dose.how",
        '"3 weeks" is none of dose.daily',
    ),
    "a rhythm that differs from the fact's": (
        FACTS,
        "figures: [monthly]",
        "figures: [quarterly]",
        "care.tests",
        '"every month" is none of care.blood',
    ),
    "a claimed figure without a number": (
        ANSWERS,
        "figures: [5 mg, 3 days]",
        "figures: [5 mg, in a row]",
        "dose.how",
        "holds no number",
    ),
    "a number in the answer that nobody proved": (
        ANSWERS,
        HOW,
        f"{HOW} Drink 7 cups.",
        "dose.how",
        'the number "7" in answer is no claim\'s figure',
    ),
    "a number in words that nobody proved": (
        ANSWERS,
        HOW,
        f"{HOW} Drink twice.",
        "dose.how",
        'the number "twice" in answer',
    ),
    "a number in the text message that nobody proved": (
        ANSWERS,
        HOW_SMS,
        f"{HOW_SMS} Drink 7 cups.",
        "dose.how",
        'the number "7" in sms',
    ),
    "an emergency number that is written out": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} Or call 112.",
        "storage.car",
        'the number "112" in answer',
    ),
    "a figure that hides in a longer one": (
        ANSWERS,
        HOW,
        HOW.replace("5 mg", "2.5 mg"),
        "dose.how",
        'the number "2.5" in answer',
    ),
    "a rhythm that nobody proved": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} Ask every month.",
        "storage.car",
        '"every month" in answer',
    ),
    "a least figure that is told as if it were exact": (
        ANSWERS,
        "Wait at least 6 weeks. Then",
        "Wait 6 weeks. Then",
        "dose.again",
        '"6 weeks" stands in answer without',
    ),
    # Honesty
    "a fact that nobody read and that the answer does not ask to confirm": (
        ANSWERS,
        "Please confirm this with your team.",
        "Ask your team.",
        "storage.where",
        "nobody read the section of storage.cool",
    ),
    "an incomplete list that the answer calls complete": (
        ANSWERS,
        "The list may not be complete.",
        "That is all.",
        "care.tests",
        "answer does not say that the list",
    ),
    "an incomplete list that the text message calls complete": (
        ANSWERS,
        "  sms: A blood test every month. It may not be complete.",
        "  sms: A blood test every month.",
        "care.tests",
        "sms does not say that the list",
    ),
    "a reassurance": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} Don't worry.",
        "storage.car",
        "it reassures",
    ),
    "a reassurance in a wording": (
        URGENT,
        CALL,
        f"{CALL} You are fine.",
        "urgent.emergency.general",
        "it reassures",
    ),
    "a promise of a cure": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} It cures MS.",
        "storage.car",
        "it promises a cure",
    ),
    "an order to stop a medicine": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} You should stop taking it.",
        "storage.car",
        "it stops a medicine",
    ),
    "a diagnosis": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} You have itchy elbows.",
        "storage.car",
        'it diagnoses: "You have itchy elbows"',
    ),
    # Reading and sending
    "an answer in hard words": (
        ANSWERS,
        DECLINE,
        "  answer: Administration necessitates considerable deliberation regarding refrigeration facilities.",
        "storage.car",
        "answer reads at grade",
    ),
    "a text message in hard words": (
        ANSWERS,
        HOW_SMS,
        f"{HOW_SMS} Administration necessitates considerable deliberation.",
        "dose.how",
        "sms reads at grade",
    ),
    "an action in hard words": (
        EFFECTS,
        "If they swell, call",
        "Immediately communicate considerable inflammation, calling",
        "itchy_elbows",
        "action reads at grade",
    ),
    "a wording in hard words": (
        URGENT,
        "  web: Call {clinic_phone} today.",
        "  web: Communicate immediately considerable deterioration.",
        "urgent.same_day.general",
        "web reads at grade",
    ),
    "an answer that needs three text messages": (
        ANSWERS,
        HOW_SMS,
        HOW_SMS + " Ask us." * 31,
        "dose.how",
        "sms takes 3 segments",
    ),
    "a side effect whose action needs three text messages": (
        EFFECTS,
        "If they swell",
        f"{'Ask us. ' * 30}If they swell",
        "itchy_elbows",
        "sms takes 3 segments",
    ),
    "a wording that needs three text messages": (
        URGENT,
        "  sms: 'It says: {passage}'",
        f"  sms: {'Ask us. ' * 39}",
        "source.shown",
        "sms takes 3 segments",
    ),
    "an urgent wording that needs two": (
        URGENT,
        "  sms: Call {clinic_phone} today.",
        f"  sms: Call {{clinic_phone}} today.{' Ask us.' * 18}",
        "urgent.same_day.general",
        "sms takes more than one segment",
    ),
    "an emergency without its number": (
        URGENT,
        CALL_SMS,
        "  sms: Call for help now.",
        "urgent.emergency.general",
        "sms does not name {emergency_number}",
    ),
    "an emergency that does not begin with what to do": (
        URGENT,
        CALL,
        "  web: We are sorry. Call {emergency_number} now.",
        "urgent.emergency.general",
        "web does not begin with what to do",
    ),
    "an emergency in Dutch that does not begin with what to do": (
        DUTCH,
        "  sms: Bel nu",
        "  sms: Het spijt ons. Bel nu",
        "urgent.emergency.general",
        "sms does not begin with what to do",
    ),
    "a character that a text message cannot carry": (
        ANSWERS,
        HOW_SMS,
        f"{HOW_SMS} It’s so.",
        "dose.how",
        "sms has characters that a text message cannot carry: ’",
    ),
    "a character in a side effect's name that a text message cannot carry": (
        EFFECTS,
        "name: sneezing",
        "name: sneezing –",
        "sneezing",
        "name has characters",
    ),
    "a character in a Dutch wording that a text message cannot carry": (
        DUTCH,
        "  web: Bel nu",
        "  web: Bel nu –",
        "urgent.emergency.general",
        "web has characters",
    ),
    "a slot that nothing fills": (
        ANSWERS,
        DECLINE,
        f"{DECLINE} {{colour}}",
        "storage.car",
        "it cannot be rendered",
    ),
    "a slot in a wording whose length nobody knows": (
        URGENT,
        CALL,
        f"{CALL} {{colour}}",
        "urgent.emergency.general",
        "the slot {colour} has no longest value",
    ),
    # Questions
    "a question to offer that is too long": (
        ANSWERS,
        "asks: how to take it",
        f"asks: how to take it{' so' * 17}",
        "dose.how",
        "asks has 65 characters",
    ),
    "a question to offer that stands twice": (
        ANSWERS,
        "asks: where to keep it",
        "asks: How to take it",
        "storage.where",
        "the same as that of dose.how",
    ),
    "an intent with too few phrases": (
        PHRASES,
        "      - greet number 25\n",
        "",
        "greet",
        "it has 24 phrases",
    ),
    "a question that no entry answers": (
        PHRASES,
        "question/storage.car",
        "question/storage.boat",
        "question/storage.boat",
        "no entry answers it",
    ),
    "an entry that nobody can ask for": (
        PHRASES,
        "question/storage.car",
        "question/storage.boat",
        "storage.car",
        "no phrases stand under",
    ),
}


def test_sound_content_has_no_findings(small):
    assert check(small.knowledge, small.phrases) == ()


@pytest.mark.parametrize("broken", BREAKS.values(), ids=list(BREAKS))
def test_a_break_is_found_where_it_stands(small, broken):
    file, old, new, item, words = broken
    small.replace(file, old, new)
    found = [finding for finding in check(small.knowledge, small.phrases) if finding.id == item]
    assert [finding for finding in found if words in finding.message], found
    for finding in found:
        lines = Path(finding.file).read_text(encoding="utf-8").splitlines()
        assert any(item in line for line in lines[: finding.line])


def test_a_finding_names_the_line_of_its_field(small):
    small.replace(ANSWERS, DECLINE, f"{DECLINE} Don't worry.")
    (finding,) = check(small.knowledge, small.phrases)
    line = Path(finding.file).read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert line == f"{DECLINE} Don't worry."


@pytest.mark.parametrize(
    "said",
    [
        "It does not cure MS.",
        "If you have itchy elbows, ask.",
        "Tell us when you have sneezing.",
        "That is vitamin B12.",
        "Keep your next monthly test in mind.",
        "We do not ask every month.",
    ],
)
def test_what_only_resembles_a_mistake_is_not_found(small, said):
    small.replace(ANSWERS, DECLINE, f"{DECLINE} {said}")
    assert check(small.knowledge, small.phrases) == ()


def test_a_figure_may_be_left_out_of_the_text_message_when_the_claim_says_so(small):
    small.replace(ANSWERS, "  sms: Wait at least 6 weeks.", "  sms: Wait until your team calls.")
    small.replace(ANSWERS, "figures: [6 weeks]", "figures: [6 weeks]\n      sms_omits: true")
    assert check(small.knowledge, small.phrases) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 mg/day", "12 mg a day"),
        ("5 consecutive days", "5 days in a row"),
        ("5 days", "five days"),
        ("monthly", "every month"),
        ("quarterly", "every 3 months"),
        ("annually", "every year"),
        ("1,000 mg", "1000 mg"),
        ("twice a day", "2 times a day"),
        (">= 1/100", "1 in 100"),
        ("up to 2 additional courses", "up to 2 more courses"),
        ("course 1", "first course"),
    ],
)
def test_two_ways_to_write_a_figure_are_the_same_figure(one, other):
    assert measures(one) == measures(other) != frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 mg", "12 ml"),
        ("12 mg", "1.2 mg"),
        ("1.2 ml", "12 ml"),
        ("3 months", "3 days"),
        ("monthly", "quarterly"),
        ("1 month", "first month"),
        ("1 in 10", "1 in 100"),
        ("48 months", "4 years"),
        ("1-3 days", "13 days"),
        ("14 November 2019", "14 October 2019"),
        ("14 November 2019", "16 November 2019"),
    ],
)
def test_two_figures_that_differ_are_two_figures(one, other):
    assert measures(one) != measures(other)


def test_a_figure_put_together_from_halves_of_two_is_no_figure_of_the_fact(small):
    small.replace(FACTS, "figures: [5 mg/day, 3 consecutive days]", "figures: [5 mg for 2 days, 9 mg for 3 days]")
    found = {finding.message for finding in check(small.knowledge, small.phrases)}
    assert found == set()
    small.replace(
        ANSWERS,
        "figures: [5 mg, 3 days]",
        "figures: [5 mg a day. You do so on 3 days]\n      sms_omits: true",
    )
    small.replace(ANSWERS, HOW_SMS, "  sms: Ask your team for it.")
    small.replace(ANSWERS, "    - fact: product.strength\n      figures: [5 mg]", "    - fact: product.strength")
    (finding,) = check(small.knowledge, small.phrases)
    assert "is none of dose.daily" in finding.message


def test_both_numbers_of_a_range_have_the_unit():
    assert measures("14 and 36 months") == {("14", "month"), ("36", "month")}


def test_the_grade_rises_with_hard_words_and_not_with_exempt_ones():
    easy = "Take it with care. Ask your team."
    assert grade(easy, []) < grade("Take examplinumab with care. Ask your team.", [])
    assert grade("Take examplinumab with care. Ask your team.", ["examplinumab"]) == grade(easy, [])


def test_an_exempt_word_inside_another_word_is_not_exempt():
    assert grade("They complicate it.", ["cat", "com"]) == grade("They complicate it.", [])


def test_without_textstat_the_check_says_what_it_could_not_check(small, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "textstat", None)
    with pytest.raises(Unavailable, match="textstat is not installed"):
        check(small.knowledge, small.phrases)
    assert main(["--knowledge", str(small.knowledge), "check", "--phrases", str(small.phrases)]) == 1
    assert "textstat is not installed" in capsys.readouterr().out


@pytest.mark.parametrize(("characters", "segments"), [(160, 1), (161, 2), (306, 2), (307, 3)])
def test_segments_are_counted_as_the_network_counts_them(characters, segments):
    assert count("x" * characters) == segments


def test_a_character_of_the_extension_table_counts_twice():
    assert count("x" * 159 + "€") == 2


@pytest.mark.parametrize(
    ("slot", "characters"),
    [
        ("emergency_number", 4),
        ("clinic_phone", 16),
        ("out_of_hours_phone", 16),
        ("crisis_line", 16),
        ("clinic_name", 30),
    ],
)
def test_the_longest_values_are_as_long_as_promised(slot, characters):
    assert len(LONGEST[slot]) == characters


def run(small, *arguments):
    return main(["--knowledge", str(small.knowledge), *arguments])


def test_the_command_prints_nothing_to_repair_and_returns_0(small, capsys):
    assert run(small, "check", "--phrases", str(small.phrases)) == 0
    assert capsys.readouterr().out == "the content is fine\n"


def test_the_command_prints_each_finding_with_its_place_and_returns_1(small, capsys):
    small.replace(ANSWERS, DECLINE, f"{DECLINE} Don't worry.")
    assert run(small, "check", "--phrases", str(small.phrases)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{small.root / ANSWERS}:")
    assert ": storage.car: it reassures" in lines[0]
    assert lines[-1] == "1 findings in 1 items"


@pytest.mark.parametrize(
    ("shelf", "file"),
    [
        ("facts", "knowledge/facts.yml"),
        ("sources", "knowledge/sources.yml"),
        ("side_effects", "knowledge/en/side_effects.yml"),
        ("answers", "knowledge/en/answers"),
        ("wording/nl", "knowledge/nl/wording"),
        ("phrases", "data/nlu.yml"),
    ],
)
def test_an_item_whose_line_is_unknown_is_named_with_its_file(small, shelf, file):
    places = Places.of(small.knowledge, small.phrases)
    finding = places.finding(Problem(shelf=shelf, id="never.written", message="it is missing"))
    assert str(finding) == f"{small.root / file}: never.written: it is missing"


def test_an_id_that_is_not_the_first_key_has_a_line_too(small):
    small.replace(ANSWERS, "- id: storage.car\n  kind: decline", "- kind: decline\n  id: storage.car")
    small.replace(ANSWERS, DECLINE, f"{DECLINE} Don't worry.")
    (finding,) = check(small.knowledge, small.phrases)
    assert Path(finding.file).read_text(encoding="utf-8").splitlines()[finding.line - 1].startswith(DECLINE)


def test_content_that_cannot_be_read_is_not_shown(small, capsys):
    small.replace(ANSWERS, "  asks: how to take it", "  aks: how to take it")
    assert run(small, "show", "dose.how") == 1
    assert "dose.how: field" in capsys.readouterr().err


def test_the_command_prints_json(small, capsys):
    small.replace(ANSWERS, DECLINE, f"{DECLINE} Don't worry.")
    assert run(small, "check", "--json", "--phrases", str(small.phrases)) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["id"], finding["line"] > 1) == ("storage.car", True)


def test_a_file_that_cannot_be_read_is_the_only_finding(small, capsys):
    small.replace(ANSWERS, "  asks: how to take it", "  aks: how to take it")
    assert run(small, "check", "--phrases", str(small.phrases)) == 1
    assert "dose.how: field" in capsys.readouterr().out


def test_an_answer_is_shown_as_a_patient_gets_it(small, capsys):
    assert run(small, "show", "dose.how") == 0
    shown = capsys.readouterr().out
    assert "answer/dose.how (en, web)\nYou take 5 mg a day." in shown
    assert "characters, 1 segments)\n5 mg a day, on 3 days in a row. Source: EXAMPLIN summary 02/2030" in shown


def test_a_side_effect_is_shown_with_its_action(small, capsys):
    assert run(small, "show", "itchy_elbows") == 0
    assert "If they swell, call 0000." in capsys.readouterr().out


def test_a_wording_is_shown_in_every_language(small, capsys):
    assert run(small, "show", "urgent.emergency.general") == 0
    shown = capsys.readouterr().out
    assert "(nl, sms, 12 characters, 1 segments)\nBel nu 0000." in shown
    assert "(en, web)" in shown


def test_a_slot_of_any_length_is_shown_by_its_name(small, capsys):
    assert run(small, "show", "source.shown") == 0
    assert "It says: <passage>" in capsys.readouterr().out


def test_showing_what_does_not_exist_says_so(small, capsys):
    assert run(small, "show", "dose.never") == 1
    assert "dose.never: no answer, side effect or wording has this id" in capsys.readouterr().err
