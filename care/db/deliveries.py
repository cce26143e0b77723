"""How are texts on their way by a phone company kept, so that each is given to it by one worker only?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from care.db import tables
from care.db.columns import Instant, metadata
from care.db.rows import incoming_from, outgoing_from
from care.db.transaction import Transaction
from care.delivery import ALLOWED_MOVES, Delivery, DeliveryState, Recent, Step
from care.escalation import Reason, State
from care.message import Channel, Incoming, Kind, Level, Outgoing, OutgoingState

SWEPT = timedelta(days=4)
"""Texts older than this are looked for at a start only: everything younger is found by a short range of the index."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(36), primary_key=True),
    # A patient's texts are erased with all that became of them.
    Column("outgoing_id", ForeignKey("outgoing.id", ondelete="CASCADE"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("level", String(16)),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    # When the text is to be looked at again: to be sent, looked up or given up.
    Column("due_at", Instant),
    # When a nurse has to be told that an urgent text did not arrive.
    Column("alert_at", Instant),
    Column("provider_id", String(64), unique=True),
    Column("error", String(16)),
    UniqueConstraint("outgoing_id", "part"),
    Index("ix_deliveries_state_due_at", "state", "due_at"),
    Index("ix_deliveries_alert_at", "alert_at"),
    Index("ix_deliveries_conversation_id_claimed_at", "conversation_id", "claimed_at"),
)
Index("ix_outgoing_state_created_at", tables.outgoing.c.state, tables.outgoing.c.created_at)


class DeliveryRecords(Transaction):
    """What `care.desk.deliveries` needs of the records."""

    def conversations_to_send(self, *, now: datetime, limit: int, everything: bool = False) -> Sequence[str]:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        waits = select(deliveries.c.conversation_id, deliveries.c.due_at.label("since")).where(
            deliveries.c.state == DeliveryState.QUEUED, deliveries.c.due_at <= now
        )
        outgoing = tables.outgoing
        new = (
            select(outgoing.c.conversation_id, outgoing.c.created_at.label("since"))
            .join(tables.conversations, tables.conversations.c.id == outgoing.c.conversation_id)
            .where(tables.conversations.c.channel == Channel.SMS, *_new())
            .order_by(outgoing.c.created_at)
            .limit(limit)
        )
        if not everything:
            new = new.where(outgoing.c.created_at > now - SWEPT)
        rows = [
            *self._connection.execute(waits.order_by(deliveries.c.due_at).limit(limit)),
            *self._connection.execute(new),
        ]
        return list(dict.fromkeys(row.conversation_id for row in sorted(rows, key=lambda row: row.since)))[:limit]

    def next_queued(self, conversation: str, *, now: datetime) -> Delivery | None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        return self._delivery(
            select(deliveries)
            .where(
                deliveries.c.conversation_id == conversation,
                deliveries.c.state == DeliveryState.QUEUED,
                deliveries.c.due_at <= now,
            )
            # What cannot wait goes first.
            .order_by(deliveries.c.level.is_(None), deliveries.c.created_at, deliveries.c.part)
            .limit(1)
        )

    def next_new(self, conversation: str) -> Outgoing | None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        row = self._first(
            select(tables.outgoing)
            .where(tables.outgoing.c.conversation_id == conversation, *_new())
            .order_by(tables.outgoing.c.number)
            .limit(1)
        )
        return outgoing_from(row, self._sealer) if row else None

    def add_delivery(
        self,
        text: Outgoing,
        part: int,
        characters: str,
        *,
        state: DeliveryState,
        due_at: datetime | None,
        alert_at: datetime | None,
        now: datetime,
    ) -> Delivery:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        new = str(uuid4())
        claimed = state is DeliveryState.SENDING
        self._connection.execute(
            insert(deliveries).values(
                id=new,
                outgoing_id=text.id,
                conversation_id=text.conversation,
                part=part,
                state=state,
                text=self._sealer.seal(characters, f"deliveries:{new}:text"),
                level=text.reply.level or (Level.SAME_DAY if text.reply.kind is Kind.URGENT else None),
                attempts=int(claimed),
                created_at=now,
                claimed_at=now if claimed else None,
                due_at=due_at,
                alert_at=alert_at,
            )
        )
        return self.delivery(new)  # type: ignore[return-value] # it was inserted just now

    def delivery(self, delivery: str) -> Delivery | None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        return self._delivery(select(deliveries).where(deliveries.c.id == delivery))

    def move_delivery(self, delivery: str, step: Step, **values: object) -> bool:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        moved = False
        for state, allowed in ALLOWED_MOVES.items():
            after = allowed.get(step)
            if after is None:
                continue
            changed = self._connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery, deliveries.c.state == state)
                .values(state=after, **values)
            )
            if changed.rowcount == 1:
                moved = True
                break
        return moved

    def note_delivery(self, delivery: str, **values: object) -> None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        self._connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(**values))

    def first_held(self, conversation: str) -> Delivery | None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        return self._delivery(
            select(deliveries)
            .where(deliveries.c.conversation_id == conversation, deliveries.c.state == DeliveryState.HELD)
            .order_by(deliveries.c.created_at.desc(), deliveries.c.part)
            .limit(1)
        )

    def deliveries_due(self, state: DeliveryState, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        rows = self._connection.execute(
            select(deliveries)
            .where(deliveries.c.state == state, deliveries.c.due_at <= now)
            .order_by(deliveries.c.due_at)
            .limit(limit)
        )
        return [self._delivery_from(row) for row in rows]

    def deliveries_to_alert(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        rows = self._connection.execute(
            select(deliveries).where(deliveries.c.alert_at <= now).order_by(deliveries.c.alert_at).limit(limit)
        )
        return [self._delivery_from(row) for row in rows]

    def alert_is_open(self, delivery: str) -> bool:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        row = self._first(select(deliveries.c.alert_at).where(deliveries.c.id == delivery))
        return row is not None and row.alert_at is not None

    def known_provider_ids(self, provider_ids: Sequence[str]) -> frozenset[str]:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        found = self._connection.execute(
            select(deliveries.c.provider_id).where(deliveries.c.provider_id.in_(provider_ids))
        )
        return frozenset(found.scalars())

    def recent_texts(self, conversation: str, *, since: datetime) -> Sequence[Recent]:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        # A text that was not tried yet counts for the time when its turn comes.
        at = func.coalesce(deliveries.c.claimed_at, deliveries.c.due_at).label("at")
        planned = and_(deliveries.c.state == DeliveryState.QUEUED, deliveries.c.claimed_at.is_(None))
        rows = self._connection.execute(
            select(tables.outgoing.c.template, tables.outgoing.c.answers_id, at)
            .join(tables.outgoing, tables.outgoing.c.id == deliveries.c.outgoing_id)
            .where(
                deliveries.c.conversation_id == conversation,
                deliveries.c.part == 1,
                or_(deliveries.c.claimed_at > since, planned),
                at.is_not(None),
            )
        )
        return [Recent(template=row.template, at=row.at, unsolicited=row.answers_id is None) for row in rows]

    def answered_message(self, text: Outgoing) -> Incoming | None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        row = self._first(select(tables.incoming).where(tables.incoming.c.id == text.answers))
        return incoming_from(row, self._sealer) if row else None

    def set_outgoing_state(self, outgoing: str, state: OutgoingState) -> None:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        self._connection.execute(
            update(tables.outgoing)
            .where(tables.outgoing.c.id == outgoing, tables.outgoing.c.state == OutgoingState.QUEUED)
            .values(state=state)
        )

    def has_open_concern(self, conversation: str, reason: Reason) -> bool:
        """See `care.desk.deliveries.RecordsOfDeliveries`."""
        return (
            self._first(
                select(tables.escalations.c.id).where(
                    tables.escalations.c.conversation_id == conversation,
                    tables.escalations.c.reason == reason,
                    tables.escalations.c.state != State.RESOLVED,
                )
            )
            is not None
        )

    def _delivery(self, query: Any) -> Delivery | None:  # noqa: ANN401 - a select of this table
        row = self._first(query)
        return self._delivery_from(row) if row else None

    def _delivery_from(self, row: Row[Any]) -> Delivery:
        return Delivery(
            id=row.id,
            outgoing=row.outgoing_id,
            conversation=row.conversation_id,
            part=row.part,
            state=DeliveryState(row.state),
            text=self._sealer.open(row.text, f"deliveries:{row.id}:text"),
            level=Level(row.level) if row.level else None,
            attempts=row.attempts,
            claimed_at=row.claimed_at,
            provider_id=row.provider_id,
        )


def _new() -> tuple[Any, ...]:
    """The conditions of a text that waits and was never begun."""
    begun = select(deliveries.c.id).where(deliveries.c.outgoing_id == tables.outgoing.c.id)
    return (tables.outgoing.c.state == OutgoingState.QUEUED, ~begun.exists())
