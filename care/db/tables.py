"""Which tables keep the clinic's records?

Patients' words and numbers are sealed columns, see `care.db.sealing`.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite keeps no zone, so UTC is put back when a value is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("address_index", String(64), nullable=False),
    Column("linked", Boolean, nullable=False),
    Column("consent", String(16), nullable=False),
    Column("pending", LargeBinary),
    Column("last_topic", String(200)),
    Column("emergency_at", Instant),
    Column("started_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("fence", Integer, nullable=False, default=0),
    Column("next_incoming", Integer, nullable=False, default=1),
    Column("next_number", Integer, nullable=False, default=1),
    UniqueConstraint("channel", "address_index"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("fence", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
)

incoming = Table(
    "incoming",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("provider_id", String(120), nullable=False),
    # In order of arrival: two messages may carry the same instant.
    Column("number", Integer, nullable=False),
    # The turn that is to answer the message, or did.
    Column("turn_id", ForeignKey("turns.id")),
    Column("text", LargeBinary, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("level", String(16)),
    Column("has_media", Boolean, nullable=False),
    UniqueConstraint("channel", "provider_id"),
    UniqueConstraint("conversation_id", "number"),
    Index("ix_incoming_state_received_at", "state", "received_at"),
)

moves = Table(
    "moves",
    metadata,
    Column("turn_id", ForeignKey("turns.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("move", String(60), primary_key=True),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("turn_id", ForeignKey("turns.id")),
    Column("answers_id", ForeignKey("incoming.id")),
    Column("kind", String(16), nullable=False),
    Column("level", String(16)),
    Column("topic", String(200), nullable=False),
    Column("template", String(200), nullable=False),
    Column("slots", LargeBinary, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("language", String(8), nullable=False),
    Column("sources", Text, nullable=False),
    Column("confidence", Float),
    Column("state", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("conversation_id", "number"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("incoming_id", ForeignKey("incoming.id")),
    Column("level", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("flag", String(60)),
    Column("words", LargeBinary, nullable=False),
    Column("possible_adverse_event", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Index("ix_escalations_state_raised_at", "state", "raised_at"),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(120), nullable=False, index=True),
    Column("by", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

# One row; taking it is what puts concurrent writers of the chain in order on PostgreSQL.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("document", String(60), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("section", String(120), nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
