"""What does a patient tell about their tests: which, taken or booked or missed, and when?

A test that somebody means to have is not done. What is not said is left open: the caller asks, or takes it from the
reminder that the message answers.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from language.dates import DateReading, Tense
from language.marked import Marker
from language.test_words import Told, named_tests, told_in


@dataclass(frozen=True, kw_only=True)
class ToldTest:
    """One statement about one or more tests.

    Attributes:
        tests: blood, urine, thyroid, liver, hpv; `both` for the two of every month and `all` for what was asked;
            empty when none is named.
        told: what is said of them.
        dates: the dates said with it.
    """

    tests: frozenset[str]
    told: Told
    dates: tuple[DateReading, ...] = ()


_ASKED = re.compile(
    r"\?\W*$"
    r"|^\W*(?:and |so |but |also )*"
    r"(?:what|when|where|why|how|who|which|is|are|am i|do|does|can i|could|should|shall|will i|would|may|must"
    # "Did the pee test Monday" tells, "did the lab get my bloods" asks.
    r"|did (?:you|i|(?:the|my)(?! (?:\w+ ){0,2}(?:tests?|bloods?|urine|pee|wee|samples?)(?: on)? ?(?:$|[@.,!]))))\b"
)
_SPLIT = re.compile(
    r"(?<=[.;!?])\s+|\n+|,\s*"
    r"|\s+(?:but|and then|then|while|maar|mais|aber|&)\s+"
    r"|\s+and\s+(?=[^.;!?]*(?:@|book|miss|forg|will|did|not))"
)
# "The new one is 27": after these words a bare number is a day of the month, and no hour and no count.
_BARE_DAY = re.compile(
    r"\b(new (?:one|date|day|slot|appointment)(?: is| on| for)*"
    r"|(?:booked|moved|changed|rescheduled) (?:it )?(?:to|for))"
    r" ([12]?\d|3[01])(?=[\s,.!]*(?:$|[,.!] ))",
    re.IGNORECASE,
)
_TENSES = {
    Told.DONE: Tense.PAST,
    Told.MISSED: Tense.PAST,
    Told.BOOKED: Tense.FUTURE,
    Told.NOT_YET: Tense.FUTURE,
    # "Bloods friday" without more is told afterwards.
    Told.UNSAID: Tense.PAST,
}


def read_told_tests(text: str, marker: Marker, *, today: date, day_first: bool) -> tuple[ToldTest, ...]:
    """What a message tells about tests, one statement for each that differs.

    Args:
        text: what the patient wrote.
        marker: marks the dates.
        today: the patient's civil day when it was written.
        day_first: whether 03/04 is the third of April where the patient lives.

    Returns:
        The statements in the order of the message. Where a clause names no test or says no state of its own it
        belongs to the one before. Empty when the message says nothing of a test.
    """
    text = _BARE_DAY.sub(r"\1 on the \2", text)
    marked = marker.mark(text, today=today, day_first=day_first)
    statements: list[ToldTest] = []
    for clause in _SPLIT.split(marked.text):
        if _ASKED.search(clause):
            continue
        found = ToldTest(
            tests=named_tests(clause),
            told=told_in(clause),
            dates=tuple(marked.dates[number] for number in marked.marks(clause)),
        )
        if not found.tests and found.told is Told.UNSAID and not found.dates:
            continue
        statements = [*statements[:-1], *_joined(statements[-1:], found)]
    return tuple(_in_its_tense(statement, text, marker, today, day_first=day_first) for statement in statements)


def _joined(before: list[ToldTest], found: ToldTest) -> list[ToldTest]:
    """A clause that leaves something unsaid belongs to the statement before it, or that one to this."""
    if not before:
        return [found]
    earlier = before[0]
    if not earlier.tests and found.tests and found.told is earlier.told:
        # "I went on Wednesday, they took two tubes of blood": the day was told before the test.
        return [replace(found, dates=(*earlier.dates, *found.dates))]
    if earlier.told is Told.UNSAID and earlier.tests and earlier.dates and found.told is Told.NOT_YET and found.tests:
        return [earlier, found]
    if not found.tests and (found.told in (Told.UNSAID, earlier.told) or earlier.told is Told.UNSAID):
        told = found.told if earlier.told is Told.UNSAID else earlier.told
        return [replace(earlier, told=told, dates=(*earlier.dates, *found.dates))]
    if found.told is Told.UNSAID and not found.dates:
        return [replace(earlier, tests=earlier.tests | found.tests)]
    if found.told is Told.UNSAID and not earlier.dates:
        # "Blood and urine on Friday": one day for both.
        return [replace(earlier, tests=earlier.tests | found.tests, dates=found.dates)]
    if found.told is Told.UNSAID:
        return [earlier, replace(found, told=earlier.told)]
    if earlier.told is Told.UNSAID and not earlier.dates:
        return [replace(found, tests=earlier.tests | found.tests)]
    if not found.tests:
        return [earlier, replace(found, tests=earlier.tests)]
    return [earlier, found]


def _in_its_tense(statement: ToldTest, text: str, marker: Marker, today: date, *, day_first: bool) -> ToldTest:
    """The dates read again as past for what is done or missed, as future for what is booked."""
    tense = _TENSES.get(statement.told)
    if tense is None or not statement.dates:
        return statement
    again = marker.mark(text, today=today, day_first=day_first, tense=tense)
    places = {reading.start: reading for reading in again.dates}
    return replace(statement, dates=tuple(places.get(reading.start, reading) for reading in statement.dates))
