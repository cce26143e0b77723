"""Which entries of a course are asked about, and which are never kept?"""

from datetime import date, timedelta
from itertools import product

import pytest

from care.course import CourseStatus, SaidBy
from care.monitoring import IMPOSSIBLE, Doubt, problems

TODAY = date(2026, 11, 22)
FIRST = ("2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31")


@pytest.fixture
def doubts(plan):
    """What is wrong with an entry, by doubt."""

    def find(candidate, *courses, today=TODAY):
        return {problem.doubt: problem for problem in problems(plan, courses, candidate, today=today)}

    return find


def test_a_course_as_it_should_be_is_no_problem(doubts, course):
    assert doubts(course(1, *FIRST)) == {}
    assert doubts(course(2, "2026-02-02", "2026-02-03", "2026-02-04"), course(1, *FIRST)) == {}


def test_a_course_without_dates_is_no_problem(doubts, numbered):
    assert doubts(numbered(2, {})) == {}


def test_a_sixth_day_of_the_first_course_and_a_fourth_of_a_later_one_are_asked_about(doubts, course):
    six = doubts(course(1, *FIRST, "2025-02-01"))
    assert set(six) == {Doubt.TOO_MANY_DAYS}
    assert six[Doubt.TOO_MANY_DAYS].most == 5
    four = doubts(course(2, "2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05"))
    assert four[Doubt.TOO_MANY_DAYS].most == 3


def test_a_day_with_too_high_a_number_is_asked_about(doubts, numbered):
    assert set(doubts(numbered(2, {4: "2026-02-05"}))) == {Doubt.TOO_MANY_DAYS}
    assert doubts(numbered(1, {5: "2026-02-05"})) == {}


def test_an_end_before_the_start_is_impossible(doubts, course):
    reversed_dates = course(1, "2025-01-31", "2025-01-27")
    assert set(doubts(reversed_dates)) == {Doubt.END_BEFORE_START}


def test_days_in_the_wrong_order_are_impossible(doubts, numbered):
    assert set(doubts(numbered(1, {2: "2025-01-29", 3: "2025-01-28"}))) == {Doubt.END_BEFORE_START}


def test_more_infusions_than_days_are_impossible(doubts, numbered):
    assert set(doubts(numbered(1, {1: "2025-01-28", 3: "2025-01-29"}))) == {Doubt.TWO_ON_ONE_DAY}
    assert set(doubts(numbered(1, {1: "2025-01-28", 2: "2025-01-28"}))) == {Doubt.TWO_ON_ONE_DAY}
    assert doubts(numbered(1, {1: "2025-01-28", 3: "2025-01-30"})) == {}


def test_given_in_the_future_is_impossible_and_planned_in_the_future_is_not(doubts, course, planned):
    assert set(doubts(course(1, "2026-11-21", "2026-11-23"))) == {Doubt.IN_THE_FUTURE}
    assert doubts(course(1, "2026-11-21", "2026-11-22")) == {}
    assert doubts(planned(1, "2026-11-23", "2026-11-27")) == {}


def test_planned_in_the_past_asks_whether_it_was_given(doubts, planned):
    assert set(doubts(planned(1, "2026-11-21", "2026-11-25"))) == {Doubt.PLANNED_IN_THE_PAST}
    assert doubts(planned(1, "2026-11-22", "2026-11-26")) == {}


def test_a_date_before_the_medicine_existed_goes_to_a_nurse(doubts, course):
    found = doubts(course(1, "2013-09-11", "2013-09-15"))
    assert set(found) == {Doubt.BEFORE_THE_MEDICINE}
    assert found[Doubt.BEFORE_THE_MEDICINE].allowed_from == date(2013, 9, 12)
    assert doubts(course(1, "2013-09-12", "2013-09-16")) == {}


def test_a_course_of_more_than_60_days_is_asked_about_unless_a_nurse_says_so(doubts, course):
    first = date(2025, 1, 27)
    for days, by, expected in (
        (60, SaidBy.PATIENT, set()),
        (61, SaidBy.PATIENT, {Doubt.TOO_LONG}),
        (61, SaidBy.NURSE, set()),
    ):
        entered = course(1, first, first + timedelta(days=days), said_by=by)
        assert set(doubts(entered)) == expected


def test_less_than_12_months_after_the_course_before_is_asked_about(doubts, course):
    found = doubts(course(2, "2026-01-30", "2026-02-01"), course(1, *FIRST))
    assert set(found) == {Doubt.TOO_SOON}
    assert (found[Doubt.TOO_SOON].other, found[Doubt.TOO_SOON].allowed_from) == (1, date(2026, 1, 31))


def test_less_than_12_months_before_the_next_course_is_asked_about_too(doubts, course):
    found = doubts(course(1, *FIRST), course(2, "2025-12-01", "2025-12-03"))
    assert set(found) == {Doubt.TOO_SOON}
    assert found[Doubt.TOO_SOON].other == 2


def test_courses_in_the_wrong_order_are_asked_about(doubts, course):
    assert set(doubts(course(2, "2023-03-01", "2023-03-03"), course(1, *FIRST))) == {Doubt.OUT_OF_ORDER}


def test_courses_that_share_days_are_impossible(doubts, course):
    assert set(doubts(course(2, "2025-01-31", "2025-02-02"), course(1, *FIRST))) == {Doubt.OVERLAPS}


def test_correcting_a_course_is_not_compared_with_what_it_replaces(doubts, course):
    assert doubts(course(1, *FIRST), course(1, "2025-01-20", "2025-01-24")) == {}
    assert doubts(course(1, *FIRST), course(1, "2025-01-28", "2025-02-01")) == {}


def test_what_is_only_planned_is_no_reason_to_doubt_what_was_given(doubts, course, planned):
    assert doubts(course(1, *FIRST), planned(2, "2025-06-02", "2025-06-04")) == {}
    assert set(doubts(planned(2, "2025-06-02", "2025-06-04"), course(1, *FIRST), today=date(2025, 5, 1))) == {
        Doubt.TOO_SOON
    }


def test_several_things_can_be_wrong_and_the_impossible_comes_first(plan, course):
    entered = course(5, "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-06")
    found = problems(plan, [course(1, *FIRST)], entered, today=TODAY)
    assert [problem.doubt for problem in found] == [
        Doubt.IN_THE_FUTURE,
        Doubt.TOO_MANY_COURSES,
        Doubt.TOO_MANY_DAYS,
    ]
    assert [problem.nurse_may_confirm for problem in found] == [False, True, True]


def test_what_a_nurse_can_confirm_is_said_of_every_doubt():
    assert set(Doubt) >= IMPOSSIBLE
    assert {Doubt.TOO_SOON, Doubt.TOO_MANY_COURSES, Doubt.TOO_LONG}.isdisjoint(IMPOSSIBLE)


def test_no_pair_of_given_courses_less_than_a_year_apart_goes_unnoticed(plan, course):
    for gap, length in product(range(1, 366), (1, 3)):
        start = date(2025, 1, 31) + timedelta(days=gap)
        if start < date(2026, 1, 31):
            second = course(2, start, start + timedelta(days=length - 1))
            assert problems(plan, [course(1, *FIRST)], second, today=date(2030, 1, 1)), start


def test_a_planned_status_changes_which_doubts_there_are(doubts, course):
    tomorrow = TODAY + timedelta(days=1)
    for status, expected in ((CourseStatus.GIVEN, {Doubt.IN_THE_FUTURE}), (CourseStatus.PLANNED, set())):
        assert set(doubts(course(1, tomorrow, status=status))) == expected
