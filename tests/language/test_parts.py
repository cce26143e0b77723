"""Does a message with several questions become several parts, and everything else stay whole?"""

import pytest

from language.parts import MOST, asking_sentence, split


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("what is a course and who gives it?", ("what is a course", "who gives it?")),
        ("how long is the drip? and where is it done?", ("how long is the drip?", "and where is it done?")),
        ("which tests are there, also how often are they", ("which tests are there", "how often are they")),
        ("is fever common & is a rash common", ("is fever common", "is a rash common")),
    ],
)
def test_two_questions_are_two_parts(message, parts):
    assert split(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "are reactions mild or moderate",
        "blood, urine and thyroid: how often",
        "is 12/3 or 13/3 better and nothing else",
        "cheese, cold meat and raw milk",
        "is it painful and dangerous",
        "my last drip was on 3.4. and it went well",
    ],
)
def test_lists_choices_and_dates_stay_whole(message):
    assert split(message) == (message,)


def test_a_greeting_and_an_announcement_go():
    assert split("Hi there, two questions: what is ITP, and who looks for it?") == ("what is ITP", "who looks for it?")


def test_thanks_at_the_end_go():
    assert split("How long is one infusion? Thanks so much, Lotte") == ("How long is one infusion?",)


def test_a_greeting_alone_is_kept():
    assert split("Hello!") == ("Hello!",)


def test_thanks_alone_are_kept():
    assert split("thank you so much") == ("thank you so much",)


def test_a_statement_stays_with_its_question():
    message = "I had skin cancer in the past. What does the text say about that?"
    assert split(message) == (message,)


def test_there_are_at_most_four_parts_and_nothing_is_lost():
    message = " ".join(f"what is thing number {number}?" for number in range(7))
    parts = split(message)
    assert len(parts) == MOST
    assert " ".join(parts) == message


@pytest.mark.parametrize("message", ["", "   ", "???", "12/3", "👍"])
def test_a_text_without_words_comes_back_as_it_is(message):
    assert split(message) == (message.strip(),)


def test_what_a_question_points_back_to_stays_with_it():
    message = "a red spot where the drip went in, how common is that"
    assert split(message) == (message,)


def test_the_asking_sentence_of_a_story_is_found():
    assert asking_sentence("The ward is far. Monday is bad. How long is a course?") == "How long is a course?"
    assert asking_sentence("How long is a course?") is None
    assert asking_sentence("The ward is far. Monday is bad.") is None
