"""What is known of a course of treatment: which infusions, on which days, who said so?

A course is what the record holds, not what the plan expects: days nobody told are not filled in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise


class SaidBy(StrEnum):
    """Who told a date. What a nurse entered or confirmed is never changed by a patient's text."""

    PATIENT = "patient"
    NURSE = "nurse"


class CourseStatus(StrEnum):
    """Whether the infusions of a course were given, or are only planned and move nothing yet."""

    PLANNED = "planned"
    GIVEN = "given"


@dataclass(frozen=True, kw_only=True)
class Infusion:
    """One day of a course.

    Attributes:
        date: the civil date in the patient's own time zone.
        day: which day of the course it was, from 1, or None when nobody said.
        last: whether it is known to be the last infusion of the course.
    """

    date: date
    day: int | None = None
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class Course:
    """One course of one patient.

    Attributes:
        number: 1 for the first course, without gaps.
        status: given or planned.
        said_by: who told the dates; a nurse's confirmation makes them the nurse's.
        infusions: the days that are known, oldest first, at most one a day.
        version: grows with every change of the course on file, 0 before it is kept; courses that say the same are
            equal whatever it is.
    """

    number: int
    status: CourseStatus
    said_by: SaidBy
    infusions: tuple[Infusion, ...] = ()
    version: int = field(default=0, compare=False)

    @property
    def first_infusion(self) -> date | None:
        """The date of day 1, or None when nobody told it."""
        return next((infusion.date for infusion in self.infusions if infusion.day == 1), None)

    @property
    def last_infusion(self) -> date | None:
        """The date of the infusion known to be the last, or None; a day that happens to be the latest is not it."""
        return next((infusion.date for infusion in self.infusions if infusion.last), None)

    @property
    def latest_known(self) -> date | None:
        """The latest infusion known, the last one or not; follow-up can be counted from it for the time being."""
        return max((infusion.date for infusion in self.infusions), default=None)

    @property
    def earliest_known(self) -> date | None:
        """The earliest infusion known, the first one or not."""
        return min((infusion.date for infusion in self.infusions), default=None)

    def bears_out(self, told: "Course") -> bool:
        """Whether this course already says all that `told` says: it may know more, it contradicts nothing."""
        on_file = {infusion.date: infusion for infusion in self.infusions}
        return self.status is told.status and all(
            infusion.date in on_file
            and infusion.day in (None, on_file[infusion.date].day)
            and (on_file[infusion.date].last or not infusion.last)
            for infusion in told.infusions
        )


def course_of(
    number: int,
    *,
    status: CourseStatus = CourseStatus.GIVEN,
    said_by: SaidBy,
    first: date | None = None,
    last: date | None = None,
    between: Iterable[date] = (),
) -> Course:
    """A course from the dates as they are told.

    Args:
        number: which course.
        status: given or planned.
        said_by: who told them.
        first: the date of day 1.
        last: the date of the last infusion; may be the same day as `first`.
        between: other infusion days; when all days are known, each has its number in the order of time.
    """
    days = sorted({day for day in (first, last, *between) if day is not None})
    return Course(
        number=number,
        status=status,
        said_by=said_by,
        infusions=tuple(Infusion(date=day, day=1 if day == first else None, last=day == last) for day in days),
    )


def impossible(course: Course, *, today: date) -> str | None:
    """Why no course can be so, as a sentence, or None.

    Args:
        course: as it is told.
        today: the patient's civil date; a patient's infusion of a later day was not given yet. A nurse may enter a
            course that is under way whole.
    """
    days = course.infusions
    if course.number < 1 or any(infusion.day is not None and infusion.day < 1 for infusion in days):
        return "Courses and their days are counted from 1."
    if any(earlier.date >= later.date for earlier, later in pairwise(days)):
        return "The infusions of a course stand in the order of their days, one at most on each."
    numbers = [infusion.day for infusion in days if infusion.day is not None]
    if any(earlier >= later for earlier, later in pairwise(numbers)):
        return "The days of a course are numbered in the order of time."
    if any(infusion.last for infusion in days[:-1]):
        return "No infusion of a course comes after its last one."
    given_by_patient = course.said_by is SaidBy.PATIENT and course.status is CourseStatus.GIVEN
    if given_by_patient and any(infusion.date > today for infusion in days):
        return "An infusion of a day to come was not given yet."
    return None
