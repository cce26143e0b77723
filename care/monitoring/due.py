"""Which tests fall due when?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from care.course import Course
from care.monitoring.months import days_in
from care.monitoring.series import ONE_DAY, Series
from care.monitoring.settings import Settings
from care.monitoring.stretches import Stretch, stretches
from care.plan import Counted, Plan
from care.recorded_test import RecordedTest


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """The tests that fall on one day: they are spoken of together.

    Attributes:
        on: the day.
        tests: their ids, in the order of the plan.
        closing: which of them are the last one, due on the end of monitoring.
    """

    on: date
    tests: tuple[str, ...]
    closing: frozenset[str] = frozenset()


def next_due(
    plan: Plan,
    courses: Iterable[Course],
    recorded: Iterable[RecordedTest],
    settings: Settings,
    *,
    today: date,
) -> Mapping[str, date]:
    """When is each test due next?

    How often is said by each test of the plan with its facts (in the plan of this service itp.monitoring,
    nephropathy.monitoring, thyroid.monitoring, liver.monitoring, hpv.annual_screening). A test that was done late does
    not move the plan.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses; planned ones shift nothing.
        recorded: what is known of their tests; only done ones count. The last year's are enough, save for a test that
            is counted from when it was last done.
        settings: the decisions of the centre and the nurses.
        today: the patient's civil date.

    Returns:
        For each test that is followed the next date on or after today that no done test satisfies, in the order of the
        plan. A test without such a date is left out: follow-up has ended, or has not begun, or nobody knows when it was
        last done.
    """
    within = days_in(plan.counting.counts_within)
    first: dict[Series, date | None] = {}
    found: dict[str, date] = {}
    for test, mine in stretches(plan, courses, recorded, settings):
        for stretch in mine:
            if stretch.series not in first:
                first[stretch.series] = stretch.series.on_or_after(today)
            due = _not_satisfied(stretch, first[stretch.series], within)
            if due is not None:
                found[test.id] = due
                break
    return found


def due_days(
    plan: Plan,
    courses: Iterable[Course],
    recorded: Iterable[RecordedTest],
    settings: Settings,
    *,
    first: date,
    last: date,
) -> tuple[DueDay, ...]:
    """Every day from `first` to `last`, both included, on which tests fall due, done or not; tests of a day together.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses.
        recorded: needed only for tests that are counted from when they were last done.
        settings: the decisions of the centre and the nurses.
        first: the first day.
        last: the last day.
    """
    tests: dict[date, list[str]] = {}
    closing: dict[date, set[str]] = {}
    for test, mine in stretches(plan, courses, recorded, settings):
        for stretch in mine:
            for due in stretch.series.between(first, last):
                tests.setdefault(due, []).append(test.id)
                if stretch.series.closes_on(due):
                    closing.setdefault(due, set()).add(test.id)
    return tuple(
        DueDay(on=day, tests=tuple(tests[day]), closing=frozenset(closing.get(day, ()))) for day in sorted(tests)
    )


def never_done(
    plan: Plan, courses: Iterable[Course], recorded: Iterable[RecordedTest], settings: Settings
) -> tuple[str, ...]:
    """The followed tests that are counted from when they were last done, and nobody knows when: the team is asked."""
    return tuple(
        test.id
        for test, mine in stretches(plan, courses, recorded, settings)
        if test.counted is Counted.FROM_LAST_DONE and not mine
    )


def _not_satisfied(stretch: Stretch, due: date | None, within: int) -> date | None:
    """The first due date from this one on that no done test satisfies."""
    if due is None or not stretch.done:
        return due
    nearby = due - timedelta(days=within)
    satisfied = {stretch.series.satisfied_by(on, within) for on in stretch.done if on >= nearby}
    while due in satisfied:
        due = stretch.series.on_or_after(due + ONE_DAY)
        if due is None:
            return None
    return due
