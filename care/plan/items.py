"""What does a plan list: tests that come back, windows, courses and what is looked at once?"""

from dataclasses import dataclass

from care.plan.terms import Applies, Counted, Edge, Founded, Scope, Span, Who


@dataclass(frozen=True, kw_only=True)
class PlannedTest(Founded):
    """A test that comes back.

    Attributes:
        id: short and stable; records and settings name the test by it.
        what: what is done, in a clinician's words.
        looks_for: what it is there to find.
        safety: whether its reminders stay off only when a nurse confirms it.
        on: whether it is followed unless a centre switches it off; if not, only where a centre switches it on.
        applies: whom it is for.
        before_treatment: whether it has to be done before the very first infusion.
        counted: what its dates are counted from.
        first_after: how long after that the first one is due.
        every: how long after each due date the next one is; always counted from the beginning.
        closing_test: whether one more is due on the end of monitoring when no regular date falls on that day.
    """

    id: str
    what: str
    looks_for: tuple[str, ...] = ()
    safety: bool
    on: bool = True
    applies: Applies = Applies.EVERYONE
    before_treatment: bool = False
    counted: Counted = Counted.FROM_FIRST_INFUSION
    first_after: Span
    every: Span
    closing_test: bool = False


@dataclass(frozen=True, kw_only=True)
class WindowRule(Founded):
    """A stretch of time in which something holds, or the latest day for something.

    Attributes:
        id: short and stable.
        rule: what holds, in our own words.
        of: what it belongs to.
        applies: whom it is for.
        who: who has to do it.
        starts: the day it begins, or None when only its latest day matters.
        at_least_until: the day before which it never ends, or None.
        latest: the latest day for it, or None.
        open_ended: whether it lasts until the team lifts it.
    """

    id: str
    rule: str
    of: Scope = Scope.COURSE
    applies: Applies = Applies.EVERYONE
    who: Who = Who.PATIENT
    starts: Edge | None = None
    at_least_until: Edge | None = None
    latest: Edge | None = None
    open_ended: bool = False


@dataclass(frozen=True, kw_only=True)
class CourseRule(Founded):
    """A course that the plan knows.

    Attributes:
        number: 1 for the first.
        days: how many infusion days it has at most.
        earliest: how long after the last infusion of the course before it begins at the earliest; None for the first.
        optional: whether it is given only to some.
    """

    number: int
    days: int
    earliest: Span | None = None
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckRule(Founded):
    """Something that is looked at before or during treatment and does not come back as a date.

    Attributes:
        id: short and stable.
        what: what is looked at or given.
        when: when, in words.
        whom: for whom, in words.
        who: who has to do it.
    """

    id: str
    what: str
    when: str
    whom: str = "every patient"
    who: Who = Who.HOSPITAL
