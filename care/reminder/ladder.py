"""On which civil days is one due date spoken of, and when does it go to a nurse?

Some days before, on the day, and twice after it while nothing is heard; then a person calls. A booking is quiet until
the day after it, and puts the later steps off. After enough tests in a row on time the steps before are left out.
(Basis: design; how often is in the plan.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from care.plan import ReminderRule
from care.reminder.dates import DueDate
from care.reminder.steps import ORDER, Step, StepKind

AFTER_A_BOOKING = 1
"""Days after the booked one on which it is asked what became of it."""
NURSE_AFTER_A_BOOKING = 3
"""Days after the booked one on which a nurse is told, when the due date alone would have told one sooner."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a due date and the civil day it is meant for."""

    step: Step
    on: date


def rungs(due: DueDate, rule: ReminderRule, *, lead_days: Iterable[int], quiet: bool) -> tuple[Rung, ...]:
    """The steps of a due date that are texts, in the order in which they take each other's place.

    Args:
        due: the due date.
        rule: what the plan says of reminders.
        lead_days: how many days ahead the patient wants to hear of it.
        quiet: whether one text is enough while nothing is late.
    """
    counted = counted_from(due, rule)
    found = [Rung(Step(StepKind.ON_DAY), due.on)]
    if due.booked is None and not quiet:
        found += [Rung(Step(StepKind.BEFORE, days), due.on - _days(days)) for days in set(lead_days) if days > 0]
    if due.booked is not None:
        found.append(Rung(Step(StepKind.AFTER_BOOKING), due.booked + _days(AFTER_A_BOOKING)))
    found += [Rung(Step(StepKind.AFTER, days), counted + _days(days)) for days in rule.after]
    last = last_day(due, rule)
    quiet_until = due.booked or date.min
    return tuple(
        sorted(
            (rung for rung in found if quiet_until < rung.on < last),
            key=lambda rung: (rung.on, ORDER[rung.step.kind]),
        )
    )


def counted_from(due: DueDate, rule: ReminderRule) -> date:
    """The day that the steps after it are counted from: the due date, or a booking not far behind it."""
    near = due.booked is not None and due.booked <= due.on + _days(rule.nurse_after)
    return max(due.on, due.booked) if due.booked is not None and near else due.on


def last_day(due: DueDate, rule: ReminderRule) -> date:
    """The day from which on the due date is a nurse's matter and no text's."""
    if due.booked is None or counted_from(due, rule) == due.on:
        return due.on + _days(rule.nurse_after)
    return max(due.on + _days(rule.nurse_after), due.booked + _days(NURSE_AFTER_A_BOOKING))


def nurse_on(due: DueDate, rule: ReminderRule, *, last_of_at_once: date | None) -> date:
    """The day on which a nurse is told of a due date that nobody has heard of.

    Args:
        due: the due date.
        rule: what the plan says of reminders.
        last_of_at_once: when the test that cannot wait was taken last, or the day from which it is counted; None
            when the due date is about other tests.
    """
    days = [last_day(due, rule)]
    if last_of_at_once is not None:
        days.append(last_of_at_once + _days(rule.nurse_at_once_after + 1))
    if due.missed >= rule.nurse_at_once_misses:
        days.append(due.on + _days(1))
    return max(min(days), due.on + _days(1))


def _days(count: int) -> timedelta:
    return timedelta(days=count)
