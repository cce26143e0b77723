"""Patients with their courses, tests, preferences and changes; whose a conversation is; codes and calendar links."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("reference_index", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("applies", sa.Text(), nullable=False),
        sa.Column("agreed_version", sa.String(length=60), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_country", sa.String(length=2), nullable=True),
        sa.Column("agreed_time_zone", sa.String(length=64), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders_on", sa.Boolean(), nullable=False),
        sa.Column("remind_at", sa.Time(), nullable=False),
        sa.Column("lead_days", sa.Text(), nullable=False),
        sa.Column("remind_days", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("tests_off", sa.Text(), nullable=False),
        sa.Column("tests_asked_off", sa.Text(), nullable=False),
        sa.Column("names_medicine", sa.Boolean(), nullable=False),
        sa.Column("left_reason", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_patients_phone_index")),
        sa.UniqueConstraint("reference_index", name=op.f("uq_patients_reference_index")),
    )
    op.create_index(op.f("ix_patients_status_invited_at"), "patients", ["status", "invited_at"])

    op.create_table(
        "courses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("said_by", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_courses_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("patient_id", "number", name=op.f("uq_courses_patient_id_number")),
    )
    op.create_table(
        "infusions",
        sa.Column("course_id", sa.String(length=36), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_infusions_course_id_courses")),
        sa.PrimaryKeyConstraint("course_id", "date", name=op.f("pk_infusions")),
    )
    op.create_table(
        "recorded_tests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("test", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(length=16), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_recorded_tests_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_tests")),
        sa.UniqueConstraint("patient_id", "test", "on", name=op.f("uq_recorded_tests_patient_id_test_on")),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("of", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn_id", sa.String(length=36), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_changes_patient_id_patients")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_changes_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("patient_id", "number", name=op.f("uq_changes_patient_id_number")),
        sa.UniqueConstraint("turn_id", "part", "move", name=op.f("uq_changes_turn_id_part_move")),
    )
    op.create_table(
        "link_codes",
        sa.Column("code_index", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_link_codes_patient_id_patients")),
        sa.PrimaryKeyConstraint("code_index", name=op.f("pk_link_codes")),
    )
    op.create_index(op.f("ix_link_codes_patient_id"), "link_codes", ["patient_id"])
    op.create_table(
        "calendar_secrets",
        sa.Column("secret_index", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_calendar_secrets_patient_id_patients")),
        sa.PrimaryKeyConstraint("secret_index", name=op.f("pk_calendar_secrets")),
    )
    op.create_index(op.f("ix_calendar_secrets_patient_id"), "calendar_secrets", ["patient_id"])
    op.create_table(
        "link_attempts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_link_attempts_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_attempts")),
    )
    op.create_index(op.f("ix_link_attempts_conversation_id_at"), "link_attempts", ["conversation_id", "at"])
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("patient_id", sa.String(length=36), nullable=True))
        conversations.create_foreign_key(
            op.f("fk_conversations_patient_id_patients"), "patients", ["patient_id"], ["id"]
        )
        conversations.create_index(op.f("ix_conversations_patient_id"), ["patient_id"])
    with op.batch_alter_table("moves") as moves:
        moves.alter_column("move", type_=sa.String(length=80), existing_nullable=False)


def downgrade() -> None:
    # What is longer than the older column belongs to moves that the older service does not know.
    op.execute("DELETE FROM moves WHERE length(move) > 60")
    with op.batch_alter_table("moves") as moves:
        moves.alter_column("move", type_=sa.String(length=60), existing_nullable=False)
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_index(op.f("ix_conversations_patient_id"))
        conversations.drop_constraint(op.f("fk_conversations_patient_id_patients"), type_="foreignkey")
        conversations.drop_column("patient_id")
    for table in (
        "link_attempts",
        "calendar_secrets",
        "link_codes",
        "changes",
        "recorded_tests",
        "infusions",
        "courses",
        "patients",
    ):
        op.drop_table(table)
