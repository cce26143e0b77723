"""Is a message plainly about the patient's own dates, tests or reminders, whatever the trained topics say?

The topics know how patients ask about the medicine; a statement with a date and a test in it, wrapped in joy or fear,
looks like many things to them. Here the words themselves decide, and only where nothing speaks against it.
"""

import re
from datetime import date
from typing import Literal

from language.course_words import Place, speaks_of_course
from language.marked import Marker
from language.test_words import Told
from language.told_courses import read_told_courses
from language.told_tests import read_told_tests
from language.wordings import any_of, leading

Task = Literal["tell_course", "tell_test", "ask_own_dates", "change_reminders"]

_QUESTION_MARK = re.compile(r"\?\s*$")
_ASKING = leading(
    r"(?:and |so |but |hi |hello |please |ok )*"
    "(?:what|when|where|why|how|who|which|is|are|am|do|does|did|can|could|should|shall|will|would|may|must|has)"
)
_NEXT_LED = leading(
    r"(?:and |so |ok |hi |hello |please )*(?:my |her |his )?(?:next|nxt|nex|upcoming) (?:\w+ )?"
    "(?:bloods?|urine|pee|wee|thyroid|tsh|tests?|smear|labs?|dates?)"
)
_NEXT_ASKED = any_of(
    r"(?:when|what date|what day|which day|wanneer|quand|wann|due date)\b.{0,30}"
    r"\b(?:my|i|me|the)\b.{0,40}\b(?:next|due|again)",
    r"(?:tests?|bloods?|urine|thyroid|tsh)\b.{0,12}\bdue",
    r"due date of (?:my|her|his|the)",
    r"is (?:my|her|his|the) (?:\w+ ){0,2}(?:tests?|check|bloods?|urine|thyroid|count)\b.{0,20}"
    r"\b(?:this|next) (?:month|week)",
)
_LATE = any_of(
    "(?:did|have) i (?:not )?miss(?:ed)?",
    "am i (?:still )?(?:overdue|late|behind|on track|up to date|on time|on schedule)",
    r"i'?m (?:overdue|late|behind)\b(?=.*\?)",
)
_WISH = any_of(
    "(?:remind|recall|ask|text|message|nudge|ping) me (?:again|later|(?:on |this |at )?@|next|in @|once more|after)",
    r"(?:\d+|two|three|one|a|full) (?:days?|weeks?) (?:before|b4|ahead|in advance|earlier|beforehand)\b"
    r"(?! (?:the |my |a )?(?:today|now|course|infusion|treatment|round|vaccin|@))",
    "advance notice",
    "(?:remind|ask|text|message|nudge|ping) me about (?:it|that|this|the tests?) (?:later|@|on|in|next|after)",
    r"(?:stop|pause|mute|move|change|turn)(?: \w+){0,3} (?:reminders?|texts?)|reminders? (?:off|on|at|only)",
)
_MEANS_TO = any_of(
    "gon+a|gone (?:do|go|get|have|give|take)|going to|i(?:'ll| will)|tomorrow|later today",
    "not done|not yet|have to go|when i (?:get|have|find) (?:a|the|some|time)",
)
_OVER = any_of("is over|are over|is finished|is done|finished now|done now|is behind|is complete")
_RESULT = any_of("low|high|normal|abnormal|results?|count is|level|positive|negative|out of range|came back|fine|says?")
_UNWELL = any_of(
    r"bruis\w*|bleed\w*|fever|pain\w*|dizzy|sick|rash|swollen|weak|numb|tired since",
    "blood in|bloody|brown|dark",
)
_OF_TESTS = (Told.DONE, Told.BOOKED, Told.MISSED, Told.CANCELLED)


def plain_task(text: str, corrected: str, marker: Marker, *, today: date, day_first: bool) -> Task | None:
    """The task that the words of a message state plainly, or None.

    Args:
        text: what the patient wrote.
        corrected: the same in lower case with its spelling corrected.
        marker: marks the dates.
        today: the patient's civil day when it was written.
        day_first: whether 03/04 is the third of April where the patient lives.
    """
    if any(wording.search(corrected) for wording in (_NEXT_LED, _NEXT_ASKED, _LATE)):
        return "ask_own_dates"
    if _WISH.search(marker.mark(text, today=today, day_first=day_first).text):
        return "change_reminders"
    if _QUESTION_MARK.search(corrected) or _ASKING.search(corrected):
        return None
    if speaks_of_course(corrected) and _tells_course(text, marker, today, day_first=day_first):
        return "tell_course"
    if _RESULT.search(corrected) or _UNWELL.search(corrected):
        return None
    tests = [one for one in read_told_tests(text, marker, today=today, day_first=day_first) if one.tests]
    means_to = any(one.told is Told.NOT_YET for one in tests) and _MEANS_TO.search(corrected)
    return "tell_test" if means_to or any(one.told in _OF_TESTS for one in tests) else None


def _tells_course(text: str, marker: Marker, today: date, *, day_first: bool) -> bool:
    """Whether a date is told together with the course or the day of it."""
    courses = read_told_courses(text, marker, today=today, day_first=day_first)
    ended = _OVER.search(text.casefold()) is not None
    return any(course.number is not None and ended for course in courses) or any(
        course.days and (course.number is not None or any(day.place is not Place.UNSAID for day in course.days))
        for course in courses
    )
