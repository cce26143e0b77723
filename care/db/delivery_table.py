"""Which table keeps what becomes of a text on its way by a phone company?"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from care.db import tables
from care.db.columns import Instant, metadata

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
