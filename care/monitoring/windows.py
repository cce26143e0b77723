"""What holds for a while around the infusions, from when and at least until when?

"At least until" is a floor: the team says when it is over, and no text may say "stop on".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from care.course import Course, CourseStatus
from care.monitoring.follow_up import end_of_monitoring, given
from care.monitoring.months import after, at_least_after, before
from care.monitoring.settings import Settings
from care.plan import Anchor, Edge, Plan, Scope, WindowRule


@dataclass(frozen=True, kw_only=True)
class Window:
    """One window of one patient.

    Attributes:
        id: the id of its rule in the plan.
        course: the number of the course it belongs to; for the treatment as a whole, of the newest one.
        starts: its first day, or None when only the latest day matters.
        at_least_until: the day before which it does not end, or None: open until the team lifts it, or not known yet.
        latest: the latest day for it, or None.
        open_ended: whether it lasts until the team lifts it.
        provisional: whether an infusion that it is counted from is not known; it can still move later.
    """

    id: str
    course: int
    starts: date | None
    at_least_until: date | None
    latest: date | None
    open_ended: bool
    provisional: bool


@dataclass(frozen=True)
class _Days:
    """The infusions that a window is counted from."""

    course: int
    first: date
    last: date
    first_known: bool
    last_known: bool


def windows(plan: Plan, courses: Iterable[Course], settings: Settings, *, planned: bool = False) -> tuple[Window, ...]:
    """All windows of a patient, in the order of the plan and of the courses.

    Each is counted from infusions really given; a planned course shifts nothing. What lasts "at least" is rounded up.
    The sources are those of each rule in the plan.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.
        settings: whose `applies` decides about windows that are not for everyone.
        planned: give instead what the planned courses would bring, such as the latest day for a vaccination.
    """
    courses = tuple(courses)
    if planned:
        known = sorted(
            (course for course in courses if course.status is CourseStatus.PLANNED and course.infusions),
            key=lambda course: course.number,
        )
        end = None
    else:
        known = given(courses)
        end = end_of_monitoring(plan, courses, settings)
    if not known:
        return ()
    return tuple(
        _window(rule, days, None if end is None else end.on)
        for rule in plan.windows
        if settings.concern(rule)
        for days in _days(rule.of, known)
    )


def newest_window(all_windows: Iterable[Window], rule: str, *, today: date | None = None) -> Window | None:
    """The window of this rule that decides now: of the newest course, and with `today` the newest that has begun."""
    mine = [
        window
        for window in all_windows
        if window.id == rule and (today is None or window.starts is None or window.starts <= today)
    ]
    return mine[-1] if mine else None


def _days(of: Scope, courses: list[Course]) -> list[_Days]:
    """The infusions that each window of this kind is counted from."""
    if of is Scope.TREATMENT:
        return [_of(courses[0], courses[-1])]
    return [_of(course, course) for course in courses]


def _of(first: Course, last: Course) -> _Days:
    return _Days(
        last.number,
        min(infusion.date for infusion in first.infusions),
        max(infusion.date for infusion in last.infusions),
        first_known=first.first_infusion is not None,
        last_known=last.last_infusion is not None,
    )


def _window(rule: WindowRule, days: _Days, end: date | None) -> Window:
    edges = [edge for edge in (rule.starts, rule.at_least_until, rule.latest) if edge is not None]
    return Window(
        id=rule.id,
        course=days.course,
        starts=_on(rule.starts, days, end),
        at_least_until=_on(rule.at_least_until, days, end, at_least=True),
        latest=_on(rule.latest, days, end),
        open_ended=rule.open_ended,
        provisional=any(
            not (days.first_known if edge.anchor is Anchor.FIRST_INFUSION else days.last_known) for edge in edges
        ),
    )


def _on(edge: Edge | None, days: _Days, end: date | None, *, at_least: bool = False) -> date | None:
    if edge is None:
        return None
    anchor = {Anchor.FIRST_INFUSION: days.first, Anchor.LAST_INFUSION: days.last, Anchor.END_OF_MONITORING: end}[
        edge.anchor
    ]
    if anchor is None:
        return None
    if edge.before:
        return before(anchor, edge.span)
    return at_least_after(anchor, edge.span) if at_least else after(anchor, edge.span)
