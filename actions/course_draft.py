"""What is understood of a course so far, and which one thing has to be asked before it can be noted?

A draft lives in the open question between two messages; only what is complete and certain leaves it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from care.course import Course, CourseStatus, Infusion, SaidBy
from language.course_words import Place
from language.dates import DateReading, Precision, Problem
from language.told_courses import ToldCourse

LONGEST_UNNAMED = timedelta(days=14)
"""How long a course may be by a last day whose month was not said; more is asked about."""
_WITH_MONTH = re.compile(r"\d\D+\d|[a-z]{3,}\W+\d|\d\W*[a-z]{3,}")


class Ask(StrEnum):
    """What is to be asked about a course."""

    DATE = "date"
    LAST_DATE = "last_date"
    WHICH_DATE = "which_date"
    WHICH_DAY = "which_day"
    PLACE = "place"
    WEEK = "week"
    FIRST_DAY = "first_day"
    IMPOSSIBLE = "impossible"
    FUTURE = "future"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A course that is being told.

    Attributes:
        number: which course, or None.
        planned: whether it is still to come.
        first: the date of day 1.
        last: the date of the last infusion.
        days: other days with their number, where it was said.
        ask: what has to be asked next, or None.
        place: which day of the course the question is about.
        options: the dates that may be meant.
        written: the patient's words for the date that is asked about.
        length: how many infusion days were said.
        unnamed_last: whether the last day was told without its month: "that Friday".
    """

    number: int | None = None
    planned: bool = False
    first: date | None = None
    last: date | None = None
    days: tuple[tuple[int | None, date], ...] = ()
    ask: Ask | None = None
    place: Place = Place.FIRST
    options: tuple[date, ...] = ()
    written: str = ""
    length: int | None = None
    unnamed_last: bool = False

    @property
    def told_places(self) -> tuple[Place, ...]:
        """The places for which a date was told."""
        return tuple(place for place, day in ((Place.FIRST, self.first), (Place.LAST, self.last)) if day is not None)

    @property
    def told_days(self) -> tuple[date, ...]:
        """All dates that were told, those of the open question left out."""
        return tuple(day for day in (self.first, self.last, *(day for _, day in self.days)) if day is not None)

    def with_date(self, place: Place, day: date, number: int | None = None) -> "Draft":
        """The draft with a date for a place, and nothing left to ask."""
        settled = replace(self, ask=None, options=(), written="")
        if place is Place.LAST:
            return replace(settled, last=day)
        if place is Place.BETWEEN:
            return replace(settled, days=(*self.days, (number, day)))
        return replace(settled, first=day)

    def sure_of_last(self, first: date | None) -> "Draft":
        """The draft, which asks for the last day where that lies far from the first and its month was not said.

        Args:
            first: the first day of the course, from the draft or from the file.
        """
        if self.ask is not None or first is None or self.last is None or not self.unnamed_last:
            return self
        if first <= self.last <= first + LONGEST_UNNAMED:
            return self
        return replace(self, last=None, ask=Ask.LAST_DATE, place=Place.LAST)

    def known(self) -> dict[str, str]:
        """The draft as it is kept with an open question."""
        kept = {
            "ask": str(self.ask or ""),
            "number": str(self.number or ""),
            "planned": "1" if self.planned else "",
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "days": " ".join(f"{number or 0}:{day.isoformat()}" for number, day in self.days),
            "place": str(self.place),
        }
        return {name: value for name, value in kept.items() if value}


def kept_draft(known: Mapping[str, str], options: Sequence[str]) -> Draft:
    """A draft from an open question; see `Draft.known`."""
    days = (entry.partition(":") for entry in known.get("days", "").split())
    return Draft(
        number=int(known["number"]) if known.get("number") else None,
        planned=bool(known.get("planned")),
        first=date.fromisoformat(known["first"]) if known.get("first") else None,
        last=date.fromisoformat(known["last"]) if known.get("last") else None,
        days=tuple((int(number) or None, date.fromisoformat(day)) for number, _, day in days),
        ask=Ask(known["ask"]) if known.get("ask") else None,
        place=Place(known.get("place", Place.FIRST)),
        options=tuple(date.fromisoformat(option) for option in options),
    )


def draft_of(told: ToldCourse, *, default: Place | None = None) -> Draft:
    """What is understood of a course that was told.

    Args:
        told: the course as it was read.
        default: which day a date without a place is, where that is known.

    Returns:
        The draft. Of several things to ask, the first stays open; the other dates are kept.
    """
    draft = Draft(number=told.number, planned=told.planned, length=told.length, unnamed_last=_unnamed_last(told))
    # "My infusion was on the 5th" may be the first of five or the last.
    placeless = default is None and not told.whole and len(told.days) == 1
    asked: Draft | None = None
    for day in told.days:
        place = (default or Place.FIRST) if day.place is Place.UNSAID else day.place
        question = question_of(day.reading)
        if question is None and placeless and day.place is Place.UNSAID:
            question = Ask.PLACE
        if question is None:
            draft = draft.with_date(place, day_meant(day.reading), day.day)
        elif asked is None:
            asked = Draft(ask=question, place=place, options=dates_said(day.reading), written=day.reading.written)
    if asked is not None:
        return replace(draft, ask=asked.ask, place=asked.place, options=asked.options, written=asked.written)
    return _completed(draft.sure_of_last(draft.first))


def _completed(draft: Draft) -> Draft:
    """The draft with what follows from what was told, or the question for what is missing."""
    if draft.ask is not None:
        return draft
    if draft.length and draft.first and not draft.last and not draft.planned:
        return replace(draft, last=draft.first + timedelta(days=draft.length - 1))
    if draft.told_places:
        return draft
    number, day = draft.days[0] if draft.days else (None, None)
    if number and day is not None:
        return replace(draft, ask=Ask.FIRST_DAY, options=(day - timedelta(days=number - 1),))
    return draft if draft.days else replace(draft, ask=Ask.DATE)


def course_from(draft: Draft, existing: Course | None, number: int) -> Course:
    """The course that a complete draft makes of what is on file.

    Args:
        draft: without a question.
        existing: the course with this number on file, or None. What the draft does not tell stays as it is.
        number: which course.
    """
    status = CourseStatus.PLANNED if draft.planned else CourseStatus.GIVEN
    kept = existing if existing is not None and existing.status is status else None
    first = draft.first or (kept.first_infusion if kept else None)
    last = draft.last or (kept.last_infusion if kept else None)
    others = {
        infusion.date: infusion.day
        for infusion in (kept.infusions if kept else ())
        if infusion.day != 1 and not infusion.last and draft.first is None
    }
    others |= {day: place for place, day in draft.days}
    days = sorted({day for day in (first, last, *others) if day is not None})
    return Course(
        number=number,
        status=status,
        said_by=SaidBy.PATIENT,
        infusions=tuple(
            Infusion(date=day, day=1 if day == first else others.get(day), last=day == last) for day in days
        ),
    )


def question_of(reading: DateReading) -> Ask | None:
    """What has to be asked about a date, or None; a whole date that is over is over, whatever the tense."""
    if reading.problem is Problem.PAST_BUT_FUTURE and reading.told is not None:
        return None
    if reading.problem is not None:
        return {
            Problem.IMPOSSIBLE: Ask.IMPOSSIBLE,
            Problem.NO_DAY: Ask.WHICH_DAY,
            Problem.FUTURE_BUT_PAST: Ask.FUTURE,
            Problem.PAST_BUT_FUTURE: Ask.DATE,
        }[reading.problem]
    if len(reading.options) > 1:
        return Ask.WHICH_DATE
    if reading.precision is Precision.WEEK:
        return Ask.WEEK
    return None if reading.certain else Ask.WHICH_DAY


def day_meant(reading: DateReading) -> date:
    """The day of a reading that needs no question."""
    return reading.options[0] if reading.options or reading.told is None else reading.told


def dates_said(reading: DateReading) -> tuple[date, ...]:
    """The dates a reading may mean, to be offered with the question."""
    return reading.options or ((reading.told,) if reading.told else ())


def _unnamed_last(told: ToldCourse) -> bool:
    written = [day.reading.written.casefold() for day in told.days if day.place is Place.LAST]
    return bool(written) and not any(_WITH_MONTH.search(words) for words in written)
