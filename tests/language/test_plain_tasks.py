"""Is a task known by its words alone, and only where nothing speaks against it?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.marked import Marker
from language.plain_tasks import plain_task

TODAY = date(2026, 11, 22)
MARKER = Marker(str)


def task(text: str) -> str | None:
    return plain_task(text, text.casefold(), MARKER, today=TODAY, day_first=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my first infusion was on 4 may 2026", "tell_course"),
        ("second course started 6 april 2026, so relieved!", "tell_course"),
        ("bloods done yesterday", "tell_test"),
        ("so scared but i had my blood test on friday", "tell_test"),
        ("blood test is booked for 25 november", "tell_test"),
        ("i missed my urine test", "tell_test"),
        ("the lab cancelled my blood test", "tell_test"),
        ("gonna do the pee test tomorrow", "tell_test"),
        ("when is my next blood test?", "ask_own_dates"),
        ("next thyroid", "ask_own_dates"),
        ("am i overdue?", "ask_own_dates"),
        ("have i missed a test?", "ask_own_dates"),
        ("remind me again on friday", "change_reminders"),
        ("please stop the reminders", "change_reminders"),
        ("turn off the texts", "change_reminders"),
    ],
)
def test_a_task_is_known_by_its_words(text: str, expected: str) -> None:
    assert task(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "what is an infusion?",
        "how often are bloods done?",
        "does the infusion hurt",
        "my platelet count is low",
        "my bloods came back on friday and they are not normal",
        "had my bloods done and now i have a bruise and bleed",
        "i feel dizzy since my blood test on friday",
        "blood in my urine since friday",
        "the drip hurts",
        "can i have my blood test on friday?",
    ],
)
def test_a_question_a_result_and_a_complaint_are_left_to_the_readers(text: str) -> None:
    assert task(text) is None


@given(
    telling=st.sampled_from(["bloods done yesterday", "urine done on friday", "i missed my blood test"]),
    told=st.sampled_from(
        ["my results are low", "i have a rash", "i feel numb", "there is blood in it", "i bruise so much"]
    ),
    swapped=st.booleans(),
)
def test_a_test_told_beside_a_result_or_a_complaint_is_never_plain(telling: str, told: str, swapped: bool) -> None:
    assert task(f"{told}. {telling}" if swapped else f"{telling}. {told}") is None
