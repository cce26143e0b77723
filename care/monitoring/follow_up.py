"""From when until when is a patient followed, and when may a next course begin at the earliest?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from care.course import Course, CourseStatus
from care.monitoring.months import after, at_least_after
from care.monitoring.settings import Settings
from care.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """A date with what it was counted from.

    Attributes:
        on: the date.
        counted_from: the infusion it was counted from.
        course: the number of that infusion's course.
        provisional: whether the course's last infusion is not known, so that the date can still move later.
    """

    on: date
    counted_from: date
    course: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of follow-up without a gap.

    Attributes:
        anchor: the day that the tests are counted from.
        end: the end of monitoring, or None while no end can be stated.
        provisional: whether the anchor is not known to be the first infusion, so that the dates can still move.
    """

    anchor: date
    end: date | None
    provisional: bool


def given(courses: Iterable[Course]) -> list[Course]:
    """The given courses of which at least one infusion is known, in the order of time. Planned ones shift nothing."""
    known = [course for course in courses if course.status is CourseStatus.GIVEN and course.infusions]
    if len(known) > 1:
        known.sort(key=_first)
    return known


def end_of_monitoring(plan: Plan, courses: Iterable[Course], settings: Settings | None = None) -> Reckoned | None:
    """The day until which the tests go on at least.

    It is the plan's length of follow-up after the last infusion really given of the newest given course, rounded up
    (48 months in the plan of this service: followup.two_courses, followup.extra_course). A newer course drops the
    earlier end; the periods are not added up. While the last infusion is not known, the latest one known stands in
    for it and the date is provisional: it can only move later. A later date that the team set counts; an earlier one
    does not.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.
        settings: the decisions of the nurses; `not_before` is used here.

    Returns:
        The end, or None when no infusion of the newest given course is known.
    """
    courses = tuple(courses)
    newest = _newest(courses, given(courses))
    if newest is None:
        return None
    return _reckoned(newest, _end(plan, newest, None if settings is None else settings.not_before))


def earliest_next_course(plan: Plan, courses: Iterable[Course]) -> Reckoned | None:
    """The first day on which a further course may begin.

    It is counted from the last infusion really given of the newest given course, rounded up (12 months in the plan of
    this service: dosing.second_course, dosing.third_fourth_interval; that the last and not the first infusion counts is
    design, because the sources leave it open).

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.

    Returns:
        The day, or None when nothing was given yet, no date is known, or the plan knows no further course.
    """
    courses = tuple(courses)
    newest = _newest(courses, given(courses))
    rule = None if newest is None else plan.course(newest.number + 1)
    if newest is None or rule is None or rule.earliest is None:
        return None
    return _reckoned(newest, at_least_after(_last(newest), rule.earliest))


def periods(plan: Plan, courses: Iterable[Course], settings: Settings) -> tuple[Period, ...]:
    """The stretches of follow-up, oldest first; nearly always one.

    The tests are counted from the first infusion of the first course; where that is not known, from the earliest
    infusion known. Follow-up does not pause between courses. A course that begins after the end had passed starts a
    new stretch, counted from its own first infusion, and nothing between the two is due. A patient who was treated on
    days that nobody knows is followed from their enrolment, without an end. (followup.two_courses; the anchor is
    design, because sources name no counting day.)

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.
        settings: the decisions of the nurses; `enrolled_on` and `not_before` are used here.
    """
    courses = tuple(courses)
    known = given(courses)
    if not known:
        undated = any(course.status is CourseStatus.GIVEN for course in courses)
        if undated and settings.enrolled_on is not None:
            return (Period(settings.enrolled_on, None, provisional=True),)
        return ()
    found: list[Period] = []
    for course in known:
        first, end = _first(course), _end(plan, course, None)
        before = found[-1] if found else None
        if before is not None and before.end is not None and first <= before.end:
            found[-1] = Period(before.anchor, end, provisional=before.provisional)
        else:
            unknown = course.first_infusion is None or (before is None and course.number != 1)
            found.append(Period(first, end, provisional=unknown))
    newest = _newest(courses, known)
    if newest is None or settings.not_before is not None:
        last = None if newest is None else _end(plan, newest, settings.not_before)
        found[-1] = Period(found[-1].anchor, last, provisional=found[-1].provisional)
    return tuple(found)


def end_comes_before_planned_course(plan: Plan, courses: Iterable[Course], settings: Settings, *, today: date) -> bool:
    """Whether the team is to be told that monitoring ends soon although a further course is still planned."""
    courses = tuple(courses)
    end = end_of_monitoring(plan, courses, settings)
    if end is None or not any(course.status is CourseStatus.PLANNED for course in courses):
        return False
    return today <= end.on <= after(today, plan.follow_up.warn_before_end)


def planned_but_not_confirmed(courses: Iterable[Course], *, today: date) -> tuple[Course, ...]:
    """The planned courses with a day that has passed: patient or nurse is asked whether it was given."""
    return tuple(
        course
        for course in courses
        if course.status is CourseStatus.PLANNED and course.infusions and _first(course) < today
    )


def _newest(courses: tuple[Course, ...], known: list[Course]) -> Course | None:
    """The newest of the known courses; None when a still newer one was given on days that nobody knows."""
    if not known:
        return None
    newest = known[-1]
    for course in courses:
        if course.status is CourseStatus.GIVEN and not course.infusions and course.number > newest.number:
            return None
    return newest


def _first(course: Course) -> date:
    """The earliest infusion known; it is asked only of courses with one."""
    return min([infusion.date for infusion in course.infusions])


def _last(course: Course) -> date:
    """The last infusion, or the latest one known; never a day before one that was given."""
    return max([infusion.date for infusion in course.infusions])


def _end(plan: Plan, course: Course, not_before: date | None) -> date:
    """The end of monitoring when this course is the newest."""
    end = at_least_after(_last(course), plan.follow_up.lasts)
    return end if not_before is None else max(end, not_before)


def _reckoned(course: Course, on: date) -> Reckoned:
    return Reckoned(on=on, counted_from=_last(course), course=course.number, provisional=course.last_infusion is None)
