"""What was changed in a patient's record, from what to what, so that it can be undone and read back later?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeOf(StrEnum):
    """What a change is about."""

    COURSE = "course"
    TEST = "test"
    PREFERENCES = "preferences"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one patient's record. `before` and `after` are written by `care.written`, empty for nothing.

    Attributes:
        id: opaque; what undoes the change names it.
        patient: whose record.
        number: 1 for the first change of this patient's record, without gaps.
        of: a course, entries about a test, or the preferences.
        key: the course's number or the test's id; empty for preferences.
        before: what was on file.
        after: what is on file since.
        by: who did it.
        at: when, aware.
        turn: the turn it was made in, or None when a nurse made it.
        part: which part of the turn's message.
        move: what the turn did; with turn and part it happens once.
    """

    id: str
    patient: str
    number: int
    of: ChangeOf
    key: str
    before: str
    after: str
    by: str
    at: datetime
    turn: str | None = None
    part: int = 0
    move: str = ""
