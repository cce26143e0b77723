"""Are the hour, the weekdays and the days ahead read as patients ask for their reminders?"""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.hours import read_hour, read_lead_days, read_weekdays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("at 7 in the evening", "19:00"),
        ("8am", "08:00"),
        ("half past 6 pm", "18:30"),
        ("quarter to 8 pm", "19:45"),
        ("19h", "19:00"),
        ("18:30", "18:30"),
        ("noon", "12:00"),
        ("evening please", "18:00"),
        ("in the morning", "09:00"),
        ("at 7", "07:00 19:00"),
        ("7", "07:00 19:00"),
        ("7:30", "07:30 19:30"),
        ("07:30", "07:30"),
        ("half 7", "07:30 19:30"),
        ("12", "12:00"),
        ("at 8.30", "08:30 20:30"),
        ("seven pm", "19:00"),
        ("8 o'clock at night", "20:00"),
        ("make it 8 instead of 7", "08:00 20:00"),
        ("not at 9, at 10am", "10:00"),
        ("change from 9 to 7pm", "19:00"),
        ("om 19 uur", "19:00"),
        ("um 7 uhr abends", "19:00"),
        ("à 19h30", "19:30"),
        ("3 days before at 8am", "08:00"),
        ("9 or 10 am", "09:00 10:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
    ],
)
def test_an_hour_is_read_and_a_bare_one_keeps_both_halves_of_the_day(text, hours):
    assert " ".join(f"{hour:%H:%M}" for hour in read_hour(text)) == hours


@pytest.mark.parametrize(
    "text", ["remind me 3 days before", "bloods on 3 march", "5 tablets", "course 2", "thanks", "on 12/5", "25:70", ""]
)
def test_other_figures_are_no_hours(text):
    assert read_hour(text) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("weekends only", "sat sun"),
        ("not on sunday", "mon tue wed thu fri sat"),
        ("only mondays and thursdays", "mon thu"),
        ("weekdays", "mon tue wed thu fri"),
        ("mon-fri", "mon tue wed thu fri"),
        ("monday to wednesday", "mon tue wed"),
        ("fri till mon", "mon fri sat sun"),
        ("any day but sunday", "mon tue wed thu fri sat"),
        ("no texts on sat or sun", "mon tue wed thu fri"),
        ("weekdays except friday", "mon tue wed thu"),
        ("not monday, only wed", "wed"),
        ("i cant do mondays", "tue wed thu fri sat sun"),
        ("sunday is no good", "mon tue wed thu fri sat"),
        ("every day", "mon tue wed thu fri sat sun"),
        ("thursdys", "thu"),
        ("alleen maandag", "mon"),
        ("nur werktags", "mon tue wed thu fri"),
        ("pas le dimanche", "mon tue wed thu fri sat"),
    ],
)
def test_the_days_that_are_wanted_are_read(text, days):
    read = read_weekdays(text)
    assert read is not None
    assert " ".join(DAYS[day] for day in sorted(read)) == days


@pytest.mark.parametrize("text", ["remind me at 8", "i sat in the sun", "3 days before", ""])
def test_without_a_weekday_nothing_is_said(text):
    assert read_weekdays(text) is None


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("3 days before", (3,)),
        ("a day ahead", (1,)),
        ("remind me 3 days b4 not 7", (3,)),
        ("one week before and on the day", (7, 0)),
        ("the day before", (1,)),
        ("same day", (0,)),
        ("7 and 3 days before", (7, 3)),
        ("1 week, 3 days and 1 day before", (7, 3, 1)),
        ("2 weeks in advance", (14,)),
        ("a fortnight before", (14,)),
        ("3 days instead of 7", (3,)),
        ("change from 7 to 3 days", (3,)),
        ("not on the day, 2 days before", (2,)),
        ("3 dagen van tevoren", (3,)),
        ("3 jours avant", (3,)),
    ],
)
def test_the_days_ahead_are_read_the_most_first(text, lead):
    assert read_lead_days(text) == lead


@pytest.mark.parametrize("text", ["every 3 days", "for 5 days", "3 days ago", "at 8", "400 days before", ""])
def test_other_stretches_are_not_days_ahead(text):
    assert read_lead_days(text) is None


@given(st.text(alphabet=st.sampled_from("0123456789:. apmhdyswekoclfn'"), max_size=50))
def test_no_text_breaks_the_reading(text):
    assert all(isinstance(hour, time) for hour in read_hour(text))
    read_weekdays(text)
    read_lead_days(text)
