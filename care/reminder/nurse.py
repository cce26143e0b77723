"""Which due dates does a nurse have to know of, why, and from which day on?

The nurses' list follows the plan and not the texts: it knows of a late test also when reminders are off, texts are
stopped, or none could be sent.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from care.course import Course
from care.monitoring import Settings, end_of_monitoring, periods
from care.monitoring.months import before
from care.plan import Plan
from care.recorded_test import RecordedState, RecordedTest
from care.reminder.dates import DueDate
from care.reminder.ladder import nurse_on
from care.reminder.steps import Step, StepKind

NURSE = Step(StepKind.NURSE)
END = Step(StepKind.END)


class Why(StrEnum):
    """Why a nurse is told."""

    OVERDUE = "overdue"
    LONG_WITHOUT = "long_without"
    """The test that cannot wait was not taken for too long."""
    MISSES = "misses"
    """Several due dates in a row were missed."""
    END = "end"


@dataclass(frozen=True, kw_only=True)
class Tell:
    """Something to put on the nurses' list.

    Attributes:
        due: the due date it is about, or the end of monitoring.
        step: under which it is kept, so that it is told once.
        tests: ids of the tests nobody has heard of; none for the end.
        why: the reason.
        on: the civil day from which it is to be told.
    """

    due: date
    step: Step
    tests: tuple[str, ...]
    why: Why
    on: date


def tells(
    plan: Plan,
    courses: Iterable[Course],
    recorded: Iterable[RecordedTest],
    settings: Settings,
    dates: Sequence[DueDate],
    *,
    today: date,
) -> Iterator[Tell]:
    """What a nurse is told, now or on a later day if nothing is heard until then.

    Of several late dates of one test only the newest one is told: a nurse who calls speaks of all of them.
    """
    courses = tuple(courses)
    since = settings.enrolled_on or date.min
    last = _last_taken(plan, courses, recorded, settings)
    newer: set[str] = set()
    for due in reversed(dates):
        tests = tuple(test for test in due.open if test not in newer)
        if not tests or due.on < since:
            continue
        at_once = last if plan.reminders.nurse_at_once_test in tests else None
        on = nurse_on(due, plan.reminders, last_of_at_once=at_once)
        yield Tell(due=due.on, step=NURSE, tests=tests, why=_why(plan, due, on, at_once), on=on)
        if on <= today:
            newer.update(tests)
    end = end_of_monitoring(plan, courses, settings)
    if end is not None and end.on >= max(since, today):
        warned_on = before(end.on, plan.follow_up.warn_before_end)
        yield Tell(due=end.on, step=END, tests=(), why=Why.END, on=warned_on)


def _last_taken(
    plan: Plan, courses: Sequence[Course], recorded: Iterable[RecordedTest], settings: Settings
) -> date | None:
    """When the test that cannot wait was taken last; before the first time, when follow-up or enrolment began."""
    test = plan.reminders.nurse_at_once_test
    days = [entry.on for entry in recorded if entry.test == test and entry.state is RecordedState.DONE]
    followed = periods(plan, courses, settings)
    if followed:
        days.append(followed[-1].anchor)
    if settings.enrolled_on is not None:
        days.append(settings.enrolled_on)
    return max(days, default=None)


def _why(plan: Plan, due: DueDate, on: date, last: date | None) -> Why:
    if due.missed >= plan.reminders.nurse_at_once_misses:
        return Why.MISSES
    if last is not None and on > last + timedelta(days=plan.reminders.nurse_at_once_after):
        return Why.LONG_WITHOUT
    return Why.OVERDUE
