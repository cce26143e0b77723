"""What is known of a date once its words have been read?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Tense(StrEnum):
    """Whether the words tell of what was, or of what is still to come."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How much of the calendar the words cover."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Problem(StrEnum):
    """Why a date cannot be taken as it was written."""

    IMPOSSIBLE = "impossible"
    """There is no such day: 31 February."""
    NO_DAY = "no_day"
    """Only a month, a year or a vague stretch was named."""
    FUTURE_BUT_PAST = "future_but_past"
    """The words tell of what was, and the date has not come yet."""
    PAST_BUT_FUTURE = "past_but_future"
    """The words tell of what is to come, and the date has passed."""


class Joined(StrEnum):
    """How a date goes on from the one before it."""

    RANGE = "range"
    LIST = "list"


@dataclass(frozen=True, kw_only=True, slots=True)
class DateReading:
    """One date as a patient wrote it, and the days that it can mean.

    `start` and `end` are the place in the text, and `written` is the words there. One option is certain; two are
    ambiguous, with the reading that is usual in the country first; there is none where there is a problem. Of a week,
    the option is the Monday. `told` is what the words say all the same when there is a problem: the date that the
    tense contradicts, or the first day of a month or year; None for a day that does not exist.
    """

    start: int
    end: int
    written: str
    options: tuple[date, ...]
    precision: Precision
    problem: Problem | None
    told: date | None
    joined: Joined | None

    @property
    def certain(self) -> bool:
        """Whether exactly one day is meant."""
        return len(self.options) == 1 and self.precision is Precision.DAY
