"""What does a patient's answer make of a course whose one open question was asked?"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from actions.course_draft import Ask, Draft, dates_said, day_meant, question_of
from language.choice import number_chosen
from language.course_words import Place
from language.dates import DateReading, Problem
from language.wordings import any_of, leading, only

_ASKS = re.compile(r"\?|\b(?:how|what|when|why|where|can i|is it|do i|does|should)\b")
_STILL_TO_COME = any_of(r"plan\w*|yes|still to come|booked|will")
_YES_ALONE = only("y")
_NO = leading("no|nope|nee|non|nein|wrong|not")
_ONLY_DAY = any_of("only|both|single")
_LAST = any_of("last|final|end|2|laatste|dernier|letzte")
_NOT_LAST = any_of("not (?:the )?last")
_FIRST = any_of("first|1st|start|begin|1|eerste|premier|erste")
_DAY_ALONE = re.compile(r"(?:on )?(?:the )?\d{1,2}(?:st|nd|rd|th)?")
_NUMBER = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|e)?\b")


def answered(draft: Draft, text: str, readings: Sequence[DateReading]) -> Draft | None:
    """The draft after an answer to its question; None when the text is no answer to it.

    Args:
        draft: with its open question.
        text: what the patient wrote, in lower case.
        readings: the dates in it.
    """
    if draft.ask is Ask.FUTURE and draft.options and (_STILL_TO_COME.search(text) or _YES_ALONE.search(text)):
        return replace(draft.with_date(draft.place, draft.options[0]), planned=True)
    if draft.ask is Ask.PLACE and draft.options:
        return _placed(draft, text)
    offered = _picked(draft, text, readings)
    if offered is not None:
        return draft.with_date(draft.place, offered)
    if readings:
        return _dated(draft, readings[0])
    if draft.ask in (Ask.WEEK, Ask.FIRST_DAY, Ask.FUTURE) and _NO.search(text):
        return replace(draft, ask=Ask.DATE, options=())
    return None


def _dated(draft: Draft, reading: DateReading) -> Draft | None:
    if draft.ask is Ask.WHICH_DAY and draft.options and _is_day_alone(reading):
        within = _day_within(draft.options[0], reading.written)
        return draft.with_date(draft.place, within) if within else None
    question = question_of(reading)
    if question is None:
        return draft.with_date(draft.place, day_meant(reading))
    return replace(draft, ask=question, options=dates_said(reading), written=reading.written)


def _placed(draft: Draft, text: str) -> Draft | None:
    """Which day of the course the offered date is, as the patient now says."""
    day = draft.options[0]
    if _ONLY_DAY.search(text):
        return replace(draft.with_date(Place.FIRST, day), last=day)
    if _LAST.search(text) and not _NOT_LAST.search(text):
        return draft.with_date(Place.LAST, day)
    return draft.with_date(Place.FIRST, day) if _FIRST.search(text) else None


def _picked(draft: Draft, text: str, readings: Sequence[DateReading]) -> date | None:
    """The offered date that a text picks: by saying the date, its day or its month, or by its number."""
    if not draft.options or draft.ask not in (Ask.WHICH_DATE, Ask.WEEK, Ask.FIRST_DAY):
        return None
    for same in _likenesses(readings):
        matching = [option for option in draft.options if same(option)]
        if len(matching) == 1:
            return matching[0]
    if not all(_is_day_alone(reading) for reading in readings) or _ASKS.search(text):
        return None
    position = number_chosen(text, len(draft.options))
    if position is not None:
        return draft.options[position]
    spoken = {int(number) for number in _NUMBER.findall(text)}
    by_day = [option for option in draft.options if option.day in spoken]
    return by_day[0] if len(by_day) == 1 else None


def _likenesses(readings: Sequence[DateReading]) -> Iterator[Callable[[date], bool]]:
    """How an offered date can be the one in the answer, the surest first."""
    said = {day for reading in readings for day in (*reading.options, reading.told) if day is not None}
    days = {(day.day, day.month) for day in said}
    months = {reading.told.month for reading in readings if reading.told and reading.problem is Problem.NO_DAY}
    yield lambda option: option in said
    yield lambda option: (option.day, option.month) in days
    yield lambda option: option.month in months


def _is_day_alone(reading: DateReading) -> bool:
    """Whether a date was told by its day alone, as in "the 3rd", so that it may be a choice."""
    return _DAY_ALONE.fullmatch(reading.written.casefold().strip()) is not None


def _day_within(month: date, written: str) -> date | None:
    """The day of a month that was named before, from "the 8th"; None when the month has no such day."""
    found = _NUMBER.search(written)
    try:
        return month.replace(day=int(found.group(1))) if found else None
    except ValueError:
        return None
