"""What has to be asked about a test that a patient told before it can be kept, and in which words?"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from actions.spoken import spoken_date
from actions.tests_meant import names_of
from actions.turn import Said, task_wording
from care.message import Kind, Pending
from language.dates import DateReading, Precision, Problem
from language.test_words import Told
from language.told_tests import ToldTest

LONGEST_AGO = timedelta(days=183)
"""A test further back is asked about: more likely its day is still to come, or the year is a slip."""


def missing(
    statement: ToldTest, tests: Sequence[str], today: date, *, reminded: str = "", doubted: str = ""
) -> Said | None:
    """The one question without whose answer nothing can be kept, or None.

    Args:
        statement: what was told.
        tests: the plan's ids of the tests that are meant.
        today: the patient's civil day.
        reminded: ids of the tests of the reminder that is answered, with spaces between them.
        doubted: a date that was asked about for its age; who says it again means it.
    """
    told = Told.DONE if statement.told is Told.UNSAID else statement.told
    reading = statement.dates[0] if statement.dates else None
    known = {"ask": "date", "told": told.value, "tests": " ".join(names_of(tests)), "reminded": reminded}
    if not tests:
        day = reading.options[0].isoformat() if reading is not None and reading.certain else ""
        name = "ask.test_which_booked" if told is Told.BOOKED else "ask.test_which"
        return _question(name, {}, {**known, "ask": "which", "on": day})
    if reading is None:
        return _question("ask.test_booked_date", {}, known) if told is Told.BOOKED else None
    unclear = _unclear(reading, told, known)
    if unclear is not None:
        return unclear
    day_told = reading.options[0]
    if told is not Told.BOOKED and today - day_told > LONGEST_AGO and day_told.isoformat() != doubted:
        asked = {**known, "doubted": day_told.isoformat()}
        return _question("ask.test_date_old", {"date": spoken_date(day_told)}, asked)
    return None


def certain(day: date) -> DateReading:
    """A date that needs no reading: one that was offered, or kept with the question."""
    return DateReading(
        start=0, end=0, written="", options=(day,), precision=Precision.DAY, problem=None, told=day, joined=None
    )


def _unclear(reading: DateReading, told: Told, known: Mapping[str, str]) -> Said | None:
    """The question about a date that is none, two or no day; None for one day."""
    if reading.problem is Problem.IMPOSSIBLE:
        return _question("ask.date_impossible", {"written": reading.written}, known)
    if reading.problem is Problem.FUTURE_BUT_PAST and reading.told is not None:
        return _question("ask.date_future_test", {"date": spoken_date(reading.told)}, known)
    if reading.problem is Problem.PAST_BUT_FUTURE and reading.told is not None:
        return _question("ask.date_past", {"date": spoken_date(reading.told)}, known)
    if len(reading.options) > 1:
        said = dict(zip(("first", "second"), map(spoken_date, reading.options), strict=False))
        return _question("ask.date_two", said, known, reading.options)
    if reading.problem is not None or reading.precision is not Precision.DAY:
        return _question("ask.test_booked_date" if told is Told.BOOKED else "ask.test_done_date", {}, known)
    return None


def _question(name: str, values: Mapping[str, str], known: Mapping[str, str], options: Sequence[date] = ()) -> Said:
    kept = {key: value for key, value in known.items() if value}
    pending = Pending(question="test", options=tuple(day.isoformat() for day in options), known=kept)
    return task_wording(name, values, kind=Kind.CLARIFY, pending=pending)
