"""What does a test that was done count for?

A test that was done was taken; nothing here knows its result.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care.course import Course
from care.monitoring.months import days_in
from care.monitoring.series import ONE_DAY
from care.monitoring.settings import Settings
from care.monitoring.stretches import Stretch, stretches
from care.plan import Counted, Plan
from care.recorded_test import RecordedState, RecordedTest


class Verdict(StrEnum):
    """What a done test counts for."""

    COUNTS = "counts"
    """It satisfies the due date given with it."""
    EITHER = "either"
    """It satisfies the due date given with it, and the one before was never done: a nurse is shown both."""
    ASK_NURSE = "ask_nurse"
    """No due date is near enough: a nurse is asked which one it was."""
    BEFORE_TREATMENT = "before_treatment"
    """It was done before the first infusion."""
    NOT_FOLLOWED = "not_followed"
    """The test is not in the plan, or switched off, or follow-up has not begun."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """What one done test counts for.

    Attributes:
        recorded: the entry.
        verdict: how it counts.
        due: the due date it satisfies, or None.
        earlier: for `EITHER`, the due date before it that was never done.
    """

    recorded: RecordedTest
    verdict: Verdict
    due: date | None = None
    earlier: date | None = None


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A test that was due and of which nothing was heard.

    Attributes:
        test: its id.
        due: the first due date that has passed since the last one that was satisfied.
        days_late: today minus `due`.
        missed: how many due dates have passed since, `due` included.
    """

    test: str
    due: date
    days_late: int
    missed: int


def placements(
    plan: Plan, courses: Iterable[Course], recorded: Iterable[RecordedTest], settings: Settings
) -> tuple[Placement, ...]:
    """What every done test counts for, oldest first.

    A test counts for the nearest due date within the plan's days (14 in the plan of this service; basis: design), at
    the same distance for the earlier one. Further away a nurse is asked which it is. When it counts for a date still
    to come although the one before was never done, the nurse is shown both. What was done before the first infusion
    is a test before treatment.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.
        recorded: what is known of their tests; those that are booked or missed count for nothing.
        settings: the decisions of the centre and the nurses.
    """
    recorded = tuple(recorded)
    within = days_in(plan.counting.counts_within)
    followed = {test.id: (test, mine) for test, mine in stretches(plan, courses, recorded, settings)}
    found: list[Placement] = []
    for entry in sorted((entry for entry in recorded if entry.state is RecordedState.DONE), key=lambda entry: entry.on):
        if entry.test not in followed:
            found.append(Placement(recorded=entry, verdict=Verdict.NOT_FOLLOWED))
            continue
        test, mine = followed[entry.test]
        if test.counted is Counted.FROM_LAST_DONE:
            found.append(Placement(recorded=entry, verdict=Verdict.COUNTS))
        else:
            found.append(_placed(entry, mine, within))
    return tuple(found)


def overdue(
    plan: Plan,
    courses: Iterable[Course],
    recorded: Iterable[RecordedTest],
    settings: Settings,
    *,
    today: date,
) -> tuple[Overdue, ...]:
    """The tests that were due before today and of which nothing was heard since, in the order of the plan.

    Nothing that was due before the patient's enrolment is overdue, nor anything before the newest stretch of
    follow-up. A date that was missed before a later one was satisfied is past and no longer overdue. (Basis: design.)

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.
        recorded: what is known of their tests.
        settings: the decisions of the centre and the nurses; `enrolled_on` is used here.
        today: the patient's civil date.
    """
    within = days_in(plan.counting.counts_within)
    found: list[Overdue] = []
    for test, mine in stretches(plan, courses, recorded, settings):
        begun = [stretch for stretch in mine if stretch.begins <= today]
        if not begun:
            continue
        passed = _passed(begun[-1], within, settings.enrolled_on, today)
        if passed:
            late = (today - passed[0]).days
            found.append(Overdue(test=test.id, due=passed[0], days_late=late, missed=len(passed)))
    return tuple(found)


def _passed(stretch: Stretch, within: int, enrolled_on: date | None, today: date) -> list[date]:
    """The due dates before today that lie after the last one that was satisfied and after the enrolment."""
    since = max(stretch.begins, enrolled_on or stretch.begins)
    for on in sorted(stretch.done, reverse=True):
        satisfied = stretch.series.satisfied_by(on, within)
        if satisfied is not None:
            since = max(since, satisfied + ONE_DAY)
            break
    return list(stretch.series.between(since, today - ONE_DAY))


def _placed(entry: RecordedTest, mine: list[Stretch], within: int) -> Placement:
    stretch = next((stretch for stretch in reversed(mine) if stretch.begins <= entry.on), None)
    if stretch is None:
        return Placement(recorded=entry, verdict=Verdict.BEFORE_TREATMENT)
    due = stretch.series.satisfied_by(entry.on, within)
    if due is None:
        return Placement(recorded=entry, verdict=Verdict.ASK_NURSE)
    earlier = stretch.series.on_or_before(due - ONE_DAY) if due > entry.on else None
    if earlier is not None and all(stretch.series.satisfied_by(on, within) != earlier for on in stretch.done):
        return Placement(recorded=entry, verdict=Verdict.EITHER, due=due, earlier=earlier)
    return Placement(recorded=entry, verdict=Verdict.COUNTS, due=due)
