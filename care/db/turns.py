"""How is a turn claimed, kept alive and closed in a database, so that only one worker answers a conversation?"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import and_, insert, or_, select, update

from care.conversation import Turn
from care.db import tables
from care.db.conversations import ConversationRecords
from care.db.messages import MessageRecords
from care.db.rows import pending_to_json
from care.message import Incoming, IncomingState, Pending


class TurnRecords(ConversationRecords, MessageRecords):
    """The turns of `care.ports.Records`: each holds a conversation and the messages that waited in it."""

    def claim(self, conversation: str, *, now: datetime, until: datetime) -> Turn | None:
        """See `care.ports.Records`."""
        self._lock(conversation)
        conversations = tables.conversations
        fence = self._connection.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation,
                or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < now),
                select(tables.incoming.c.id)
                .where(
                    tables.incoming.c.conversation_id == conversation,
                    tables.incoming.c.state == IncomingState.WAITING,
                )
                .exists(),
            )
            .values(lease_until=until, fence=conversations.c.fence + 1)
            .returning(conversations.c.fence)
        ).scalar_one_or_none()
        if fence is None:
            return None
        new = str(uuid4())
        self._connection.execute(
            insert(tables.turns).values(id=new, conversation_id=conversation, fence=fence, opened_at=now)
        )
        self._connection.execute(
            update(tables.incoming)
            .where(
                tables.incoming.c.conversation_id == conversation,
                tables.incoming.c.state == IncomingState.WAITING,
            )
            .values(turn_id=new)
        )
        return Turn(
            id=new,
            conversation=self.conversation(conversation),
            fence=fence,
            waiting=self._waiting_for(new),
            opened_at=now,
        )

    def living_turn(self, turn: str) -> Turn | None:
        """See `care.ports.Records`."""
        found = self._first(select(tables.turns.c.conversation_id).where(tables.turns.c.id == turn))
        if found is None:
            return None
        self._lock(found.conversation_id)
        row = self._first(
            select(tables.turns)
            .join(tables.conversations, tables.conversations.c.id == tables.turns.c.conversation_id)
            .where(
                tables.turns.c.id == turn,
                tables.turns.c.closed_at.is_(None),
                tables.turns.c.fence == tables.conversations.c.fence,
            )
        )
        if row is None:
            return None
        return Turn(
            id=row.id,
            conversation=self.conversation(row.conversation_id),
            fence=row.fence,
            waiting=self._waiting_for(row.id),
            opened_at=row.opened_at,
        )

    def move_once(self, turn: str, part: int, move: str) -> bool:
        """See `care.ports.Records`."""
        return self._insert_if_new(tables.moves, turn_id=turn, part=part, move=move)

    def close(self, turn: Turn, *, pending: Pending | None, last_topic: str | None, now: datetime) -> bool:
        """See `care.ports.Records`."""
        conversation = turn.conversation.id
        self._lock(conversation)
        fence = select(tables.conversations.c.fence).where(tables.conversations.c.id == conversation)
        closed = self._connection.execute(
            update(tables.turns)
            .where(
                tables.turns.c.id == turn.id,
                tables.turns.c.closed_at.is_(None),
                tables.turns.c.fence == fence.scalar_subquery(),
            )
            .values(closed_at=now)
        )
        if closed.rowcount != 1:
            return False
        self._update_conversation(
            conversation,
            lease_until=None,
            pending=self._sealed_pending(conversation, pending),
            last_topic=last_topic,
        )
        self._connection.execute(
            update(tables.incoming)
            .where(tables.incoming.c.turn_id == turn.id, tables.incoming.c.state == IncomingState.WAITING)
            .values(state=IncomingState.ANSWERED)
        )
        return True

    def leave_open(self, conversation: str, pending: Pending) -> None:
        """See `care.ports.Records`."""
        self._lock(conversation)
        self._update_conversation(conversation, pending=self._sealed_pending(conversation, pending))

    def _sealed_pending(self, conversation: str, pending: Pending | None) -> bytes | None:
        if pending is None:
            return None
        return self._sealer.seal(pending_to_json(pending), f"conversations:{conversation}:pending")

    def _waiting_for(self, turn: str) -> tuple[Incoming, ...]:
        return tuple(
            self._incoming(and_(tables.incoming.c.turn_id == turn, tables.incoming.c.state == IncomingState.WAITING))
        )
