"""On which days does one test fall due within one stretch of follow-up, and which of them did a done test satisfy?

The days are reckoned, not listed: each one comes from the anchor by its number, so that no month is skipped or doubled,
nothing drifts, and the next day is found as fast after twenty years as after one month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from care.monitoring.months import day_in_month, days_in, month_index
from care.plan import PlannedTest, Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Series:
    """The due dates of one test in one stretch.

    Attributes:
        first: where the first regular date lies: the index of its month, or its ordinal.
        every: the months or days between two regular dates.
        day: the day of the month, or None for a series counted in days.
        end: the end of monitoring: no regular date lies after it; None while it is not known.
        closing: whether one more date is due on the end when no regular one is.
    """

    first: int
    every: int
    day: int | None
    end: date | None
    closing: bool

    def on_or_after(self, day: date) -> date | None:
        """The first due date on or after this day, or None when there is none any more."""
        found = self._regular(max(0, self._number_on_or_after(day)))
        if self.end is None or found <= self.end:
            return found
        return self.end if self.closing and day <= self.end else None

    def on_or_before(self, day: date) -> date | None:
        """The last due date on or before this day, or None when the first one lies after it."""
        if self.end is not None and day >= self.end:
            if self.closing:
                return self.end
            day = self.end
        number = self._number_on_or_after(day + ONE_DAY) - 1
        return self._regular(number) if number >= 0 else None

    def closes_on(self, day: date) -> bool:
        """Whether this due date is the closing test and no regular one."""
        return self.closing and day == self.end and self._regular(max(0, self._number_on_or_after(day))) != day

    def satisfied_by(self, done: date, within: int) -> date | None:
        """The due date that a test done on this day satisfies, or None when none is near enough.

        It is the nearest one; at the same distance the earlier one. The closing test can only be done on or after the
        end of monitoring, and then on any day.

        Args:
            done: the day it was done.
            within: the greatest distance in days.
        """
        earlier = self.on_or_before(done)
        later = self.on_or_after(done)
        if later is not None and done < later and self.closes_on(later):
            later = None
        since = None if earlier is None else (done - earlier).days
        until = None if later is None else (later - done).days
        if since is not None and (until is None or since <= until):
            finishes = self.closing and earlier == self.end
            return earlier if since <= within or finishes else None
        return later if until is not None and until <= within else None

    def between(self, first: date, last: date) -> Iterator[date]:
        """The due dates from `first` to `last`, both included, in order."""
        due = self.on_or_after(first)
        while due is not None and due <= last:
            yield due
            due = self.on_or_after(due + ONE_DAY)

    def _number_on_or_after(self, day: date) -> int:
        """The number of the first regular date on or after this day, as if the series had no beginning."""
        if self.day is None:
            return -((self.first - day.toordinal()) // self.every)
        number = -((self.first - month_index(day)) // self.every)
        return number if self._regular(number) >= day else number + 1

    def _regular(self, number: int) -> date:
        """The regular date with this number, 0 for the first."""
        position = self.first + number * self.every
        return date.fromordinal(position) if self.day is None else day_in_month(position, self.day)


def series_of(test: PlannedTest, *, anchor: date, end: date | None, monitoring_day: int | None) -> Series:
    """The due dates of a test.

    With a fixed day of the month every date lies on that day, and never later than counted from the anchor: a test is
    asked for every month, so that a fixed day may bring it forward and may not put it off (basis: design).

    Args:
        test: the test.
        anchor: the day that it is counted from.
        end: the end of monitoring, or None while it is not known.
        monitoring_day: the centre's day of the month, 1 to 28, or None.
    """
    if test.every.unit is not Unit.MONTH:
        first = anchor.toordinal() + days_in(test.first_after)
        return Series(first, days_in(test.every), None, end, test.closing_test)
    day = anchor.day
    month = month_index(anchor) + test.first_after.count
    if monitoring_day is not None:
        month -= monitoring_day > day
        day = monitoring_day
    return Series(month, test.every.count, day, end, test.closing_test)
