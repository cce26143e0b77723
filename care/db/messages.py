"""How are the messages and texts of a conversation kept in a database, each in its order?"""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, insert, select, update

from care.db import tables
from care.db.rows import incoming_from, outgoing_from, sources_to_json
from care.db.transaction import Transaction
from care.errors import AlreadyKept
from care.message import Channel, Incoming, IncomingState, Level, NewMessage, Outgoing, OutgoingState, Reply


class MessageRecords(Transaction):
    """The incoming messages and outgoing texts of `care.ports.Records`."""

    def receipt_of(self, channel: Channel, provider_id: str) -> Incoming | None:
        """See `care.ports.Records`."""
        row = self._first(
            select(tables.incoming).where(
                tables.incoming.c.channel == channel, tables.incoming.c.provider_id == provider_id
            )
        )
        return incoming_from(row, self._sealer) if row else None

    def keep_incoming(
        self,
        conversation: str,
        message: NewMessage,
        *,
        state: IncomingState,
        level: Level | None,
        now: datetime,
    ) -> Incoming:
        """See `care.ports.Records`."""
        new = str(uuid4())
        self._lock(conversation)
        number = self._conversation_row(conversation).next_incoming
        if not self._insert_if_new(
            tables.incoming,
            id=new,
            conversation_id=conversation,
            channel=message.channel,
            provider_id=message.provider_id,
            number=number,
            text=self._sealer.seal(message.text, f"incoming:{new}:text"),
            written_at=message.written_at,
            received_at=now,
            state=state,
            level=level,
            has_media=message.has_media,
        ):
            raise AlreadyKept(f"A message {message.provider_id} is kept already.")
        self._update_conversation(conversation, next_incoming=number + 1)
        return Incoming(
            id=new,
            conversation=conversation,
            text=message.text,
            written_at=message.written_at,
            received_at=now,
            state=state,
            level=level,
            has_media=message.has_media,
        )

    def queue(
        self, conversation: str, reply: Reply, *, turn: str | None, answers: str | None, now: datetime
    ) -> Outgoing:
        """See `care.ports.Records`."""
        conversations = tables.conversations
        number = self._connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation)
            .values(next_number=conversations.c.next_number + 1)
            .returning(conversations.c.next_number - 1)
        ).scalar_one()
        new = str(uuid4())
        self._connection.execute(
            insert(tables.outgoing).values(
                id=new,
                conversation_id=conversation,
                number=number,
                turn_id=turn,
                answers_id=answers,
                kind=reply.kind,
                level=reply.level,
                topic=reply.topic,
                template=reply.template,
                slots=self._sealer.seal(json.dumps(dict(reply.values)), f"outgoing:{new}:slots"),
                text=self._sealer.seal(reply.text, f"outgoing:{new}:text"),
                language=reply.language,
                sources=sources_to_json(reply.sources),
                confidence=reply.confidence,
                state=OutgoingState.QUEUED,
                created_at=now,
            )
        )
        return Outgoing(
            id=new,
            conversation=conversation,
            number=number,
            turn=turn,
            answers=answers,
            reply=reply,
            state=OutgoingState.QUEUED,
            created_at=now,
        )

    def incoming_in(self, conversation: str, *, after: int = 0) -> Sequence[Incoming]:
        """See `care.ports.Records`."""
        return self._incoming(tables.incoming.c.conversation_id == conversation, skip=after)

    def outgoing_in(self, conversation: str, *, after: int = 0) -> Sequence[Outgoing]:
        """See `care.ports.Records`."""
        rows = self._connection.execute(
            select(tables.outgoing)
            .where(tables.outgoing.c.conversation_id == conversation, tables.outgoing.c.number > after)
            .order_by(tables.outgoing.c.number)
        )
        return [outgoing_from(row, self._sealer) for row in rows]

    def deliver(self, conversation: str, up_to: int) -> int:
        """See `care.ports.Records`."""
        self._lock(conversation)
        delivered = self._connection.execute(
            update(tables.outgoing)
            .where(
                tables.outgoing.c.conversation_id == conversation,
                tables.outgoing.c.number <= up_to,
                tables.outgoing.c.state == OutgoingState.QUEUED,
            )
            .values(state=OutgoingState.DELIVERED)
        )
        return delivered.rowcount

    def _incoming(self, condition: ColumnElement[bool], *, skip: int = 0) -> list[Incoming]:
        rows = self._connection.execute(
            select(tables.incoming).where(condition).order_by(tables.incoming.c.number).offset(skip)
        )
        return [incoming_from(row, self._sealer) for row in rows]
