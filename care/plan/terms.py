"""In which terms is a monitoring plan written: lengths of time, anchors, whom something is for, what it rests on?"""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a length of time is counted in. A year is 12 months and a week 7 days: nothing else is needed."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Anchor(StrEnum):
    """The day that something is counted from. What counts is what was really given, never what was planned."""

    FIRST_INFUSION = "first_infusion"
    LAST_INFUSION = "last_infusion"
    END_OF_MONITORING = "end_of_monitoring"


class Counted(StrEnum):
    """What the dates of a test are counted from: the first infusion, or the last time the test was done."""

    FROM_FIRST_INFUSION = "first_infusion"
    FROM_LAST_DONE = "last_done"


class Scope(StrEnum):
    """What a window belongs to: the treatment as a whole, or each course."""

    TREATMENT = "treatment"
    COURSE = "course"


class Applies(StrEnum):
    """Whom a test or window is for: every patient, or those for whom a nurse set it."""

    EVERYONE = "everyone"
    WHEN_SET = "when_set"


class Who(StrEnum):
    """Who has to do it. What the hospital or a doctor does is shown, and no patient is ever reminded of it."""

    PATIENT = "patient"
    HOSPITAL = "hospital"
    DOCTOR = "doctor"


class Basis(StrEnum):
    """How well something is founded; `design` means that no source settles it and the team has to agree."""

    SEED = "seed"
    FOUND = "found"
    RECALL = "recall"
    DESIGN = "design"


class ReviewStatus(StrEnum):
    """Whether the team has approved the plan."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time.

    Attributes:
        count: how many, 0 or more.
        unit: of what.
    """

    count: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Where a window begins or ends: a length of time before or after an anchor.

    Attributes:
        anchor: what it is counted from.
        span: how long before or after it.
        before: whether it lies before the anchor.
    """

    anchor: Anchor
    span: Span
    before: bool = False


@dataclass(frozen=True, kw_only=True)
class Founded:
    """Something in a plan, with what it rests on.

    Attributes:
        basis: how well it is founded.
        facts: ids of the facts that say so; empty only where nothing but design stands behind it.
        note: what the team should know about it, such as where sources differ.
    """

    basis: Basis
    facts: tuple[str, ...] = ()
    note: str | None = None
