"""Does the arithmetic agree with a library that knows nothing of it?"""

from datetime import date

import pytest
import whenever
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from care.monitoring.months import after, at_least_after, before, day_in_month, days_in, month_index
from care.plan import Span, Unit

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
COUNTS = st.integers(0, 240)


def months(count):
    return Span(count=count, unit=Unit.MONTH)


@given(DAYS, COUNTS)
def test_months_after_are_those_of_an_independent_library(anchor, count):
    oracle = whenever.Date(anchor.year, anchor.month, anchor.day).add(months=count).to_stdlib()
    assert after(anchor, months(count)) == oracle == anchor + relativedelta(months=count)


@given(DAYS, COUNTS)
def test_months_before_are_those_of_an_independent_library(anchor, count):
    assert before(anchor, months(count)) == anchor - relativedelta(months=count)


@given(DAYS, COUNTS)
def test_what_lasts_at_least_ends_on_the_day_itself_or_on_the_first_of_the_next_month(anchor, count):
    oracle = whenever.Date(anchor.year, anchor.month, anchor.day).add(months=count).to_stdlib()
    floor = at_least_after(anchor, months(count))
    if oracle.day == anchor.day:
        assert floor == oracle
    else:
        assert (floor.day, (floor - oracle).days) == (1, 1)


@given(DAYS, COUNTS, st.sampled_from([(Unit.DAY, "days"), (Unit.WEEK, "weeks")]))
def test_days_and_weeks_are_those_of_an_independent_library(anchor, count, unit):
    span = Span(count=count, unit=unit[0])
    oracle = whenever.Date(anchor.year, anchor.month, anchor.day)
    assert after(anchor, span) == at_least_after(anchor, span) == oracle.add(**{unit[1]: count}).to_stdlib()
    assert before(anchor, span) == oracle.subtract(**{unit[1]: count}).to_stdlib()


@given(DAYS)
def test_a_day_is_in_its_own_month(day):
    assert day_in_month(month_index(day), day.day) == day


@pytest.mark.parametrize(
    ("anchor", "count", "due", "floor"),
    [
        ("2025-01-31", 1, "2025-02-28", "2025-03-01"),
        ("2024-01-31", 1, "2024-02-29", "2024-03-01"),
        ("2025-01-31", 2, "2025-03-31", "2025-03-31"),
        ("2024-10-31", 1, "2024-11-30", "2024-12-01"),
        ("2024-02-29", 12, "2025-02-28", "2025-03-01"),
        ("2024-02-29", 48, "2028-02-29", "2028-02-29"),
        ("1996-02-29", 48, "2000-02-29", "2000-02-29"),
        ("2025-12-31", 2, "2026-02-28", "2026-03-01"),
        ("2025-12-31", 0, "2025-12-31", "2025-12-31"),
    ],
)
def test_a_month_that_is_too_short_is_rounded_down_for_a_due_date_and_up_for_a_floor(anchor, count, due, floor):
    day = date.fromisoformat(anchor)
    assert after(day, months(count)).isoformat() == due
    assert at_least_after(day, months(count)).isoformat() == floor


def test_months_have_no_number_of_days():
    with pytest.raises(ValueError, match="no fixed number"):
        days_in(months(1))
