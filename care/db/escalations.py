"""How is the nurses' list kept in a database?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select

from care.db import tables
from care.db.rows import escalation_from
from care.db.transaction import Transaction
from care.escalation import Concern, Escalation, State
from care.message import Level

_LEVEL_ORDER = {level: position for position, level in enumerate(Level)}


class EscalationRecords(Transaction):
    """The escalations of `care.ports.Records`."""

    def escalate(self, conversation: str, concern: Concern, *, incoming: str | None, now: datetime) -> Escalation:
        """See `care.ports.Records`."""
        new = str(uuid4())
        self._connection.execute(
            insert(tables.escalations).values(
                id=new,
                conversation_id=conversation,
                incoming_id=incoming,
                level=concern.level,
                reason=concern.reason,
                flag=concern.flag,
                words=self._sealer.seal(concern.words, f"escalations:{new}:words"),
                possible_adverse_event=concern.possible_adverse_event,
                state=State.OPEN,
                raised_at=now,
            )
        )
        return Escalation(
            id=new,
            conversation=conversation,
            incoming=incoming,
            concern=concern,
            state=State.OPEN,
            raised_at=now,
        )

    def escalations(self, *, only_open: bool) -> Sequence[Escalation]:
        """See `care.ports.Records`."""
        query = select(tables.escalations).order_by(tables.escalations.c.raised_at, tables.escalations.c.id)
        if only_open:
            query = query.where(tables.escalations.c.state != State.RESOLVED)
        found = [escalation_from(row, self._sealer) for row in self._connection.execute(query)]
        return sorted(found, key=lambda escalation: _LEVEL_ORDER[escalation.concern.level])
