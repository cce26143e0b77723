"""Which days of the calendar can a mention mean, once the tense is known?"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from language.dates.mentions import Mention
from language.dates.values import Precision, Problem, Tense

LONG_PAST_MONTHS = 11
"""Without a tense, a date without a year is the past one up to this many months back, and else the nearest."""
_REACH = 9
"""Years searched for a day that not every year has: 29 February."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """The days that a mention can mean; see `DateReading` for `problem` and `told`."""

    options: tuple[date, ...]
    precision: Precision
    problem: Problem | None = None
    told: date | None = None


def resolve(mention: Mention, *, today: date, day_first: bool, tense: Tense) -> Resolved:
    """Find the days that a mention means on that day, in that tense."""
    if mention.vague:
        return _vague(mention, today, tense)
    if mention.told is not None:
        days = (mention.told, *mention.others)
    elif mention.week_from is not None and mention.weekday is not None:
        week = _calendar_days(mention.week_from, today, day_first=day_first, tense=tense)
        days = tuple(day + timedelta(days=mention.weekday - day.weekday()) for day in week)
    elif mention.bare_weekday:
        days = _weekdays(mention.weekday or 0, today, tense)
    else:
        days = _calendar_days(mention, today, day_first=day_first, tense=tense)
    if not days:
        return Resolved(options=(), precision=mention.precision, problem=Problem.IMPOSSIBLE)
    if mention.weekday is not None and not mention.bare_weekday and mention.precision is Precision.DAY:
        days = _with_weekday(days, mention, today)
    if mention.precision is Precision.WEEK:
        days = tuple(dict.fromkeys(day - timedelta(days=day.weekday()) for day in days))
    problem = _against_tense(days, today, tense, mention.precision)
    return Resolved(
        options=() if problem else days, precision=mention.precision, problem=problem, told=days[0]
    )  # fmt: skip


def _vague(mention: Mention, today: date, tense: Tense) -> Resolved:
    told = mention.told
    if told is None and mention.month is not None:
        found = _fitting(1, mention.month, mention.year, today, tense, whole_month=True)
        told = found[0] if found else None
    return Resolved(options=(), precision=mention.precision, problem=Problem.NO_DAY, told=told)


def _against_tense(days: tuple[date, ...], today: date, tense: Tense, precision: Precision) -> Problem | None:
    """The problem when every reading lies on the wrong side of today; a week may hold today."""
    last = timedelta(days=6 if precision is Precision.WEEK else 0)
    if tense is Tense.PAST and all(day > today for day in days):
        return Problem.FUTURE_BUT_PAST
    if tense is Tense.FUTURE and all(day + last < today for day in days):
        return Problem.PAST_BUT_FUTURE
    return None


def _weekdays(weekday: int, today: date, tense: Tense) -> tuple[date, ...]:
    away = (weekday - today.weekday()) % 7
    after = today + timedelta(days=away or 7)
    before = today - timedelta(days=(7 - away) if away else 7)
    match tense:
        case Tense.PAST:
            return (before,)
        case Tense.FUTURE:
            return (after,)
        case Tense.UNKNOWN:
            return (before, after)


def _calendar_days(mention: Mention, today: date, *, day_first: bool, tense: Tense) -> tuple[date, ...]:
    if mention.nth is not None:
        return _nth_weekday(mention, today, tense)
    if mention.feast is not None:
        return _moving_feast(mention, today, tense)
    if mention.day is None:
        return ()
    if mention.month is None:
        return _day_of_some_month(mention.day, today, tense)
    readings = [(mention.day, mention.month)]
    if mention.swappable and mention.day != mention.month:
        readings.append((mention.month, mention.day))
        if not day_first:
            readings.reverse()
    found: list[date] = []
    for day, month in readings:
        found += _fitting(day, month, mention.year, today, tense)
    return tuple(dict.fromkeys(found))


def _fitting(
    day: int, month: int, year: int | None, today: date, tense: Tense, *, whole_month: bool = False
) -> tuple[date, ...]:
    """The day in the year that is named, or in the one that fits the tense; none when there is no such day."""
    if year is not None:
        exact = _day(year, month, day)
        return () if exact is None else (exact,)
    years = range(today.year - _REACH, today.year + _REACH)
    days = [found for found in (_day(each, month, day) for each in years) if found]
    here = today.replace(day=1) if whole_month else today
    past = [found for found in days if found <= here]
    future = [found for found in days if found >= here]
    if not past or not future:
        return ()
    match tense:
        case Tense.PAST:
            return (past[-1],)
        case Tense.FUTURE:
            return (future[0],)
        case Tense.UNKNOWN:
            if past[-1] >= today - relativedelta(months=LONG_PAST_MONTHS):
                return (past[-1],)
            return (min(past[-1], future[0], key=lambda found: abs(found - today)),)


def _day_of_some_month(day: int, today: date, tense: Tense) -> tuple[date, ...]:
    """A day of the month whose month is left out: the latest or the next month that has it."""
    past = next((found for found in _same_day(day, today, -1) if found <= today), None)
    future = next((found for found in _same_day(day, today, 1) if found >= today), None)
    if past is None or future is None:
        return ()
    match tense:
        case Tense.PAST:
            return (past,)
        case Tense.FUTURE:
            return (future,)
        case Tense.UNKNOWN:
            return tuple(dict.fromkeys((past, future)))


def _same_day(day: int, today: date, step: int) -> Iterator[date]:
    for months in range(4):
        month = today + relativedelta(months=step * months)
        if found := _day(month.year, month.month, day):
            yield found


def _nth_weekday(mention: Mention, today: date, tense: Tense) -> tuple[date, ...]:
    which, weekday = mention.nth or (1, 0)
    month = mention.month or today.month
    years = [mention.year] if mention.year else list(range(today.year - 1, today.year + 2))
    found = [day for year in years if (day := _nth(year, month, which, weekday))]
    return _by_tense(found, today, tense)


def _nth(year: int, month: int, which: int, weekday: int) -> date | None:
    size = calendar.monthrange(year, month)[1]
    days = [date(year, month, day) for day in range(1, size + 1) if date(year, month, day).weekday() == weekday]
    if which > len(days):
        return None
    return days[-1] if which < 0 else days[which - 1]


def _moving_feast(mention: Mention, today: date, tense: Tense) -> tuple[date, ...]:
    years = [mention.year] if mention.year else list(range(today.year - 1, today.year + 2))
    return _by_tense([easter(year) + timedelta(days=mention.feast or 0) for year in years], today, tense)


def _by_tense(days: list[date], today: date, tense: Tense) -> tuple[date, ...]:
    """The one of the days in several years that fits the tense."""
    if len(days) < 2:
        return tuple(days)
    past = [day for day in days if day <= today]
    future = [day for day in days if day >= today]
    if tense is Tense.FUTURE:
        return tuple(future[:1])
    if tense is Tense.PAST or (past and past[-1] >= today - relativedelta(months=LONG_PAST_MONTHS)):
        return tuple(past[-1:])
    return (min(days, key=lambda day: abs(day - today)),)


def _with_weekday(days: tuple[date, ...], mention: Mention, today: date) -> tuple[date, ...]:
    """Let the weekday beside a date choose among its readings; where it fits none, both days are kept."""
    fitting = tuple(day for day in days if day.weekday() == mention.weekday)
    if fitting:
        return fitting
    first = days[0]
    if mention.day is not None and mention.month is None and mention.told is None:
        # "Friday the 18th": a month near today in which it is a Friday.
        months = [today + relativedelta(months=months) for months in range(-6, 7)]
        found = [_day(month.year, month.month, mention.day) for month in months]
        near = [day for day in found if day is not None and day.weekday() == mention.weekday]
        if near:
            return (first, min(near, key=lambda day: abs(day - first)))
    away = ((mention.weekday or 0) - first.weekday() + 3) % 7 - 3
    return (first, first + timedelta(days=away))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
