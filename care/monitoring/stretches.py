"""Which due dates has each followed test of one patient, stretch by stretch, and on which days was it done?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from care.course import Course
from care.monitoring.follow_up import periods
from care.monitoring.series import ONE_DAY, Series, series_of
from care.monitoring.settings import Settings
from care.plan import Counted, Plan, PlannedTest
from care.recorded_test import RecordedState, RecordedTest


@dataclass(frozen=True, slots=True)
class Stretch:
    """The due dates of one test in one stretch of follow-up.

    Attributes:
        begins: the day from which done tests belong to it.
        series: the due dates; tests of the same timing share them.
        done: the days on or after `begins` on which the test was done; those of a later stretch included.
    """

    begins: date
    series: Series
    done: Sequence[date]


def stretches(
    plan: Plan, courses: Iterable[Course], recorded: Iterable[RecordedTest], settings: Settings
) -> Iterator[tuple[PlannedTest, list[Stretch]]]:
    """Every followed test with its stretches, oldest first, in the order of the plan; none before a first infusion."""
    followed = periods(plan, courses, settings)
    if not followed:
        return
    done = days_done(recorded)
    reckoned: dict[int, list[tuple[date, Series]]] = {}
    for test, timing in plan.timed_tests:
        if not settings.follow(test):
            continue
        days = done.get(test.id, ())
        if test.counted is Counted.FROM_LAST_DONE:
            yield test, _since_last_done(test, followed[-1].end, days)
            continue
        if timing not in reckoned:
            reckoned[timing] = [
                (
                    period.anchor,
                    series_of(test, anchor=period.anchor, end=period.end, monitoring_day=settings.monitoring_day),
                )
                for period in followed
            ]
        yield (
            test,
            [Stretch(begins, series, [day for day in days if day >= begins]) for begins, series in reckoned[timing]],
        )


def days_done(recorded: Iterable[RecordedTest]) -> Mapping[str, Sequence[date]]:
    """The days on which each test was done, in the order in which they are recorded."""
    days: dict[str, list[date]] = {}
    for entry in recorded:
        if entry.state is RecordedState.DONE:
            if entry.test in days:
                days[entry.test].append(entry.on)
            else:
                days[entry.test] = [entry.on]
    return days


def _since_last_done(test: PlannedTest, end: date | None, done: Sequence[date]) -> list[Stretch]:
    if not done:
        return []
    last = max(done)
    return [Stretch(last + ONE_DAY, series_of(test, anchor=last, end=end, monitoring_day=None), [])]
