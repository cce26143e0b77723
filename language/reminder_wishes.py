"""What does a patient want changed about their reminders: hour, days, how long before, a pause, off, on?"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from language import reminder_words as words
from language.dates import DateReading, Tense
from language.hours import read_hour, read_lead_days, read_weekdays
from language.marked import Marked, Marker


class Change(StrEnum):
    """One thing that can be changed about reminders."""

    TIME = "time"
    DAYS = "days"
    LEAD = "lead"
    SNOOZE = "snooze"
    OFF = "off"
    TEST_OFF = "test_off"
    ON = "on"
    END_SNOOZE = "end_snooze"
    CALENDAR = "calendar"
    NEUTRAL = "neutral"
    NAMED = "named"
    SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was asked for.

    Attributes:
        change: which thing.
        times: the hours that may be meant, for `TIME`; two when morning or evening was not said.
        days: the weekdays wanted, 0 for Monday, for `DAYS`.
        lead_days: days before a test, largest first, for `LEAD`.
        until: the day until which to pause, for `SNOOZE`; None when no day was said.
        tests: names of tests as in `language.told_tests`, for `TEST_OFF`.
    """

    change: Change
    times: tuple[time, ...] = ()
    days: frozenset[int] = frozenset()
    lead_days: tuple[int, ...] = ()
    until: DateReading | None = None
    tests: frozenset[str] = frozenset()


_BY_THEMSELVES = (
    (Change.CALENDAR, words.CALENDAR),
    (Change.NEUTRAL, words.NEUTRAL),
    (Change.NAMED, words.NAMED),
    (Change.END_SNOOZE, words.SNOOZE_ENDED),
    (Change.SHOWN, words.SHOWN),
)
"""Wishes that stand for themselves whatever else the words are."""


def read_wishes(text: str, corrected: str, marker: Marker, *, today: date, day_first: bool) -> tuple[Wish, ...]:
    """What a message asks to change.

    Args:
        text: what the patient wrote.
        corrected: the same in lower case with its spelling corrected.
        marker: marks the dates.
        today: the patient's civil day when it was written.
        day_first: whether 03/04 is the third of April where the patient lives.

    Returns:
        The wishes, at most one for each thing; empty when none is understood.
    """
    for change, wording in _BY_THEMSELVES:
        if wording.search(corrected):
            return (Wish(change=change),)
    snooze = _snooze(corrected, marker.mark(text, today=today, day_first=day_first, tense=Tense.FUTURE), today)
    timed = _timed(text, corrected, dated=snooze is not None and snooze.until is not None)
    if timed:
        return timed
    tests = frozenset(name for name, wording in words.TESTS.items() if wording.search(corrected))
    if snooze is None and tests and words.OFF.search(corrected):
        return (Wish(change=Change.TEST_OFF, tests=tests),)
    if snooze is not None:
        return (snooze,)
    if words.ON.search(corrected) or words.ON_ALONE.search(corrected):
        return (Wish(change=Change.ON),)
    return (Wish(change=Change.OFF),) if words.OFF.search(corrected) else ()


def _timed(text: str, corrected: str, *, dated: bool) -> tuple[Wish, ...]:
    """Wishes about when reminders come; the weekday of a dated pause is none."""
    wishes: list[Wish] = []
    lead = read_lead_days(text) if words.LEAD.search(corrected) else None
    if lead is not None:
        wishes.append(Wish(change=Change.LEAD, lead_days=lead))
    days = read_weekdays(text)
    if days is not None and not (dated and not words.EVERY.search(corrected)) and lead is None:
        wishes.append(Wish(change=Change.DAYS, days=days))
    # "Eight is too early, make it eleven": what follows is the one that is wanted.
    instead = words.INSTEAD.search(text.casefold())
    wanted = text[instead.end() :] if instead is not None and read_hour(text[instead.end() :]) else text
    times = read_hour(wanted) if words.HOUR.search(corrected) else ()
    if times and (lead is None or words.AT_HOUR.search(corrected)):
        wishes.append(Wish(change=Change.TIME, times=times))
    return tuple(wishes)


def _snooze(corrected: str, marked: Marked, today: date) -> Wish | None:
    if not (words.SNOOZED.search(marked.text) or words.SNOOZED.search(corrected)):
        return None
    # "Ask me tomorrow, I cannot today": the day to come is meant.
    coming = [reading for reading in marked.dates if reading.options and reading.options[0] > today]
    until = (coming or list(marked.dates))[-1] if marked.dates else None
    return Wish(change=Change.SNOOZE, until=until)
