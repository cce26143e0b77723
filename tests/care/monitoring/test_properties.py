"""Does the plan keep its promises for every first day from 2016 to 2040 and every way courses can go?

`python -m pytest tests/care/monitoring/test_properties.py --hypothesis-show-statistics` prints how many patients were
tried and how they were spread: by the number of courses, interruptions, month ends and restarts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
import whenever
from hypothesis import event, given, settings
from hypothesis import strategies as st

from care.course import Course, CourseStatus, SaidBy, course_of
from care.monitoring import (
    Settings,
    due_days,
    earliest_next_course,
    end_of_monitoring,
    next_due,
    overdue,
    periods,
    placements,
    problems,
    windows,
)
from care.recorded_test import RecordedState, RecordedTest

START, STOP = date(2016, 1, 1), date(2040, 12, 31)
MANY = settings(max_examples=400)
FAR = date(2100, 1, 1)
EVERYONE = Settings()


@dataclass(frozen=True)
class Someone:
    """A drawn patient: their courses, whether one was interrupted, and the day they are looked at."""

    courses: tuple[Course, ...]
    interrupted: bool
    today: date


def plus(day: date, months: int) -> date:
    """The oracle: months after a day by another library."""
    return whenever.Date(day.year, day.month, day.day).add(months=months).to_stdlib()


def at_least(day: date, months: int) -> date:
    """The oracle: the first day on which so many months have wholly passed."""
    reached = plus(day, months)
    return reached if reached.day == day.day else reached + timedelta(days=1)


@st.composite
def patients(draw) -> Someone:
    """One to four courses from any first day, each whole, interrupted or stopped early, 12 to 90 months apart."""
    count = draw(st.integers(1, 4))
    first = draw(st.dates(START, STOP))
    interrupted = False
    courses = []
    for number in range(1, count + 1):
        days = [first]
        for _ in range(draw(st.integers(0, 4 if number == 1 else 2))):
            pause = draw(st.sampled_from([1, 1, 1, 1, 2, 5, 12]))
            interrupted |= pause > 1
            days.append(days[-1] + timedelta(days=pause))
        courses.append(course_of(number, said_by=SaidBy.NURSE, first=days[0], last=days[-1], between=days[1:-1]))
        first = at_least(days[-1], 12) + timedelta(days=draw(st.sampled_from([0, 1, 30, 200, 800, 1600, 2400])))
    today = courses[0].first_infusion + timedelta(days=draw(st.integers(-30, 9000)))
    someone = Someone(tuple(courses), interrupted, today)
    event(f"{count} courses")
    event("interrupted" if interrupted else "not interrupted")
    event("first day on the 29th to 31st" if courses[0].first_infusion.day > 28 else "first day on the 1st to 28th")
    return someone


def by_stretch(someone: Someone) -> list[tuple[date, date]]:
    """The oracle: from the first infusion of a course to the end after the last one before it had passed."""
    stretches: list[tuple[date, date]] = []
    for course in someone.courses:
        end = at_least(course.last_infusion, 48)
        if stretches and course.first_infusion <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((course.first_infusion, end))
    event("follow-up began again after its end" if len(stretches) > 1 else "one stretch of follow-up")
    return stretches


def regular(anchor: date, end: date, every: int, closing: bool = True) -> list[date]:
    """The oracle: every due date, one by one, by another library."""
    days = []
    number = every
    while (day := plus(anchor, number)) <= end:
        days.append(day)
        number += every
    return [*days, end] if closing and (not days or days[-1] < end) else days


@MANY
@given(patients())
def test_the_due_dates_are_those_that_an_independent_library_lists(plan, someone):
    days = due_days(plan, someone.courses, [], EVERYONE, first=date.min, last=FAR)
    for test, every in (("cbc", 1), ("creatinine", 1), ("urine", 1), ("liver", 1), ("thyroid", 3)):
        expected = [day for anchor, end in by_stretch(someone) for day in regular(anchor, end, every)]
        assert [day.on for day in days if test in day.tests] == expected


@MANY
@given(patients())
def test_no_month_is_skipped_or_doubled_and_nothing_drifts(plan, someone):
    days = due_days(plan, someone.courses, [], EVERYONE, first=date.min, last=FAR)
    for anchor, end in by_stretch(someone):
        monthly = [day.on for day in days if anchor < day.on <= end and "cbc" in day.tests and "cbc" not in day.closing]
        numbers = [day.year * 12 + day.month for day in monthly]
        assert numbers == list(range(anchor.year * 12 + anchor.month + 1, numbers[-1] + 1))
        assert all(
            day.day == anchor.day or (day.day < anchor.day and (day + timedelta(days=1)).day == 1) for day in monthly
        )
        assert plus(anchor, len(monthly) + 1) > end


@MANY
@given(patients())
def test_the_end_is_the_last_infusion_really_given_and_48_months(plan, someone):
    end = end_of_monitoring(plan, someone.courses)
    assert end.on == at_least(someone.courses[-1].last_infusion, 48)
    assert not end.provisional
    assert periods(plan, someone.courses, EVERYONE)[-1].end == end.on


@MANY
@given(patients(), st.randoms(use_true_random=False))
def test_a_corrected_date_gives_the_plan_that_it_would_always_have_given(plan, someone, random):
    """Wrong dates entered first leave no trace, and the order in which courses are entered does not matter."""

    def everything(courses):
        return (
            next_due(plan, courses, [], EVERYONE, today=someone.today),
            due_days(plan, courses, [], EVERYONE, first=date.min, last=FAR),
            windows(plan, courses, EVERYONE),
            end_of_monitoring(plan, courses),
            earliest_next_course(plan, courses),
            overdue(plan, courses, [], EVERYONE, today=someone.today),
        )

    always = everything(someone.courses)
    wrong = [
        course_of(course.number, said_by=SaidBy.PATIENT, first=course.first_infusion - timedelta(days=9))
        for course in someone.courses
    ]
    everything(wrong)
    shuffled = list(someone.courses)
    random.shuffle(shuffled)
    assert everything(shuffled) == always


@MANY
@given(patients())
def test_the_next_due_date_is_the_first_of_the_list(plan, someone):
    days = due_days(plan, someone.courses, [], EVERYONE, first=someone.today, last=FAR)
    expected = {test: next(day.on for day in days if test in day.tests) for day in days for test in day.tests}
    assert dict(next_due(plan, someone.courses, [], EVERYONE, today=someone.today)) == expected


@MANY
@given(patients(), st.data())
def test_a_planned_course_shifts_nothing(plan, someone, data):
    planned = course_of(
        len(someone.courses) + 1,
        status=CourseStatus.PLANNED,
        said_by=SaidBy.NURSE,
        first=data.draw(st.dates(START, STOP)),
    )
    for ask in (
        lambda courses: next_due(plan, courses, [], EVERYONE, today=someone.today),
        lambda courses: windows(plan, courses, EVERYONE),
        lambda courses: end_of_monitoring(plan, courses),
        lambda courses: earliest_next_course(plan, courses),
    ):
        assert ask((*someone.courses, planned)) == ask(someone.courses)


@MANY
@given(patients(), st.integers(1, 28))
def test_a_fixed_day_of_the_month_puts_no_test_off_and_skips_no_month(plan, someone, day):
    fixed = due_days(plan, someone.courses, [], Settings(monitoring_day=day), first=date.min, last=FAR)
    counted = due_days(plan, someone.courses, [], EVERYONE, first=date.min, last=FAR)
    for test in ("cbc", "thyroid"):
        for anchor, end in by_stretch(someone):
            mine = [each.on for each in fixed if test in each.tests and anchor < each.on <= end]
            theirs = [each.on for each in counted if test in each.tests and anchor < each.on <= end]
            assert all(on.day == day for on in mine if on != end)
            assert all(on <= other for on, other in zip(mine, theirs, strict=False))
            assert len(mine) >= len(theirs)
            assert all(timedelta(0) < later - earlier <= timedelta(days=92) for earlier, later in pairwise(mine))
            assert mine[-1] == end or test not in next(each for each in fixed if each.on == mine[-1]).closing


@MANY
@given(patients(), st.lists(st.tuples(st.sampled_from(["cbc", "thyroid"]), st.integers(-40, 40)), max_size=6))
def test_a_done_test_counts_for_the_nearest_due_date_within_14_days_or_a_nurse_is_asked(plan, someone, offsets):
    recorded = [
        RecordedTest(
            test=test,
            state=RecordedState.DONE,
            on=someone.today + timedelta(days=offset),
            said_by=SaidBy.PATIENT,
        )
        for test, offset in offsets
    ]
    stretches = by_stretch(someone)
    for placement in placements(plan, someone.courses, recorded, EVERYONE):
        done, every = placement.recorded.on, 1 if placement.recorded.test == "cbc" else 3
        event(f"a done test: {placement.verdict}")
        mine = [(anchor, end) for anchor, end in stretches if anchor <= done]
        if not mine:
            assert (placement.verdict, placement.due) == ("before_treatment", None)
            continue
        anchor, end = mine[-1]
        if done >= end:
            assert placement.due == end
            continue
        days = [day for day in regular(anchor, end, every) if day < end or day in regular(anchor, end, every, False)]
        nearest = min(days, key=lambda day: (abs((day - done).days), day), default=FAR)
        assert placement.due == (nearest if abs((nearest - done).days) <= 14 else None)
        assert (placement.verdict == "ask_nurse") is (placement.due is None)
    satisfied = {(each.recorded.test, each.due) for each in placements(plan, someone.courses, recorded, EVERYONE)}
    due = next_due(plan, someone.courses, recorded, EVERYONE, today=someone.today)
    assert not satisfied & set(due.items())
    assert all(on >= someone.today for on in due.values())


@MANY
@given(patients(), st.integers(-400, 4000))
def test_nothing_is_overdue_from_before_the_enrolment(plan, someone, joined):
    enrolled_on = someone.courses[0].first_infusion + timedelta(days=joined)
    late = overdue(plan, someone.courses, [], Settings(enrolled_on=enrolled_on), today=someone.today)
    assert all(enrolled_on <= each.due < someone.today for each in late)
    assert all(each.days_late == (someone.today - each.due).days and each.missed >= 1 for each in late)


@MANY
@given(patients())
def test_a_course_as_the_plan_wants_it_is_no_problem(plan, someone):
    *before, newest = someone.courses
    assert problems(plan, before, newest, today=FAR) == ()


@MANY
@given(patients(), st.integers(1, 600))
def test_a_course_that_begins_too_soon_is_always_noticed(plan, someone, earlier):
    *before, newest = someone.courses
    if not before:
        return
    start = at_least(before[-1].last_infusion, 12) - timedelta(days=earlier)
    candidate = course_of(newest.number, said_by=SaidBy.NURSE, first=start, last=start)
    assert problems(plan, before, candidate, today=FAR) != ()


@pytest.mark.parametrize("year", range(2016, 2041))
def test_every_single_first_day_of_the_year(plan, year):
    """Not drawn but all of them: the monthly dates and the end of a course that began on each day."""
    day = date(year, 1, 1)
    while day.year == year:
        course = course_of(1, said_by=SaidBy.NURSE, first=day, last=day + timedelta(days=4))
        due = next_due(plan, [course], [], EVERYONE, today=day)
        assert (due["cbc"], due["thyroid"]) == (plus(day, 1), plus(day, 3))
        end = at_least(day + timedelta(days=4), 48)
        assert end_of_monitoring(plan, [course]).on == end
        assert next_due(plan, [course], [], EVERYONE, today=end)["cbc"] == end
        assert next_due(plan, [course], [], EVERYONE, today=end + timedelta(days=1)) == {}
        day += timedelta(days=1)
