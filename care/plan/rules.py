"""Which rules does a plan set for all of its tests and courses?"""

from dataclasses import dataclass
from datetime import date

from care.plan.terms import Founded, Span


@dataclass(frozen=True, kw_only=True)
class FollowUpRule(Founded):
    """How long the tests go on.

    Attributes:
        lasts: at least how long after the last infusion really given of the newest course.
        warn_before_end: how long before the end the team is told when a further course is still planned.
    """

    lasts: Span
    warn_before_end: Span


@dataclass(frozen=True, kw_only=True)
class CountingRule(Founded):
    """How a test that was done finds its due date.

    Attributes:
        counts_within: how far from a due date a test may be done and count for it without a nurse being asked.
    """

    counts_within: Span


@dataclass(frozen=True, kw_only=True)
class EntryRule(Founded):
    """Which dates of a course cannot be right, or have to be looked at by a nurse.

    Attributes:
        first_given: the day before which nobody was given the medicine, or None when not known.
        longest_course: how far apart the first and the last infusion of one course may be.
        one_infusion_a_day: whether a second infusion on one day is always a mistake.
    """

    first_given: date | None
    longest_course: Span
    one_infusion_a_day: bool = True


@dataclass(frozen=True, kw_only=True)
class ReminderRule(Founded):
    """When a test is spoken of, in whole days.

    Attributes:
        before: how many days ahead of the due date, largest first.
        after: how many days after it, when nothing was heard.
        nurse_after: how many days after it a nurse is told.
        nurse_at_once_after: without `nurse_at_once_test` for more than so many days a nurse is told at once.
        nurse_at_once_test: the test that this counts for.
        nurse_at_once_misses: so many due dates missed in a row bring a nurse at once.
        quiet_after_on_time: after so many tests in a row on time, one text a month is enough.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    nurse_after: int
    nurse_at_once_after: int
    nurse_at_once_test: str
    nurse_at_once_misses: int
    quiet_after_on_time: int
