"""Which course on file is a patient speaking of, and is one of its days being corrected?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from actions.course_draft import Draft
from actions.record import OwnRecord
from care.course import Course
from care.message import Pending
from language.course_words import Place
from language.wordings import any_of

SAME_COURSE = timedelta(days=60)
"""How far a date may lie from a course on file to belong to it when no number was said."""
_CORRECTION = any_of(
    "no|not|wrong|mistake|typo|oops|sorry|actually|instead|rather",
    r"meant?|correct\w*|i said|should be|change",
)


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What was noted of a course in the last turn, and is now told otherwise.

    Attributes:
        number: which course.
        place: which day of it a date without a place is.
    """

    number: int
    place: Place


def corrected_in(text: str, pending: Pending | None) -> Corrected | None:
    """What a text corrects of the course that was just noted, or None.

    Args:
        text: in lower case, its spelling corrected.
        pending: the question that is open.
    """
    if pending is None or pending.question != "undo" or pending.known.get("of") != "course":
        return None
    if not _CORRECTION.search(text):
        return None
    last = pending.known.get("places") == Place.LAST.value
    return Corrected(number=int(pending.known["number"]), place=Place.LAST if last else Place.FIRST)


def numbered(draft: Draft, record: OwnRecord, corrected: Corrected | None) -> Draft:
    """The draft with the number of its course, taken from what is on file where it was not said.

    Args:
        draft: what was told.
        record: what is on file.
        corrected: what the same message corrects, or None.
    """
    if draft.number is not None:
        return draft
    if corrected is not None:
        return replace(draft, number=corrected.number)
    if not record.courses:
        return replace(draft, number=1)
    told = next(iter((*draft.told_days, *draft.options)), None)
    newest = max(record.courses, key=lambda course: course.number)
    if told is None:
        return replace(draft, number=newest.number)
    for course in record.courses:
        if any(abs(infusion.date - told) <= SAME_COURSE for infusion in course.infusions):
            return replace(draft, number=course.number)
    later = newest.latest_known is not None and told > newest.latest_known
    return replace(draft, number=newest.number + 1 if later else newest.number)


def without_corrected(course: Course, draft: Draft) -> Course:
    """A course without the days that the draft tells anew; the others stand until the patient says otherwise."""
    replaced = {course.first_infusion if draft.first else None, course.last_infusion if draft.last else None}
    kept = tuple(infusion for infusion in course.infusions if infusion.date not in replaced)
    return replace(course, infusions=kept)


def single_day(known: Mapping[str, str]) -> bool:
    """Whether what was noted in the last turn is one day of one course."""
    return known.get("of") == "course" and bool(known.get("date"))
