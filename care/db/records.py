"""How are the clinic's records read and written in a database? One `DatabaseRecords` is one open transaction.

Whatever changes a conversation locks its row first, so that transactions on one conversation follow each
other and none of them waits for a row that the other has. One transaction concerns one conversation.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from care.audit import ChainedEvent, ChainHead, Event
from care.consent import Consent
from care.conversation import Conversation, Mark, Turn
from care.db import tables
from care.db.chain import AuditChain
from care.db.rows import (
    conversation_from,
    escalation_from,
    incoming_from,
    outgoing_from,
    pending_to_json,
    sources_to_json,
)
from care.db.sealing import Sealer
from care.errors import AlreadyKept, NotFound
from care.escalation import Concern, Escalation, State
from care.message import (
    Channel,
    Incoming,
    IncomingState,
    Level,
    NewMessage,
    Outgoing,
    OutgoingState,
    Pending,
    Reply,
)
from care.passage import Passage

_LEVEL_ORDER = {level: position for position, level in enumerate(Level)}


class DatabaseRecords:
    """`care.ports.Records` over one SQLAlchemy connection that is inside a transaction."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer
        self._chain = AuditChain(connection)

    def receipt_of(self, channel: Channel, provider_id: str) -> Incoming | None:
        """See `care.ports.Records`."""
        row = self._first(
            select(tables.incoming).where(
                tables.incoming.c.channel == channel, tables.incoming.c.provider_id == provider_id
            )
        )
        return incoming_from(row, self._sealer) if row else None

    def conversation_with(self, channel: Channel, address: str, *, linked: bool, now: datetime) -> Conversation:
        """See `care.ports.Records`."""
        index = self._sealer.index(channel, address)
        query = (
            select(tables.conversations)
            .where(tables.conversations.c.channel == channel, tables.conversations.c.address_index == index)
            .with_for_update(key_share=True)
        )
        row = self._first(query)
        if row is not None:
            return conversation_from(row, self._sealer)
        new = str(uuid4())
        self._insert_if_new(
            tables.conversations,
            id=new,
            channel=channel,
            address=self._sealer.seal(address, f"conversations:{new}:address"),
            address_index=index,
            linked=linked,
            consent=Consent.GIVEN,
            started_at=now,
            fence=0,
            next_incoming=1,
            next_number=1,
        )
        # Another first message from the same address may have begun it meanwhile.
        return conversation_from(self._connection.execute(query).one(), self._sealer)

    def conversation(self, conversation: str) -> Conversation:
        """See `care.ports.Records`."""
        return conversation_from(self._conversation_row(conversation), self._sealer)

    def address_of(self, conversation: str) -> str:
        """See `care.ports.Records`."""
        row = self._conversation_row(conversation)
        return self._sealer.open(row.address, f"conversations:{conversation}:address")

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

    def set_consent(self, conversation: str, consent: Consent) -> None:
        """See `care.ports.Records`."""
        self._update_conversation(conversation, consent=consent)

    def set_emergency(self, conversation: str, at: datetime) -> None:
        """See `care.ports.Records`."""
        self._update_conversation(conversation, emergency_at=at)

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

    def conversations_waiting(self, *, now: datetime, limit: int) -> Sequence[str]:
        """See `care.ports.Records`."""
        oldest = func.min(tables.incoming.c.received_at)
        return list(
            self._connection.execute(
                select(tables.incoming.c.conversation_id)
                .join(tables.conversations, tables.conversations.c.id == tables.incoming.c.conversation_id)
                .where(
                    tables.incoming.c.state == IncomingState.WAITING,
                    or_(
                        tables.conversations.c.lease_until.is_(None),
                        tables.conversations.c.lease_until < now,
                    ),
                )
                .group_by(tables.incoming.c.conversation_id)
                .order_by(oldest)
                .limit(limit)
            ).scalars()
        )

    def marks(self, channel: Channel, addresses: Collection[str]) -> Mapping[str, Mark]:
        """See `care.ports.Records`."""
        address_of = {self._sealer.index(channel, address): address for address in addresses}
        conversations = tables.conversations
        waits = (
            select(tables.incoming.c.id)
            .where(
                tables.incoming.c.conversation_id == conversations.c.id,
                tables.incoming.c.state == IncomingState.WAITING,
            )
            .exists()
        )
        rows = self._connection.execute(
            select(
                conversations.c.id,
                conversations.c.address_index,
                conversations.c.next_incoming,
                conversations.c.next_number,
                waits.label("waits"),
            ).where(conversations.c.channel == channel, conversations.c.address_index.in_(address_of))
        )
        return {
            address_of[row.address_index]: Mark(
                conversation=row.id,
                incoming=row.next_incoming - 1,
                outgoing=row.next_number - 1,
                working=bool(row.waits),
            )
            for row in rows
        }

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

    def escalations(self, *, only_open: bool) -> Sequence[Escalation]:
        """See `care.ports.Records`."""
        query = select(tables.escalations).order_by(tables.escalations.c.raised_at, tables.escalations.c.id)
        if only_open:
            query = query.where(tables.escalations.c.state != State.RESOLVED)
        found = [escalation_from(row, self._sealer) for row in self._connection.execute(query)]
        return sorted(found, key=lambda escalation: _LEVEL_ORDER[escalation.concern.level])

    def keep_passages(self, document: str, passages: Sequence[Passage]) -> None:
        """See `care.ports.Records`."""
        self._connection.execute(delete(tables.passages).where(tables.passages.c.document == document))
        kept = {passage.digest: passage for passage in passages}
        if kept:
            rows = [asdict(passage) for passage in kept.values()]
            self._connection.execute(insert(tables.passages), rows)

    def passage(self, document: str, digest: str) -> Passage | None:
        """See `care.ports.Records`."""
        passages = tables.passages
        row = self._first(select(passages).where(passages.c.document == document, passages.c.digest == digest))
        if row is None:
            return None
        return Passage(
            document=row.document,
            section=row.section,
            position=row.position,
            text=row.text,
            digest=row.digest,
        )

    def audit(self, event: Event) -> None:
        """See `care.ports.Records`."""
        self._chain.append(event)

    def chain(self) -> Iterable[ChainedEvent]:
        """See `care.ports.Records`."""
        return self._chain.events()

    def chain_head(self) -> ChainHead:
        """See `care.ports.Records`."""
        return self._chain.head()

    def link_audit(self) -> None:
        """Write the audit events of this transaction; `Database.begin` does it before the commit."""
        self._chain.link()

    def _first(self, query: Select[Any]) -> Row[Any] | None:
        return self._connection.execute(query).first()

    def _conversation_row(self, conversation: str) -> Row[Any]:
        row = self._first(select(tables.conversations).where(tables.conversations.c.id == conversation))
        if row is None:
            raise NotFound(f"There is no conversation {conversation}.")
        return row

    def _update_conversation(self, conversation: str, **values: object) -> None:
        self._connection.execute(
            update(tables.conversations).where(tables.conversations.c.id == conversation).values(**values)
        )

    def _sealed_pending(self, conversation: str, pending: Pending | None) -> bytes | None:
        if pending is None:
            return None
        return self._sealer.seal(pending_to_json(pending), f"conversations:{conversation}:pending")

    def _waiting_for(self, turn: str) -> tuple[Incoming, ...]:
        return tuple(
            self._incoming(and_(tables.incoming.c.turn_id == turn, tables.incoming.c.state == IncomingState.WAITING))
        )

    def _incoming(self, condition: ColumnElement[bool], *, skip: int = 0) -> list[Incoming]:
        rows = self._connection.execute(
            select(tables.incoming).where(condition).order_by(tables.incoming.c.number).offset(skip)
        )
        return [incoming_from(row, self._sealer) for row in rows]

    def _lock(self, conversation: str) -> None:
        """Take the conversation's row; on SQLite the transaction holds the whole file already."""
        conversations = tables.conversations
        self._first(
            select(conversations.c.id).where(conversations.c.id == conversation).with_for_update(key_share=True)
        )

    def _insert_if_new(self, table: Table, **values: object) -> bool:
        """Insert a row unless the same is there; waits for a transaction that is inserting it just now."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        inserted = self._connection.execute(
            dialect.insert(table).values(**values).on_conflict_do_nothing(),
            execution_options={"preserve_rowcount": True},
        )
        return inserted.rowcount == 1
