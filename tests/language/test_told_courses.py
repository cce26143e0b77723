"""Is what patients tell of their courses read as they mean it, and no more than they said?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.course_words import Place, length_in, nearest_place, numbers_in, place_in
from language.marked import Marker
from language.told_courses import ToldCourse, read_told_courses

TODAY = date(2026, 11, 22)
MARKER = Marker(str)
F, L, B, U = Place.FIRST, Place.LAST, Place.BETWEEN, Place.UNSAID


def read(text: str) -> tuple[ToldCourse, ...]:
    return read_told_courses(text, MARKER, today=TODAY, day_first=True)


def days(course: ToldCourse) -> list[tuple[Place, date | None]]:
    return [(day.place, day.reading.told or next(iter(day.reading.options), None)) for day in course.days]


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("my first infusion was on 4 may 2026", None, [(F, date(2026, 5, 4))]),
        ("had my last infusion on 3 march 2024", None, [(L, date(2024, 3, 3))]),
        ("second course started 6 april 2026", 2, [(F, date(2026, 4, 6))]),
        ("round 2 ended on 8 april 2026", 2, [(L, date(2026, 4, 8))]),
        ("the 1st course was 12 to 16 october 2026", 1, [(F, date(2026, 10, 12)), (L, date(2026, 10, 16))]),
        (
            "infusions on 26, 27 and 28 october 2026",
            None,
            [(F, date(2026, 10, 26)), (B, date(2026, 10, 27)), (L, date(2026, 10, 28))],
        ),
        ("yesterday was day 3", None, [(B, date(2026, 11, 21))]),
        ("infusion on 5 november 2026", None, [(U, date(2026, 11, 5))]),
        ("it started on 12 october 2026, not 13 october 2026", None, [(F, date(2026, 10, 12))]),
        ("it started on 12 october 2026, sorry, 13 october 2026", None, [(F, date(2026, 10, 13))]),
        ("deuxieme traitement debute le 6 april 2026", 2, [(F, date(2026, 4, 6))]),
    ],
)
def test_a_course_is_read_with_its_number_and_its_days(text: str, number: int | None, told: list[object]) -> None:
    (course,) = read(text)
    assert course.number == number
    assert days(course) == told


@pytest.mark.parametrize(
    "text",
    [
        "I was diagnosed in 2015 and my first infusion was on 4 may 2026",
        "after a relapse in march 2025. My first infusion was on 4 may 2026",
        "had tysabri until 2024, first infusion was 4 may 2026",
    ],
)
def test_a_date_of_another_matter_belongs_to_no_course(text: str) -> None:
    assert [one for course in read(text) for one in days(course)] == [(F, date(2026, 5, 4))]


def test_two_courses_in_one_message_keep_their_own_days() -> None:
    one, two = read("first course ended 7 march 2025, second course started 6 april 2026 and ended 8 april 2026")
    assert (one.number, days(one)) == (1, [(L, date(2025, 3, 7))])
    assert (two.number, days(two)) == (2, [(F, date(2026, 4, 6)), (L, date(2026, 4, 8))])


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("my course began the 14 september 2026 and finished 16 september", date(2026, 9, 16)),
        ("course 1 started 29 december 2025 and ended 2 january", date(2026, 1, 2)),
    ],
)
def test_a_last_day_without_a_year_lies_after_the_first(text: str, last: date) -> None:
    (course,) = read(text)
    assert days(course)[-1] == (L, last)


@given(start=st.dates(date(2016, 1, 1), date(2026, 10, 1)), length=st.integers(1, 20))
def test_a_last_day_told_by_day_and_month_is_found_after_any_first(start: date, length: int) -> None:
    last = start + timedelta(days=length)
    (course,) = read(f"my course began {start:%d %B %Y} and finished {last:%d %B}")
    assert days(course) == [(F, start), (L, last)]


def test_what_was_not_said_is_left_open() -> None:
    (course,) = read("my last infusion was on 4 may 2026")
    assert (course.number, course.length, course.planned, course.whole) == (None, None, False, False)


@pytest.mark.parametrize(
    ("words", "length"),
    [("5 days", 5), ("three drips", 3), ("over 3 consecutive days", 3), ("2 in a row", 2), ("days", None)],
)
def test_the_length_of_a_course_is_read(words: str, length: int | None) -> None:
    assert length_in(words) == length


@pytest.mark.parametrize(
    ("words", "place"),
    [("the last one", L), ("first day", F), ("day 1", F), ("final infusion", L), ("course 2", None)],
)
def test_a_day_named_without_a_date_is_known(words: str, place: Place | None) -> None:
    assert place_in(words) is place


def test_the_words_before_a_date_count_more_than_those_after_it() -> None:
    assert nearest_place("it started on", " and ended") == (F, None)
    assert nearest_place("on", " was my last day") == (L, None)
    assert nearest_place("day 3 was", "") == (B, 3)
    assert nearest_place("on", "") == (U, None)


def test_courses_are_numbered_in_the_order_of_the_text() -> None:
    assert [number for _, number in numbers_in("second course and course 1, round three")] == [2, 1, 3]
    assert numbers_in("course 2 days long") == []


@pytest.mark.parametrize("text", ["", "hello", "how long is a drip", "1 2 3", "👍"])
def test_a_message_without_a_date_tells_no_day(text: str) -> None:
    assert [course.days for course in read(text) if course.days] == []


@pytest.mark.parametrize(
    "text", ["had my infusions last week, monday to wednesday", "course 1 was last week", "this week"]
)
def test_a_week_without_a_date_is_read_and_left_open(text: str) -> None:
    assert not [day for course in read(text) for day in course.days if day.place is U and day.reading.certain]


def test_weekdays_beside_a_week_are_days_of_that_week() -> None:
    (course,) = read(
        "my first course was in the week of 28 september 2026, it began on the monday and ended the friday"
    )
    assert days(course)[-1] == (L, date(2026, 10, 2))
