"""Reminders, and when each patient is looked at next."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("tests", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outgoing_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_reminders_patient_id_patients"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_reminders_outgoing_id_outgoing"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("patient_id", "due_on", "step", name=op.f("pk_reminders")),
        sa.UniqueConstraint("outgoing_id", name=op.f("uq_reminders_outgoing_id")),
    )
    looks = op.create_table(
        "reminder_looks",
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_reminder_looks_patient_id_patients"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_reminder_looks")),
    )
    op.create_index(op.f("ix_reminder_looks_next_look_at"), "reminder_looks", ["next_look_at"])
    # Whoever is on file already is looked at as soon as there is a worker.
    patients = sa.table("patients", sa.column("id", sa.String(length=36)))
    soon = sa.literal(datetime(1970, 1, 1, tzinfo=UTC), sa.DateTime(timezone=True))
    op.execute(
        looks.insert().from_select(
            ["patient_id", "next_look_at", "fence"], sa.select(patients.c.id, soon, sa.literal(0, sa.Integer()))
        )
    )


def downgrade() -> None:
    op.drop_table("reminder_looks")
    op.drop_table("reminders")
