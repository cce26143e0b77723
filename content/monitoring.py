"""How does `knowledge/monitoring.yml`, or another medicine's plan, become a plan that dates can be reckoned from?

Lengths of time and edges of windows are written in words ("48 months", "14 days before first_infusion"), so that a
clinician can read and change them. docs/monitoring.md documents every field.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from care.plan import (
    Applies,
    Basis,
    CheckRule,
    Counted,
    CountingRule,
    CourseRule,
    EntryRule,
    FollowUpRule,
    Plan,
    PlannedTest,
    ReminderRule,
    ReviewStatus,
    Scope,
    Span,
    Unit,
    Who,
    WindowRule,
)
from content.lengths import OPEN, At, Days, Floor, Interval
from content.reading import Place, refuse, validated
from content.values import Content, Fact, Review


def load_plan(path: Path, facts: Mapping[str, Fact]) -> Plan:
    """Read a monitoring plan.

    Args:
        path: the file.
        facts: the facts that its items may name, by id.

    Returns:
        The plan.

    Raises:
        ContentError: naming file, line and field of the first mistake: an unknown field, fact, test or anchor, a length
            of time that cannot be read, an id that stands twice, courses that are not numbered from 1, an item whose
            basis none of its facts has.
    """
    read = validated(path, _PlanFile)
    for place, item in read.items():
        _check_facts(path, place, item, facts)
    for field in ("tests", "windows", "checks"):
        _check_ids(path, field, getattr(read, field))
    _check_courses(path, read.courses)
    if read.reminders.nurse_at_once.test not in {test.id for test in read.tests}:
        refuse(path, ("reminders", "nurse_at_once", "test"), "no test of this plan has this id")
    return read.to_plan()


Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Count = Annotated[int, Field(ge=1)]


class _Founded(Content):
    """What every item says of its foundation."""

    basis: Basis
    facts: tuple[str, ...] = ()
    note: str | None = None


class _FollowUp(_Founded):
    lasts: Interval
    warn_before_end: Days


class _Counting(_Founded):
    counts_within: Days


class _Entry(_Founded):
    first_given: date | None
    longest_course: Days
    one_infusion_a_day: bool = True


class _NurseAtOnce(Content):
    test: Id
    after: Count
    misses: Count


class _Reminders(_Founded):
    before: tuple[Count, ...]
    after: tuple[Count, ...]
    nurse_after: Count
    nurse_at_once: _NurseAtOnce
    quiet_after_on_time: Count


class _Test(_Founded):
    id: Id
    what: Text
    looks_for: tuple[str, ...] = ()
    safety: bool
    on: bool = Field(default=True, alias="on_by_default")
    applies: Applies = Applies.EVERYONE
    before_treatment: bool = False
    counted: Counted = Field(default=Counted.FROM_FIRST_INFUSION, alias="counted_from")
    first_after: Interval
    every: Interval
    closing_test: bool = False

    @field_validator("every")
    @classmethod
    def in_the_unit_of_the_first(cls, every: Span, others: ValidationInfo) -> Span:
        first = others.data.get("first_after")
        if first is not None and (first.unit is Unit.MONTH) != (every.unit is Unit.MONTH):
            raise ValueError("first_after and every are both in months, or both in days or weeks")
        return every


class _Window(_Founded):
    id: Id
    rule: Text
    of: Scope = Scope.COURSE
    applies: Applies = Applies.EVERYONE
    who: Who = Who.PATIENT
    starts: At | None = None
    at_least_until: Floor | None = None
    latest: At | None = None

    @model_validator(mode="after")
    def is_a_window_or_a_latest_day(self) -> Self:
        if (self.starts is None) != (self.at_least_until is None):
            raise ValueError("starts and at_least_until belong together; where no end is stated it is `open`")
        if (self.starts is None) == (self.latest is None):
            raise ValueError("a window has either starts and at_least_until, or latest")
        return self

    def rule_of_plan(self) -> WindowRule:
        """The rule, with `open` told apart from a day."""
        until = None if self.at_least_until == OPEN else self.at_least_until
        return WindowRule(**{**dict(self), "at_least_until": until}, open_ended=self.at_least_until == OPEN)


class _Course(_Founded):
    number: Count
    days: Count
    earliest: Interval | None = None
    optional: bool = False


class _Check(_Founded):
    id: Id
    what: Text
    when: Text
    whom: Text = "every patient"
    who: Who = Who.HOSPITAL


class _PlanFile(Content):
    """The file as it is written."""

    medicine: Text
    version: Count
    review: Review
    follow_up: _FollowUp
    counting: _Counting
    entry: _Entry
    reminders: _Reminders
    tests: Annotated[tuple[_Test, ...], Field(min_length=1)]
    windows: tuple[_Window, ...] = ()
    courses: Annotated[tuple[_Course, ...], Field(min_length=1)]
    checks: tuple[_Check, ...] = ()
    questions: tuple[str, ...] = ()

    def items(self) -> Iterator[tuple[Place, _Founded]]:
        """Everything that rests on something, with the place where it stands."""
        for field in ("follow_up", "counting", "entry", "reminders"):
            yield (field,), getattr(self, field)
        for field in ("tests", "windows", "courses", "checks"):
            for number, item in enumerate(getattr(self, field)):
                yield (field, number), item

    def to_plan(self) -> Plan:
        """The plan that the file describes."""
        reminders = {name: value for name, value in self.reminders if name != "nurse_at_once"}
        at_once = self.reminders.nurse_at_once
        return Plan(
            medicine=self.medicine,
            version=self.version,
            review=ReviewStatus(self.review.status),
            follow_up=FollowUpRule(**dict(self.follow_up)),
            counting=CountingRule(**dict(self.counting)),
            entry=EntryRule(**dict(self.entry)),
            reminders=ReminderRule(
                **reminders,
                nurse_at_once_test=at_once.test,
                nurse_at_once_after=at_once.after,
                nurse_at_once_misses=at_once.misses,
            ),
            tests=tuple(PlannedTest(**dict(test)) for test in self.tests),
            windows=tuple(window.rule_of_plan() for window in self.windows),
            courses=tuple(CourseRule(**dict(course)) for course in self.courses),
            checks=tuple(CheckRule(**dict(check)) for check in self.checks),
            questions=self.questions,
        )


def _check_facts(path: Path, place: Place, item: _Founded, facts: Mapping[str, Fact]) -> None:
    """Every fact is known, and the basis that an item claims is that of one of its facts."""
    for number, fact in enumerate(item.facts):
        if fact not in facts:
            refuse(path, (*place, "facts", number), f"there is no fact {fact}")
    if item.basis is not Basis.DESIGN and item.basis.value not in {facts[fact].basis for fact in item.facts}:
        refuse(path, (*place, "basis"), f"none of its facts has the basis {item.basis.value}")


def _check_ids(path: Path, field: str, items: Sequence[_Test | _Window | _Check]) -> None:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item.id in seen:
            refuse(path, (field, number, "id"), f"{item.id} stands twice")
        seen.add(item.id)


def _check_courses(path: Path, courses: Sequence[_Course]) -> None:
    for place, course in enumerate(courses):
        if course.number != place + 1:
            refuse(path, ("courses", place, "number"), f"course {place + 1} is expected: courses are in order, from 1")
        if (course.earliest is None) != (place == 0):
            refuse(path, ("courses", place, "earliest"), "every course but the first says how early it may begin")
