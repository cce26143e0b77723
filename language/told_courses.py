"""What does a patient tell about their courses: which one, its first and last infusion, given or planned?

Only what is said is read. "My last infusion" says nothing of the first one, and a date in the same message that is
about something else, such as the year of the diagnosis, belongs to no course.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from language.course_words import (
    Place,
    is_about_else,
    is_planned,
    length_in,
    names_course,
    names_infusion,
    names_place,
    nearest_place,
    numbers_in,
)
from language.dates import DateReading, Joined, Precision, Problem
from language.marked import Marked, Marker

_HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, kw_only=True)
class ToldDay:
    """A date of a course as it was told. `day` is its number within the course where the patient said one."""

    place: Place
    reading: DateReading
    day: int | None = None


@dataclass(frozen=True, kw_only=True)
class ToldCourse:
    """What was told about one course.

    Attributes:
        number: which course, or None when it was not said.
        days: its dates, in the order in which they were told.
        length: how many infusion days were said, or None.
        planned: whether it is still to come by the words.
        whole: whether a course was spoken of, not only an infusion.
    """

    number: int | None
    days: tuple[ToldDay, ...] = ()
    length: int | None = None
    planned: bool = False
    whole: bool = False


_CLAUSE = re.compile(
    r"(?<=[.;!?])\s+|\n+|\s+but\s+|,\s*(?=[^@]*\b(?:diagnos|relaps|mri|scan|born|appointment|consult))"
)
_SENTENCE = re.compile(r"[.;!?]\s")
_DATED = re.compile(r"([^@]*)@(\d+)(?=([^@]*))")
_DENIED = re.compile(r"\bnot(?: on| the| from)*\s*$")
_CORRECTED = re.compile(r"\b(?:i mean|meant|sorry|wait|correction|rather|oops|no)\b[^@]*$")
_ONLY_DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:the )?\d{1,2}(?:st|nd|rd|th|e|er)?", re.IGNORECASE
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"(?:the |on )*(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|nes|urs|ur)?(?:day)?")
_WITH_YEAR = re.compile(r"\d{4}|[/.-]\d\d\s*$|'\d\d")


def read_told_courses(
    text: str, marker: Marker, *, today: date, day_first: bool, around: date | None = None
) -> tuple[ToldCourse, ...]:
    """What a message tells about courses.

    Args:
        text: what the patient wrote.
        marker: marks the dates.
        today: the patient's civil day when it was written.
        day_first: whether 03/04 is the third of April where the patient lives.
        around: a day of the course that is being corrected; a day without a month lies near it.

    Returns:
        One value for each course spoken of, in the order of the message; empty when it tells of none.
    """
    marked = marker.mark(text, today=today, day_first=day_first)
    courses = [_course(marked, number, words, around) for number, words in _pieces(marked)]
    return tuple(
        _without_vague(course) for course in courses if course.days or course.number or course.length or course.whole
    )


def _pieces(marked: Marked) -> list[tuple[int | None, str]]:
    """The stretches of the text that belong to one course each: from one course's name to the next one's."""
    text = " ".join(clause for clause in _CLAUSE.split(marked.text) if not _about_else(clause))
    named = numbers_in(text)
    numbers = [number for _, number in named]
    if len(set(numbers)) <= 1:
        return [(numbers[0] if numbers else None, text)]
    starts: list[tuple[int, int]] = []
    for start, number in named:
        if not starts or starts[-1][1] != number:
            starts.append((start, number))
    if "@" in text[: starts[0][0]] and "@" not in text[starts[-1][0] :]:
        # "3 march 2024 first course, 5 march 2025 second": the date stands before the name.
        begins = [0, *(_next_date(text, start) for start, _ in starts[:-1])]
        ends = [start for start, _ in starts]
    else:
        begins = [0, *(start for start, _ in starts[1:])]
        ends = [*(start for start, _ in starts[1:]), len(text)]
    return [(number, text[begin:end]) for (_, number), begin, end in zip(starts, begins, ends, strict=True)]


def _next_date(text: str, start: int) -> int:
    following = text.find("@", start)
    return following if following >= 0 else len(text)


def _about_else(clause: str) -> bool:
    return is_about_else(clause) and not (names_course(clause) or names_infusion(clause))


def _course(marked: Marked, number: int | None, words: str, around: date | None) -> ToldCourse:
    return ToldCourse(
        number=number,
        days=_in_a_row(_same_year(_same_month(_in_week(_one_last(_days(marked, words))), around))),
        length=length_in(words),
        planned=is_planned(words),
        whole=names_course(words),
    )


def _days(marked: Marked, words: str) -> list[ToldDay]:
    days: list[ToldDay] = []
    denied = Place.UNSAID
    for part in _DATED.finditer(words):
        # "They stopped after day 2. I had it on the 3rd": the sentence before is about something else.
        before, after = _SENTENCE.split(part.group(1))[-1], part.group(3)
        reading = marked.dates[int(part.group(2))]
        if _DENIED.search(before):
            # "On the 12th, not the 13th": the second one is what is wrong.
            denied = nearest_place(before, "")[0]
            continue
        if days and _CORRECTED.search(before):
            days[-1] = replace(days[-1], reading=reading)
        elif reading.joined is not None and days and not names_place(before):
            days[-1:] = _continued(days[-1], reading, later=any(day.place is Place.FIRST for day in days[:-1]))
        elif names_place(before) or not is_about_else(before.rpartition(",")[2]):
            place, number = nearest_place(before, after.partition(",")[0].partition(" and ")[0])
            # "The last was not on the 14th but on the 13th": the day is said beside the date that is wrong.
            place = denied if place is Place.UNSAID else place
            days.append(ToldDay(place=place, reading=reading, day=number))
    return days


def _continued(day: ToldDay, reading: DateReading, *, later: bool) -> list[ToldDay]:
    """The end of a range or the next of a list: what came before it was not the last day."""
    place = day.place if day.place in (Place.FIRST, Place.BETWEEN) else Place.FIRST
    if (reading.joined is Joined.LIST and day.place is Place.LAST) or later:
        place = Place.BETWEEN
    return [replace(day, place=place), ToldDay(place=Place.LAST, reading=reading)]


def _one_last(days: list[ToldDay]) -> list[ToldDay]:
    """Of several last days the one told last: "7, 8 and 9, and then the last two on the 14th and 15th"."""
    last = [place for place, day in enumerate(days) if day.place is Place.LAST]
    return [
        replace(day, place=Place.BETWEEN) if day.place is Place.LAST and place != last[-1] else day
        for place, day in enumerate(days)
    ]


def _in_week(days: list[ToldDay]) -> list[ToldDay]:
    """Weekdays beside a week are days of that week: "the week of 28 September, from Monday to Friday"."""
    week = next((day.reading.options[0] for day in days if day.reading.precision is Precision.WEEK), None)
    named = [day for day in days if _weekday(day.reading) is not None]
    if week is None or not named:
        return days
    placed = []
    if len(named) == 1 and _weekday(named[0].reading):
        # "That week, Monday to Friday": the week's own day is the Monday.
        monday = next(day for day in days if day.reading.precision is Precision.WEEK)
        reading = replace(monday.reading, precision=Precision.DAY)
        placed.append(replace(monday, place=Place.FIRST, reading=reading))
        named = [replace(named[0], place=Place.LAST)]
    for day in named:
        on = week + timedelta(days=_weekday(day.reading) or 0)
        placed.append(replace(day, reading=replace(day.reading, options=(on,), told=on, problem=None)))
    return placed


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


def _without_vague(course: ToldCourse) -> ToldCourse:
    """A month or a year beside a whole date is about something else: "on Gilenya since 2014"."""
    if not any(day.reading.precision is Precision.DAY for day in course.days):
        return course
    return replace(course, days=tuple(day for day in course.days if day.reading.problem is not Problem.NO_DAY))
