"""Is what patients tell of their tests read as they mean it, and never as done when it is not?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.marked import Marker
from language.test_words import Told, named_tests, told_in
from language.told_tests import read_told_tests

TODAY = date(2026, 11, 22)
MARKER = Marker(str)


def told(text: str) -> list[tuple[set[str], Told, list[date]]]:
    read = read_told_tests(text, MARKER, today=TODAY, day_first=True)
    return [(set(one.tests), one.told, [day for when in one.dates for day in when.options]) for one in read]


@pytest.mark.parametrize(
    ("text", "tests", "state", "days"),
    [
        ("bloods done yesterday", {"blood"}, Told.DONE, [date(2026, 11, 21)]),
        ("both done", {"both"}, Told.DONE, []),
        ("all finished", {"all"}, Told.DONE, []),
        ("gave the urine sample on friday", {"urine"}, Told.DONE, [date(2026, 11, 20)]),
        ("thyroid bloods taken on 3 november", {"thyroid"}, Told.DONE, [date(2026, 11, 3)]),
        ("did the pee test monday", {"urine"}, Told.DONE, [date(2026, 11, 16)]),
        ("blood test is booked for the 25th", {"blood"}, Told.BOOKED, [date(2026, 11, 25)]),
        ("i forgot my urine test", {"urine"}, Told.MISSED, []),
        ("couldn't make it to the blood test on friday", {"blood"}, Told.MISSED, [date(2026, 11, 20)]),
        ("bloed geprikt", {"blood"}, Told.DONE, []),
        ("went to get my bloods done on friday", {"blood"}, Told.DONE, [date(2026, 11, 20)]),
    ],
)
def test_a_statement_is_read_with_its_tests_its_state_and_its_day(
    text: str, tests: set[str], state: Told, days: list[date]
) -> None:
    (one,) = told(text)
    assert one == (tests, state, days)


@pytest.mark.parametrize(
    "text",
    [
        "will do my bloods tomorrow",
        "going to get the blood test done on friday",
        "i'll have my bloods taken next week",
        "gonna do the pee test later",
        "my bloods are not done yet",
        "haven't had my urine test",
        "am at the lab waiting for my turn with the bloods",
        "on my way to the blood test",
        "i need to have my bloods done",
        "the blood test still has to be done",
        "i must still get my bloods done",
    ],
)
def test_what_somebody_means_to_do_is_not_done(text: str) -> None:
    assert Told.DONE not in [state for _, state, _ in told(text)]
    assert Told.BOOKED not in [state for _, state, _ in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "when are my bloods done?",
        "are the bloods done on friday?",
        "how often is the thyroid one done?",
        "did you get my bloods",
        "should i have my urine done",
    ],
)
def test_a_question_tells_nothing(text: str) -> None:
    assert told(text) == []


def test_two_tests_of_two_days_are_two_statements() -> None:
    assert told("bloods done on 19 november, urine booked for 27 november") == [
        ({"blood"}, Told.DONE, [date(2026, 11, 19)]),
        ({"urine"}, Told.BOOKED, [date(2026, 11, 27)]),
    ]


def test_one_day_said_of_two_tests_is_the_day_of_both() -> None:
    assert told("bloods and urine done on friday") == [({"blood", "urine"}, Told.DONE, [date(2026, 11, 20)])]


def test_a_booking_that_was_called_off_and_its_new_day_are_two_statements() -> None:
    called_off, new = told("the lab cancelled my blood test, new one is 27")
    assert called_off[:2] == ({"blood"}, Told.CANCELLED)
    assert new[1:] == (Told.BOOKED, [date(2026, 11, 27)])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("my thyroid bloods", {"thyroid"}),
        ("liver blood test", {"liver"}),
        ("bloods and thyroid", {"blood", "thyroid"}),
        ("blood & liver", {"blood", "liver"}),
        ("both, so blood and pee", {"blood", "urine"}),
        ("the whole lot, all of them", {"all"}),
        ("my cat", set()),
        ("wee one is asleep in a cupboard", {"urine"}),
    ],
)
def test_tests_are_named_as_patients_name_them(text: str, names: set[str]) -> None:
    assert named_tests(text) == names


@given(day=st.dates(TODAY - timedelta(days=170), TODAY))
def test_a_day_of_a_test_that_was_done_is_never_read_as_one_to_come(day: date) -> None:
    ((tests, state, days),) = told(f"bloods done on {day:%d %B}")
    assert (tests, state, days) == ({"blood"}, Told.DONE, [day])


@given(day=st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=170)))
def test_a_day_of_a_booking_is_never_read_as_one_that_is_over(day: date) -> None:
    ((tests, state, days),) = told(f"urine test booked for {day:%d %B}")
    assert (tests, state, days) == ({"urine"}, Told.BOOKED, [day])


@given(
    words=st.lists(st.sampled_from("bloods urine done not yet friday and , . will i the 25th booked no ? @0".split()))
)
def test_no_order_of_words_makes_it_fail_or_turns_an_intention_into_a_test_that_was_done(words: list[str]) -> None:
    text = " ".join(words)
    for tests, state, _ in told(text):
        assert state in Told
        assert tests <= {"blood", "urine", "both", "all"}
    assert told_in("i will get my bloods done") is Told.NOT_YET
