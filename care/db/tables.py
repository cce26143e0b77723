"""Which tables keep the clinic's records?

Patients' words and numbers are sealed columns, see `care.db.sealing`.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from care.db.columns import Instant, metadata

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
    # While nobody knows whose conversation it is, there is none.
    Column("patient_id", ForeignKey("patients.id"), index=True),
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
    Column("move", String(80), primary_key=True),
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

patients = Table(
    "patients",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("phone", LargeBinary),
    Column("phone_index", String(64), unique=True),
    # The number under which the centre itself knows the patient.
    Column("reference", LargeBinary),
    Column("reference_index", String(64), unique=True),
    Column("language", String(8), nullable=False),
    Column("country", String(2), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("enrolled_on", Date, nullable=False),
    Column("applies", Text, nullable=False),
    Column("agreed_version", String(60)),
    Column("agreed_at", Instant),
    Column("agreed_country", String(2)),
    Column("agreed_time_zone", String(64)),
    Column("invited_at", Instant),
    Column("reminders_on", Boolean, nullable=False),
    Column("remind_at", Time, nullable=False),
    Column("lead_days", Text, nullable=False),
    Column("remind_days", Text),
    Column("snoozed_until", Date),
    Column("tests_off", Text, nullable=False),
    Column("tests_asked_off", Text, nullable=False),
    Column("names_medicine", Boolean, nullable=False),
    Column("left_reason", String(20)),
    Column("version", Integer, nullable=False),
    Column("next_change", Integer, nullable=False),
    Index("ix_patients_status_invited_at", "status", "invited_at"),
)

courses = Table(
    "courses",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("said_by", String(16), nullable=False),
    # The number of the change that wrote it last: a course that was removed and told again never has an old one.
    Column("version", Integer, nullable=False),
    UniqueConstraint("patient_id", "number"),
)

infusions = Table(
    "infusions",
    metadata,
    Column("course_id", ForeignKey("courses.id"), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("day", Integer),
    Column("last", Boolean, nullable=False),
)

recorded_tests = Table(
    "recorded_tests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("test", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("on", Date, nullable=False),
    Column("said_by", String(16), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("patient_id", "test", "on"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("of", String(16), nullable=False),
    Column("key", String(40), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("turn_id", ForeignKey("turns.id")),
    Column("part", Integer, nullable=False),
    Column("move", String(80), nullable=False),
    UniqueConstraint("patient_id", "number"),
    UniqueConstraint("turn_id", "part", "move"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_index", String(64), primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

link_attempts = Table(
    "link_attempts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_link_attempts_conversation_id_at", "conversation_id", "at"),
)

calendar_secrets = Table(
    "calendar_secrets",
    metadata,
    Column("secret_index", String(64), primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
