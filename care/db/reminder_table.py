"""Which tables keep what was done about due dates, and when each patient is looked at next?"""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text

from care.db.columns import Instant, metadata

reminders = Table(
    "reminders",
    metadata,
    # The key is what keeps any step of a due date from coming twice, whoever tries.
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("tests", Text, nullable=False),
    Column("state", String(16), nullable=False),
    # For when it is planned; once it was queued or told, when that was.
    Column("at", Instant, nullable=False),
    Column("outgoing_id", ForeignKey("outgoing.id", ondelete="SET NULL"), unique=True),
)

looks = Table(
    "reminder_looks",
    metadata,
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    # While somebody looks, the end of their lease. None while nothing can fall due without a change.
    Column("next_look_at", Instant, index=True),
    Column("fence", Integer, nullable=False),
)
