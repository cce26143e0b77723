"""How is a change of a patient's record logged, audited and found again when its move is repeated?"""

from datetime import datetime

from care.audit import Event
from care.change import Change, ChangeOf
from care.desk.moves import Move
from care.ports import Records


def log(
    records: Records,
    patient: str,
    of: ChangeOf,
    key: str,
    *,
    action: str,
    before: str,
    after: str,
    move: Move,
    by: str,
    now: datetime,
) -> Change:
    """Log a change and its audit event, with the old and the new value; the caller makes it, and holds the patient."""
    change = records.keep_change(
        patient,
        of,
        key,
        before=before,
        after=after,
        turn=move.turn,
        part=move.part,
        move=move.name,
        by=by,
        now=now,
    )
    details = {"of": of.value, "key": key, "change": change.id, "before": before, "after": after}
    records.audit(Event(action=action, subject=patient, by=by, at=now, details=details))
    return change


def made_before(records: Records, move: Move) -> Change | None:
    """The change that this move made when it was made first; None when it made none, or is the first itself."""
    if move.first or move.turn is None:
        return None
    return records.change_made(move.turn, move.part, move.name)
