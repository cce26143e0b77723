"""Which civil date lies a number of days, weeks or months from another?

Months are always counted from the anchor and never chained: 31 January gives 28 February and 31 March, where counting
on from February would give 28 March for ever. Where the day does not exist in the month, a due date falls back to the
month's last day, and what must last "at least" goes on to the first day of the next month (basis: design, agreed with
the rest of the plan's date rules).
"""

from calendar import isleap
from datetime import date, timedelta

from care.plan import Span, Unit

_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_IN_EVERY_MONTH = 28
_DAYS_OF = {Unit.DAY: 1, Unit.WEEK: 7}


def month_index(day: date) -> int:
    """The number of months since year 0; consecutive months have consecutive numbers."""
    return day.year * 12 + day.month - 1


def day_in_month(index: int, day: int) -> date:
    """That day of the month with this index, or the month's last day when it is shorter."""
    year, month = divmod(index, 12)
    if day > _IN_EVERY_MONTH:
        length = 29 if month == 1 and isleap(year) else _DAYS_IN_MONTH[month]
        day = min(day, length)
    return date(year, month + 1, day)


def days_in(span: Span) -> int:
    """How many days a span of days or weeks has.

    Raises:
        ValueError: for months, which have no fixed number of days.
    """
    if span.unit is Unit.MONTH:
        raise ValueError("months have no fixed number of days")
    return span.count * _DAYS_OF[span.unit]


def after(anchor: date, span: Span) -> date:
    """The date `span` after the anchor; in a month that is too short, its last day."""
    if span.unit is Unit.MONTH:
        return day_in_month(month_index(anchor) + span.count, anchor.day)
    return anchor + timedelta(days=days_in(span))


def before(anchor: date, span: Span) -> date:
    """The date `span` before the anchor; in a month that is too short, its last day."""
    if span.unit is Unit.MONTH:
        return day_in_month(month_index(anchor) - span.count, anchor.day)
    return anchor - timedelta(days=days_in(span))


def at_least_after(anchor: date, span: Span) -> date:
    """The first date on which `span` has wholly passed; in a month that is too short, the first day of the next."""
    reached = after(anchor, span)
    if span.unit is Unit.MONTH and reached.day < anchor.day:
        return reached + timedelta(days=1)
    return reached
