"""Which day is meant by a date of a course that was told short: without its year, its month, or by its weekday alone?

The other dates of the same course tell: "on the 2nd of March and the last on the 6th".
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from language.course_words import Place
from language.dates import DateReading, Precision, Problem

_HALF_A_YEAR = timedelta(days=182)
_ONLY_DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:the )?\d{1,2}(?:st|nd|rd|th|e|er)?", re.IGNORECASE
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"(?:the |on )*(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|nes|urs|ur)?(?:day)?")
_WITH_YEAR = re.compile(r"\d{4}|[/.-]\d\d\s*$|'\d\d")


@dataclass(frozen=True, kw_only=True)
class ToldDay:
    """A date of a course as it was told. `day` is its number within the course where the patient said one."""

    place: Place
    reading: DateReading
    day: int | None = None


def completed(days: list[ToldDay], around: date | None) -> tuple[ToldDay, ...]:
    """The days of a course, each with what the others tell of its place and its date.

    Args:
        days: in the order in which they were told.
        around: a day of the course that is being corrected, or None.
    """
    return _in_a_row(_same_year(_same_month(_in_week(_one_last(days)), around)))


def _one_last(days: list[ToldDay]) -> list[ToldDay]:
    """Of several last days the one told last: "7, 8 and 9, and then the last two on the 14th and 15th"."""
    last = [place for place, day in enumerate(days) if day.place is Place.LAST]
    return [
        replace(day, place=Place.BETWEEN) if day.place is Place.LAST and place != last[-1] else day
        for place, day in enumerate(days)
    ]


def _in_week(days: list[ToldDay]) -> list[ToldDay]:
    """Weekdays beside a week are days of that week: "the week of 28 September, from Monday to Friday"."""
    week = next((day.reading.options[0] for day in days if _is_week(day.reading)), None)
    named = [day for day in days if _weekday(day.reading) is not None]
    if week is None or not named:
        return days
    placed = []
    if len(named) == 1 and _weekday(named[0].reading):
        # "That week, Monday to Friday": the week's own day is the Monday.
        monday = next(day for day in days if _is_week(day.reading))
        reading = replace(monday.reading, precision=Precision.DAY)
        placed.append(replace(monday, place=Place.FIRST, reading=reading))
        named = [replace(named[0], place=Place.LAST)]
    for day in named:
        on = week + timedelta(days=_weekday(day.reading) or 0)
        placed.append(replace(day, reading=replace(day.reading, options=(on,), told=on, problem=None)))
    return placed


def _is_week(reading: DateReading) -> bool:
    """Whether a reading names a week by its date; "last week" names none that a day can be counted in."""
    return reading.precision is Precision.WEEK and bool(reading.options)


def _weekday(reading: DateReading) -> int | None:
    """The weekday a reading consists of, 0 for Monday, or None when it names more or less than one."""
    word = _WEEKDAY.fullmatch(reading.written.casefold().strip())
    return _WEEKDAYS.index(word.group(1)) if word else None


def _same_month(days: list[ToldDay], around: date | None = None) -> list[ToldDay]:
    """A day without a month stands in the month of the others: "on the 2nd of march and the last on the 6th"."""
    sure = next((_sure_day(day.reading) for day in days if not _ONLY_DAY.fullmatch(day.reading.written)), around)
    if sure is None:
        return days
    return [
        replace(day, reading=_day_beside(day.reading, sure)) if _ONLY_DAY.fullmatch(day.reading.written) else day
        for day in days
    ]


def _day_beside(reading: DateReading, sure: date) -> DateReading:
    number = re.search(r"\d{1,2}", reading.written)
    beside: list[date] = []
    for months in (-1, 0, 1):
        try:
            beside.append((sure + relativedelta(months=months)).replace(day=int(number.group()) if number else 0))
        except ValueError:
            continue
    if not beside:
        return reading
    nearest = min(beside, key=lambda day: abs(day - sure))
    return replace(reading, options=(nearest,), told=nearest, problem=None, precision=Precision.DAY)


def _same_year(days: list[ToldDay]) -> list[ToldDay]:
    """A last day without a year lies in the days after the first: "begin 14 september 2026 and finish 16 september"."""
    first = next((_sure_day(day.reading) for day in days if day.place is Place.FIRST), None)
    if first is None:
        return days
    return [replace(day, reading=_near(day.reading, first)) if day.place is Place.LAST else day for day in days]


def _sure_day(reading: DateReading) -> date | None:
    """The day of a reading that names one, whether or not its tense fits; None where it names none or several."""
    if reading.precision is not Precision.DAY or reading.problem in (Problem.IMPOSSIBLE, Problem.NO_DAY):
        return None
    return reading.told if len(reading.options) <= 1 else None


def _near(reading: DateReading, first: date) -> DateReading:
    day = _sure_day(reading)
    if day is None or _WITH_YEAR.search(reading.written) or abs(day - first) < _HALF_A_YEAR:
        return reading
    for year in (first.year, first.year + 1):
        try:
            moved = day.replace(year=year)
        except ValueError:
            continue
        if first <= moved < first + _HALF_A_YEAR:
            return replace(reading, options=(moved,), told=moved, problem=None)
    return reading


def _in_a_row(days: list[ToldDay]) -> tuple[ToldDay, ...]:
    """Several dates whose place nobody said are the days of the course in a row: "26 27 28 29 30 jan"."""
    if len(days) < 2 or any(day.place is not Place.UNSAID or not day.reading.certain for day in days):
        return tuple(days)
    ordered = sorted(days, key=lambda day: day.reading.options[0])
    between = (replace(day, place=Place.BETWEEN) for day in ordered[1:-1])
    return (replace(ordered[0], place=Place.FIRST), *between, replace(ordered[-1], place=Place.LAST))
