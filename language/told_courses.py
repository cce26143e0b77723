"""What does a patient tell about their courses: which one, its first and last infusion, given or planned?

Only what is said is read. "My last infusion" says nothing of the first one, and a date in the same message that is
about something else, such as the year of the diagnosis, belongs to no course.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from language.course_days import ToldDay, completed
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
        days=completed(_days(marked, words), around),
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


def _without_vague(course: ToldCourse) -> ToldCourse:
    """A month or a year beside a whole date is about something else: "on Gilenya since 2014"."""
    if not any(day.reading.precision is Precision.DAY for day in course.days):
        return course
    return replace(course, days=tuple(day for day in course.days if day.reading.problem is not Problem.NO_DAY))
