"""What is impossible or doubtful about a course that somebody enters?

Nothing is proposed and nothing is put right: an entry that breaks a rule is asked about. What is impossible is never
kept. What is only doubtful is kept when a nurse confirms it, never from a patient's text alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from care.course import Course, CourseStatus, SaidBy
from care.monitoring.months import after, at_least_after
from care.plan import Plan


class Doubt(StrEnum):
    """What is wrong with an entered course."""

    TOO_SOON = "too_soon"
    """It begins sooner after the course before, or the next begins sooner after it, than the plan allows."""
    TOO_MANY_DAYS = "too_many_days"
    """It has more infusion days than the plan gives it, or a day with a higher number."""
    TOO_MANY_COURSES = "too_many_courses"
    """The plan knows no course with this number."""
    END_BEFORE_START = "end_before_start"
    """Its last infusion lies before its first, or a later day of it before an earlier one."""
    IN_THE_FUTURE = "in_the_future"
    """It was given, but on a day that is still to come."""
    PLANNED_IN_THE_PAST = "planned_in_the_past"
    """It is only planned, but its day has passed: was it given?"""
    BEFORE_THE_MEDICINE = "before_the_medicine"
    """Nobody was given the medicine then."""
    TOO_LONG = "too_long"
    """Its first and its last infusion lie too far apart for one course."""
    TWO_ON_ONE_DAY = "two_on_one_day"
    """It has two infusions on one day, or more infusions than there are days between two of them."""
    OVERLAPS = "overlaps"
    """It shares days with another course."""
    OUT_OF_ORDER = "out_of_order"
    """It lies before a course with a lower number, or after one with a higher."""


IMPOSSIBLE = frozenset({Doubt.END_BEFORE_START, Doubt.IN_THE_FUTURE, Doubt.TWO_ON_ONE_DAY, Doubt.OVERLAPS})
"""What is not kept from anybody: the entry itself has to be put right."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that has to be asked about.

    Attributes:
        doubt: what is wrong.
        course: the number of the entered course.
        on: the date it is about, or None.
        allowed_from: for `TOO_SOON` the first day that the plan allows; for `BEFORE_THE_MEDICINE` the first day ever.
        most: for too many days or courses, and for `TOO_LONG` in days, how many there may be.
        other: the number of the other course it is about, or None.
    """

    doubt: Doubt
    course: int
    on: date | None = None
    allowed_from: date | None = None
    most: int | None = None
    other: int | None = None

    @property
    def nurse_may_confirm(self) -> bool:
        """Whether the entry can be kept as it is once a nurse has confirmed it."""
        return self.doubt not in IMPOSSIBLE


def problems(plan: Plan, courses: Iterable[Course], candidate: Course, *, today: date) -> tuple[Problem, ...]:
    """Everything that is impossible or doubtful about an entered course.

    Sources: at most one infusion a day (dosing.one_infusion_per_day), the number of days and courses and the time
        between
    courses (dosing.first_course, dosing.second_course, dosing.third_fourth_course, dosing.third_fourth_interval) in the
    plan of this service; the rest is design.

    Args:
        plan: the plan.
        courses: the courses on record; one with the same number is the one that the entry would replace.
        candidate: the entry.
        today: the patient's civil date.

    Returns:
        The problems, the impossible ones first. Several can stand for one entry. Empty when nothing is wrong.
    """
    others = [course for course in courses if course.number != candidate.number and course.infusions]
    found = [*_of_itself(plan, candidate), *_in_time(plan, candidate, today), *_beside(plan, candidate, others)]
    return tuple(sorted(found, key=lambda problem: problem.nurse_may_confirm))


def _of_itself(plan: Plan, candidate: Course) -> Iterator[Problem]:
    """What is wrong with the entry whatever else is known."""
    rule = plan.course(candidate.number)
    if rule is None:
        yield Problem(doubt=Doubt.TOO_MANY_COURSES, course=candidate.number, most=len(plan.courses))
    most = max(course.days for course in plan.courses) if rule is None else rule.days
    days = sorted(infusion.date for infusion in candidate.infusions)
    highest = max((infusion.day or 0 for infusion in candidate.infusions), default=0)
    if max(len(set(days)), highest) > most:
        yield Problem(doubt=Doubt.TOO_MANY_DAYS, course=candidate.number, most=most)
    first, last = candidate.first_infusion, candidate.last_infusion
    reversed_days = _numbered_days_reversed(candidate)
    if days and ((first is not None and days[0] < first) or (last is not None and last < days[-1]) or reversed_days):
        yield Problem(doubt=Doubt.END_BEFORE_START, course=candidate.number, on=last)
    elif plan.entry.one_infusion_a_day:
        twice = next((one for one, other in pairwise(days) if one == other), None) or _day_with_too_many(candidate)
        if twice is not None:
            yield Problem(doubt=Doubt.TWO_ON_ONE_DAY, course=candidate.number, on=twice)
    if days and candidate.said_by is not SaidBy.NURSE and days[-1] > after(days[0], plan.entry.longest_course):
        apart = (after(days[0], plan.entry.longest_course) - days[0]).days
        yield Problem(doubt=Doubt.TOO_LONG, course=candidate.number, on=days[-1], most=apart)


def _numbered_days_reversed(candidate: Course) -> bool:
    numbered = sorted((infusion.day, infusion.date) for infusion in candidate.infusions if infusion.day is not None)
    return any(one[0] < other[0] and one[1] > other[1] for one, other in pairwise(numbered))


def _day_with_too_many(candidate: Course) -> date | None:
    """A day by which more infusions were given than there had been days: day 3 on the day after day 1."""
    numbered = sorted((infusion.day, infusion.date) for infusion in candidate.infusions if infusion.day is not None)
    for (day, on), (later_day, later_on) in pairwise(numbered):
        if (later_on - on).days < later_day - day:
            return later_on
    return None


def _in_time(plan: Plan, candidate: Course, today: date) -> Iterator[Problem]:
    """Whether the entry's days can be when they are said to be."""
    days = [infusion.date for infusion in candidate.infusions]
    if not days:
        return
    if candidate.status is CourseStatus.GIVEN and max(days) > today:
        yield Problem(doubt=Doubt.IN_THE_FUTURE, course=candidate.number, on=max(days))
    if candidate.status is CourseStatus.PLANNED and min(days) < today:
        yield Problem(doubt=Doubt.PLANNED_IN_THE_PAST, course=candidate.number, on=min(days))
    beginning = plan.entry.first_given
    if beginning is not None and min(days) < beginning:
        yield Problem(doubt=Doubt.BEFORE_THE_MEDICINE, course=candidate.number, on=min(days), allowed_from=beginning)


def _beside(plan: Plan, candidate: Course, others: list[Course]) -> Iterator[Problem]:
    """Whether the entry fits the courses on record. What is only planned is no reason to doubt what was given."""
    if candidate.status is CourseStatus.GIVEN:
        others = [other for other in others if other.status is CourseStatus.GIVEN]
    if not candidate.infusions:
        return
    mine = _extent(candidate)
    for other in sorted(others, key=lambda other: other.number):
        theirs = _extent(other)
        if mine[0] <= theirs[1] and theirs[0] <= mine[1]:
            yield Problem(doubt=Doubt.OVERLAPS, course=candidate.number, on=max(mine[0], theirs[0]), other=other.number)
        elif (mine < theirs) != (candidate.number < other.number):
            yield Problem(doubt=Doubt.OUT_OF_ORDER, course=candidate.number, on=mine[0], other=other.number)
        else:
            (_, end), (start, _) = sorted((mine, theirs))
            allowed = _allowed_from(plan, max(candidate.number, other.number), end)
            if allowed is not None and start < allowed:
                yield Problem(
                    doubt=Doubt.TOO_SOON, course=candidate.number, on=start, allowed_from=allowed, other=other.number
                )


def _allowed_from(plan: Plan, number: int, end: date) -> date | None:
    """The first day on which the course with this number may begin when the one before ended on `end`."""
    rule = plan.course(number) or max(plan.courses, key=lambda course: course.number)
    return None if rule.earliest is None else at_least_after(end, rule.earliest)


def _extent(course: Course) -> tuple[date, date]:
    days = [infusion.date for infusion in course.infusions]
    return min(days), max(days)
