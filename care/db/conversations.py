"""How are conversations begun, found and changed in a database?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, or_, select

from care.consent import Consent
from care.conversation import Conversation, Mark
from care.db import tables
from care.db.rows import conversation_from
from care.db.transaction import Transaction
from care.message import Channel, IncomingState


class ConversationRecords(Transaction):
    """The conversations of `care.ports.Records`."""

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

    def hold_conversation(self, conversation: str) -> Conversation:
        """See `care.ports.Records`."""
        self._lock(conversation)
        return self.conversation(conversation)

    def conversations_of(self, patient: str) -> Sequence[Conversation]:
        """See `care.ports.Records`."""
        rows = self._connection.execute(
            select(tables.conversations)
            .where(tables.conversations.c.patient_id == patient)
            .order_by(tables.conversations.c.started_at, tables.conversations.c.id)
        )
        return [conversation_from(row, self._sealer) for row in rows]

    def set_consent(self, conversation: str, consent: Consent) -> None:
        """See `care.ports.Records`."""
        self._update_conversation(conversation, consent=consent)

    def retire_address(self, conversation: str) -> None:
        """See `care.ports.Records`."""
        self._update_conversation(
            conversation,
            address=self._sealer.seal("", f"conversations:{conversation}:address"),
            address_index=self._sealer.index("retired", conversation),
        )

    def set_emergency(self, conversation: str, at: datetime) -> None:
        """See `care.ports.Records`."""
        self._update_conversation(conversation, emergency_at=at)

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
