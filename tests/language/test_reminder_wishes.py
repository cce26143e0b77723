"""Is a wish about reminders read as it is meant, with the hour, the days or the date that was said?"""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.marked import Marker
from language.reminder_wishes import Change, Wish, read_wishes

TODAY = date(2026, 11, 22)
MARKER = Marker(str)


def read(text: str) -> tuple[Wish, ...]:
    return read_wishes(text, text.casefold(), MARKER, today=TODAY, day_first=True)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("stop the reminders", Change.OFF),
        ("no more texts please", Change.OFF),
        ("turn the reminders on", Change.ON),
        ("start sending them again", Change.ON),
        ("on", Change.ON),
        ("end the pause", Change.END_SNOOZE),
        ("remind me later", Change.SNOOZE),
        ("a calendar link please", Change.CALENDAR),
        ("do not write the name of the medicine", Change.NEUTRAL),
        ("you may name the medicine", Change.NAMED),
        ("what time are my reminders set", Change.SHOWN),
        ("stop the thyroid reminders", Change.TEST_OFF),
    ],
)
def test_a_wish_is_about_one_thing(text: str, change: Change) -> None:
    (wish,) = read(text)
    assert wish.change is change


def test_an_hour_without_morning_or_evening_has_two_readings() -> None:
    (wish,) = read("send reminders at 7")
    assert (wish.change, wish.times) == (Change.TIME, (time(7), time(19)))


@given(hour=st.times().map(lambda one: one.replace(second=0, microsecond=0)))
def test_an_hour_on_the_24_hour_clock_is_the_hour_that_was_said(hour: time) -> None:
    (wish,) = read(f"change the reminder time to {hour:%H:%M}")
    assert wish.change is Change.TIME
    assert hour in wish.times


@given(day=st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=170)))
def test_a_pause_lasts_until_the_day_that_was_said(day: date) -> None:
    (wish,) = read(f"remind me again on {day:%d %B}")
    assert wish.change is Change.SNOOZE
    assert wish.until is not None
    assert wish.until.options == (day,)


def test_a_pause_without_a_day_leaves_the_day_open() -> None:
    (wish,) = read("snooze please")
    assert (wish.change, wish.until) == (Change.SNOOZE, None)


def test_days_before_a_test_are_read_largest_first() -> None:
    (wish,) = read("remind me 1 day and 3 days before")
    assert (wish.change, wish.lead_days) == (Change.LEAD, (3, 1))


def test_weekdays_are_those_that_are_wanted() -> None:
    (wish,) = read("reminders only on mondays and wednesdays")
    assert (wish.change, wish.days) == (Change.DAYS, frozenset({0, 2}))


def test_an_hour_and_days_are_two_wishes() -> None:
    assert {wish.change for wish in read("reminders only on mondays at 18:00")} == {Change.DAYS, Change.TIME}


def test_a_test_is_named_with_the_wish_to_leave_it_out() -> None:
    (wish,) = read("no more reminders for urine")
    assert (wish.change, wish.tests) == (Change.TEST_OFF, frozenset({"urine"}))


@pytest.mark.parametrize("text", ["", "hello", "thank you", "bloods"])
def test_what_is_no_wish_changes_nothing(text: str) -> None:
    assert read(text) == ()
