from itertools import product

import pytest

from content import ContentError
from content.loading import load
from content.rendering import citations, render, source_line
from content.values import Source

CENTRE = {"emergency_number": "112", "clinic_phone": "02 000 00 00", "out_of_hours_phone": "02 000 00 01"}


@pytest.fixture
def knowledge(small):
    return load(small.knowledge)


def test_an_answer_on_the_web_is_its_words_and_its_source_with_the_version(knowledge):
    assert render(knowledge, "answer/dose.again", {}, "web") == (
        "Wait at least 6 weeks. Then the next round can come.\nSource: EXAMPLIN summary, February 2030, DOSE."
    )


def test_an_answer_by_text_message_is_shorter_and_stands_on_one_line(knowledge):
    assert render(knowledge, "answer/dose.again", {}, "sms") == (
        "Wait at least 6 weeks. Source: EXAMPLIN summary 02/2030, DOSE."
    )


def test_a_text_is_rebuilt_from_its_template_and_its_values(small):
    first = load(small.knowledge)
    stored = [
        (template, values, channel, language, render(first, template, values, channel, language))
        for (template, values, language), channel in product(
            [
                ("answer/dose.how", {}, "en"),
                ("answer/side_effect.frequency", {"effect": "itchy_elbows", **CENTRE}, "en"),
                ("wording/urgent.same_day.general", CENTRE, "en"),
                ("wording/urgent.emergency.general", CENTRE, "nl"),
            ],
            ("web", "sms"),
        )
    ]
    again = load(small.knowledge)
    for template, values, channel, language, text in stored:
        assert render(again, template, values, channel, language) == text


def test_every_entry_and_wording_is_rendered_from_its_own_words_alone(knowledge):
    for name, entry in knowledge.entries.items():
        if entry.claims_from is None:
            text = render(knowledge, f"answer/{name}", {}, "web")
            line = source_line(knowledge, citations(knowledge, f"answer/{name}", {}), "web")
            assert text == (f"{entry.answer}\n{line}" if line else entry.answer)


def test_two_sections_of_a_document_are_named_once_each_in_the_order_of_the_claims(knowledge):
    line = render(knowledge, "answer/dose.how", {}, "web").splitlines()[-1]
    assert line == "Source: EXAMPLIN summary, February 2030, DOSE and TITLE LINE."


def test_a_section_that_nobody_read_is_not_named(knowledge):
    assert citations(knowledge, "answer/storage.where", {}) == (Source(document="leaflet", section=""),)
    for channel in ("web", "sms"):
        text = render(knowledge, "answer/storage.where", {}, channel)
        assert text.endswith("Source: full product information, not yet checked.")


def test_a_numbered_section_of_a_document_that_nobody_opened_is_marked(knowledge):
    source = Source(document="leaflet", section="5")
    assert source_line(knowledge, [source], "web") == "Source: EXAMPLIN leaflet (not yet checked), section 5."
    assert source_line(knowledge, [source], "sms") == "Source: full product information, not yet checked."


def test_a_decline_names_no_source(knowledge):
    assert citations(knowledge, "answer/storage.car", {}) == ()
    assert "Source" not in render(knowledge, "answer/storage.car", {}, "web")


def test_a_side_effect_fills_the_one_entry_for_all_of_them(knowledge):
    values = {"effect": "itchy_elbows", **CENTRE}
    assert render(knowledge, "answer/side_effect.frequency", values, "web") == (
        "The text lists itchy elbows as common. That means it affects between 1 in 100 and 1 in 10 people. "
        "If they swell, call 112.\nSource: EXAMPLIN summary, February 2030, EFFECTS."
    )


def test_a_side_effect_without_an_action_leaves_no_gap(knowledge):
    text = render(knowledge, "answer/side_effect.frequency", {"effect": "sneezing"}, "sms")
    assert text == "sneezing is common. Source: EXAMPLIN summary 02/2030, EFFECTS."


def test_slots_are_filled_by_channel_and_language(knowledge):
    same_day = "wording/urgent.same_day.general"
    assert render(knowledge, same_day, CENTRE, "sms") == "Call 02 000 00 00 today."
    assert "call 02 000 00 01." in render(knowledge, same_day, CENTRE, "web")
    assert render(knowledge, "wording/urgent.emergency.general", CENTRE, "sms", "nl") == "Bel nu 112."


def test_a_slot_without_a_value_is_an_error_that_names_it(knowledge):
    with pytest.raises(ContentError, match=r"urgent\.same_day\.general: slot 'clinic_phone' has no value"):
        render(knowledge, "wording/urgent.same_day.general", {}, "sms")


@pytest.mark.parametrize(
    ("template", "language"),
    [
        ("answer/dose.never", "en"),
        ("wording/dose.how", "en"),
        ("dose.how", "en"),
        ("wording/source.shown", "nl"),
        ("wording/source.shown", "xx"),
    ],
)
def test_an_unknown_template_is_an_error_that_names_it(knowledge, template, language):
    with pytest.raises(ContentError, match=f"{template}: no such template in language {language}"):
        render(knowledge, template, {"passage": "words"}, "web", language)
    assert citations(knowledge, template, {}) == ()
