"""How does each due date of a patient stand: which of its tests is still open, booked, or was taken in time?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from care.course import Course
from care.monitoring import Settings
from care.monitoring.series import Series
from care.monitoring.stretches import Stretch, stretches
from care.plan import Plan
from care.recorded_test import RecordedState, RecordedTest


@dataclass(frozen=True, slots=True)
class DueDate:
    """The tests that fall on one day, as they stand.

    Attributes:
        on: the day.
        tests: ids of those that reminders are sent for, in the order of the plan.
        open: those of them that nobody has heard of, neither for this day nor for a later one.
        on_time: whether all of them were taken before the first step after the day.
        booked: the latest day for which one of the open ones is booked, or None.
        missed: how many due dates in a row, this one included, the worst of the open tests was not taken for.
    """

    on: date
    tests: tuple[str, ...]
    open: tuple[str, ...]
    on_time: bool
    booked: date | None
    missed: int


def due_dates(
    plan: Plan,
    courses: Iterable[Course],
    recorded: Iterable[RecordedTest],
    settings: Settings,
    *,
    off: frozenset[str],
    first: date,
    last: date,
) -> tuple[DueDate, ...]:
    """Every day from `first` to `last` on which tests fall due, oldest first.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses; planned ones shift nothing.
        recorded: what is known of their tests since `first`, and when those counted from their last time were done.
        settings: the decisions of the centre and the nurses; nothing before `enrolled_on` is missed.
        off: tests that are not spoken of, because a nurse confirmed it or no safety rests on them.
        first: the first day.
        last: the last day.
    """
    recorded = tuple(recorded)
    within = plan.counting.counts_within.count
    days: dict[date, list[str]] = {}
    taken: dict[tuple[str, date], date] = {}
    reckoned: dict[Series, tuple[date, ...]] = {}
    for test, mine in stretches(plan, courses, recorded, settings):
        if test.id in off:
            continue
        for stretch in mine:
            if stretch.series not in reckoned:
                reckoned[stretch.series] = tuple(stretch.series.between(first, last))
            for due in reckoned[stretch.series]:
                days.setdefault(due, []).append(test.id)
        for due, on in _taken(mine, within).items():
            taken[test.id, due] = on
    return _standing(plan, recorded, settings, days, taken)


def _standing(
    plan: Plan,
    recorded: Iterable[RecordedTest],
    settings: Settings,
    days: Mapping[date, list[str]],
    taken: Mapping[tuple[str, date], date],
) -> tuple[DueDate, ...]:
    """Each day with what is known of its tests."""
    newest: dict[str, date] = {}
    for test, due in taken:
        newest[test] = max(due, newest.get(test, due))
    bookings = [entry for entry in recorded if entry.state is RecordedState.BOOKED]
    near = timedelta(days=plan.counting.counts_within.count)
    in_time = timedelta(days=min(plan.reminders.after, default=1))
    since = settings.enrolled_on or date.min
    missed: dict[str, int] = {}
    found: list[DueDate] = []
    for day in sorted(days):
        tests = tuple(days[day])
        open_tests = tuple(test for test in tests if newest.get(test, date.min) < day)
        for test in tests:
            missed[test] = missed.get(test, 0) + 1 if (test, day) not in taken and day >= since else 0
        booked = [entry.on for entry in bookings if entry.test in open_tests and entry.on >= day - near]
        found.append(
            DueDate(
                day,
                tests,
                open_tests,
                all((test, day) in taken and taken[test, day] < day + in_time for test in tests),
                max(booked, default=None),
                max((missed[test] for test in open_tests), default=0),
            )
        )
    return tuple(found)


def _taken(mine: list[Stretch], within: int) -> Mapping[date, date]:
    """For each due date of one test that a done one satisfies the first day on which it did.

    The rule is that of `care.monitoring.placements`; a test that is counted from its last time satisfies none.
    """
    found: dict[date, date] = {}
    for stretch, newer in zip_longest(mine, mine[1:]):
        for on in stretch.done:
            if newer is not None and on >= newer.begins:
                continue
            due = stretch.series.satisfied_by(on, within)
            if due is not None:
                found[due] = min(on, found.get(due, on))
    return found
