"""How is a change of a patient's record taken back, so that all is again exactly as it was?"""

from datetime import datetime

from care.change import Change, ChangeOf
from care.desk.courses import restore_course
from care.desk.moves import for_patient
from care.desk.preferences import restore_preferences
from care.desk.tests import restore_tests
from care.errors import MoveNotAllowed
from care.ports import Records


def undo(
    records: Records, patient: str, change: str, *, turn: str | None = None, part: int = 0, by: str, now: datetime
) -> Change:
    """Put back what was on file before a change of a course, a test or the preferences.

    An escalation that the change raised stays with the nurses.

    Args:
        records: the open records.
        patient: whose record it is.
        change: its id, as the use-case that made it returned it.
        turn: the turn on whose behalf it is undone; it undoes only what a turn did.
        part: which part of the turn's message.
        by: who does it.
        now: when.

    Returns:
        The change that undid it, which can be undone in turn; for a repeat the first one.

    Raises:
        ChangedMeanwhile: when the record is no longer as the change had left it; nothing is overwritten.
        MoveNotAllowed: when it is another patient's, or a turn is to undo what a nurse did.
        TurnClosed: when the turn was answered or taken over meanwhile.
        NotFound: when there is no such change.
    """
    move = for_patient(records, patient, turn, part, f"undo.{change}")
    records.hold_patient(patient)
    made = records.change(change)
    if made.patient != patient or (turn is not None and made.turn is None):
        raise MoveNotAllowed("A change is undone for its own patient, and a nurse's by a nurse.")
    if not move.first and move.turn is not None:
        first = records.change_made(move.turn, move.part, move.name)
        if first is not None:
            return first
    match made.of:
        case ChangeOf.COURSE:
            return restore_course(records, made, move=move, by=by, now=now)
        case ChangeOf.TEST:
            return restore_tests(records, made, move=move, by=by, now=now)
        case ChangeOf.PREFERENCES:
            return restore_preferences(records, made, move=move, by=by, now=now)
