"""How are texts on their way by a phone company kept, so that each is given to it by one worker only?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Row,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from care.db import tables
from care.db.delivery_table import deliveries
from care.db.rows import outgoing_from
from care.db.transaction import Transaction
from care.delivery import ALLOWED_MOVES, Delivery, DeliveryState, Recent, Step
from care.escalation import Reason, State
from care.message import Channel, Kind, Level, Outgoing, OutgoingState

SWEPT = timedelta(days=4)
"""Texts older than this are looked for at a start only: everything younger is found by a short range of the index."""


class DeliveryRecords(Transaction):
    """The deliveries of `care.desk.delivery_records`."""

    def conversations_to_send(self, *, now: datetime, limit: int, everything: bool = False) -> Sequence[str]:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        waits = (
            select(
                deliveries.c.conversation_id,
                deliveries.c.level.is_(None).label("can_wait"),
                deliveries.c.due_at.label("since"),
            )
            .where(deliveries.c.state == DeliveryState.QUEUED, deliveries.c.due_at <= now)
            .order_by("can_wait", "since")
            .limit(limit)
        )
        outgoing = tables.outgoing
        new = (
            select(
                outgoing.c.conversation_id,
                (outgoing.c.kind != Kind.URGENT).label("can_wait"),
                outgoing.c.created_at.label("since"),
            )
            .join(tables.conversations, tables.conversations.c.id == outgoing.c.conversation_id)
            .where(tables.conversations.c.channel == Channel.SMS, *_new())
            .order_by("can_wait", "since")
            .limit(limit)
        )
        if not everything:
            new = new.where(outgoing.c.created_at > now - SWEPT)
        rows = [*self._connection.execute(waits), *self._connection.execute(new)]
        rows.sort(key=lambda row: (row.can_wait, row.since))
        return list(dict.fromkeys(row.conversation_id for row in rows))[:limit]

    def next_queued(self, conversation: str, *, now: datetime) -> Delivery | None:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
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
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
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
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
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
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        return self._delivery(select(deliveries).where(deliveries.c.id == delivery))

    def move_delivery(self, delivery: str, step: Step, **values: object) -> bool:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
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
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        self._connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(**values))

    def first_held(self, conversation: str, *, since: datetime) -> Delivery | None:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        return self._delivery(
            select(deliveries)
            .where(
                deliveries.c.conversation_id == conversation,
                deliveries.c.state == DeliveryState.HELD,
                deliveries.c.created_at > since,
            )
            .order_by(deliveries.c.created_at.desc(), deliveries.c.part)
            .limit(1)
        )

    def deliveries_due(self, state: DeliveryState, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        rows = self._connection.execute(
            select(deliveries)
            .where(deliveries.c.state == state, deliveries.c.due_at <= now)
            .order_by(deliveries.c.due_at)
            .limit(limit)
        )
        return [self._delivery_from(row) for row in rows]

    def deliveries_to_alert(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        rows = self._connection.execute(
            select(deliveries).where(deliveries.c.alert_at <= now).order_by(deliveries.c.alert_at).limit(limit)
        )
        return [self._delivery_from(row) for row in rows]

    def alert_is_open(self, delivery: str) -> bool:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        row = self._first(select(deliveries.c.alert_at).where(deliveries.c.id == delivery))
        return row is not None and row.alert_at is not None

    def known_provider_ids(self, provider_ids: Sequence[str]) -> frozenset[str]:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        found = self._connection.execute(
            select(deliveries.c.provider_id).where(deliveries.c.provider_id.in_(provider_ids))
        )
        return frozenset(found.scalars())

    def recent_texts(self, conversation: str, *, since: datetime) -> Sequence[Recent]:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
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

    def received_by(self, incoming: str) -> str | None:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        events = tables.audit_events
        row = self._first(
            select(events.c.by).where(events.c.subject == incoming, events.c.action == "message.received")
        )
        return str(row.by) if row else None

    def set_outgoing_state(self, outgoing: str, state: OutgoingState) -> None:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
        self._connection.execute(
            update(tables.outgoing)
            .where(tables.outgoing.c.id == outgoing, tables.outgoing.c.state == OutgoingState.QUEUED)
            .values(state=state)
        )

    def has_open_concern(self, conversation: str, reason: Reason) -> bool:
        """See `care.desk.delivery_records.RecordsOfDeliveries`."""
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
