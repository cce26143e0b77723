"""How does a concern get on the nurses' list?"""

from datetime import datetime

from care.audit import Event
from care.desk.moves import Move
from care.escalation import Concern, Escalation, Reason
from care.message import Level
from care.ports import Records


def raise_concern(
    records: Records, conversation: str, concern: Concern, *, incoming: str | None, by: str, now: datetime
) -> Escalation:
    """Put a concern on the list, with the message that gave rise to it."""
    raised = records.escalate(conversation, concern, incoming=incoming, now=now)
    records.audit(
        Event(
            action="escalation.raised",
            subject=raised.id,
            by=by,
            at=now,
            details={"level": concern.level, "reason": concern.reason, "flag": concern.flag or ""},
        )
    )
    return raised


def tell_nurse(records: Records, move: Move, reason: Reason, words: str, *, by: str, now: datetime) -> None:
    """Raise a routine concern about a move when it is made first and its conversation is known."""
    if move.first and move.conversation is not None:
        concern = Concern(level=Level.ROUTINE, reason=reason, words=words)
        raise_concern(records, move.conversation, concern, incoming=move.incoming, by=by, now=now)
