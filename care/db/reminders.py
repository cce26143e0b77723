"""How is it kept what was done about due dates, and who is looked at next, so that no text is lost or doubled?"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from care.change import Change, ChangeOf
from care.consent import Consent
from care.course import SaidBy
from care.db import tables
from care.db.changes import ChangeRecords
from care.db.conversations import ConversationRecords
from care.db.links import LinkRecords
from care.db.patients import PatientRecords
from care.db.reminder_table import looks, reminders
from care.desk.reminder_records import Look
from care.message import Kind
from care.patient import Patient
from care.recorded_test import RecordedState, RecordedTest
from care.reminder import ALLOWED_MOVES, BEGINNINGS, Kept, Move, State, Step, step_read

SOON = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any real moment: due at once, and before whoever is only due by the calendar."""
TOLD_BEFORE = timedelta(days=365)
"""How long what nurses were told is looked back for: a yearly test may be late for that long."""


# Built once: a look runs each of them, and to build one takes longer than SQLite needs to answer it.
_OUTGOING, _INCOMING, _ENTRIES = tables.outgoing, tables.incoming, tables.recorded_tests
_DUE = select(looks.c.patient_id).where(looks.c.next_look_at <= bindparam("now")).limit(1)
_HELD = (
    select(looks.c.fence)
    .where(looks.c.patient_id == bindparam("patient"), looks.c.fence == bindparam("held"))
    .with_for_update(key_share=True)
)
_END = (
    update(looks)
    .where(looks.c.patient_id == bindparam("patient"), looks.c.fence == bindparam("held"))
    .values(next_look_at=bindparam("next"))
)
_KEPT = (
    select(reminders.c.due_on, reminders.c.step, reminders.c.tests, reminders.c.state, reminders.c.at)
    .where(
        reminders.c.patient_id == bindparam("patient"),
        reminders.c.due_on >= bindparam("told"),
        or_(reminders.c.due_on >= bindparam("due"), reminders.c.state == State.ESCALATED),
    )
    .order_by(reminders.c.due_on)
)
_UNASKED = (
    select(_OUTGOING.c.created_at)
    .where(
        _OUTGOING.c.conversation_id == bindparam("conversation"),
        _OUTGOING.c.answers_id.is_(None),
        _OUTGOING.c.kind != Kind.URGENT,
    )
    .order_by(_OUTGOING.c.number.desc())
    .limit(bindparam("most"))
)
_HEARD = (
    select(_INCOMING.c.received_at)
    .where(_INCOMING.c.conversation_id == bindparam("conversation"))
    .order_by(_INCOMING.c.number.desc())
    .limit(1)
)
_TESTS = (
    select(_ENTRIES.c.test, _ENTRIES.c.state, _ENTRIES.c.on, _ENTRIES.c.said_by)
    .where(
        _ENTRIES.c.patient_id == bindparam("patient"),
        or_(_ENTRIES.c.on >= bindparam("since"), _ENTRIES.c.test.in_(bindparam("always", expanding=True))),
    )
    .order_by(_ENTRIES.c.on)
)


class ReminderRecords(LinkRecords, PatientRecords, ChangeRecords, ConversationRecords):
    """What `care.desk.reminders` needs of the records; whoever is changed becomes due for a look."""

    def keep_patient(self, patient: Patient, *, phone: str | None, reference: str | None) -> None:
        """See `care.ports.Records`."""
        super().keep_patient(patient, phone=phone, reference=reference)
        self._look_soon(patient.id)

    def change_patient(self, patient: Patient) -> Patient:
        """See `care.ports.Records`."""
        changed = super().change_patient(patient)
        self._look_soon(patient.id)
        return changed

    def set_phone(self, patient: str, phone: str | None) -> None:
        """See `care.ports.Records`."""
        super().set_phone(patient, phone)
        self._look_soon(patient)

    def keep_change(
        self,
        patient: str,
        of: ChangeOf,
        key: str,
        *,
        before: str,
        after: str,
        turn: str | None,
        part: int,
        move: str,
        by: str,
        now: datetime,
    ) -> Change:
        """See `care.ports.Records`."""
        kept = super().keep_change(
            patient, of, key, before=before, after=after, turn=turn, part=part, move=move, by=by, now=now
        )
        self._look_soon(patient)
        return kept

    def link_conversation(self, conversation: str, patient: str) -> bool:
        """See `care.ports.Records`."""
        linked = super().link_conversation(conversation, patient)
        if linked:
            self._look_soon(patient)
        return linked

    def set_consent(self, conversation: str, consent: Consent) -> None:
        """See `care.ports.Records`."""
        super().set_consent(conversation, consent)
        patient = self._conversation_row(conversation).patient_id
        if patient is not None:
            self._look_soon(patient)

    def is_look_due(self, *, now: datetime) -> bool:
        """See `care.desk.reminder_records`."""
        return self._connection.execute(_DUE, {"now": now}).first() is not None

    def claim_looks(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Look]:
        """See `care.desk.reminder_records`."""
        due = (
            select(looks.c.patient_id)
            .where(looks.c.next_look_at <= now)
            .order_by(looks.c.next_look_at, looks.c.patient_id)
            .limit(limit)
            # On PostgreSQL two workers pass each other; SQLite has one writer at a time and no such words.
            .with_for_update(skip_locked=True, key_share=True)
            .cte("due")
        )
        claimed = self._connection.execute(
            update(looks)
            .where(looks.c.patient_id.in_(select(due.c.patient_id)), looks.c.next_look_at <= now)
            .values(next_look_at=until, fence=looks.c.fence + 1)
            .returning(looks.c.patient_id, looks.c.fence)
        )
        return [Look(patient=row.patient_id, fence=row.fence) for row in claimed]

    def holds(self, look: Look) -> bool:
        """See `care.desk.reminder_records`."""
        return self._connection.execute(_HELD, {"patient": look.patient, "held": look.fence}).first() is not None

    def end_look(self, look: Look, next_look_at: datetime | None) -> None:
        """See `care.desk.reminder_records`."""
        self._connection.execute(_END, {"patient": look.patient, "held": look.fence, "next": next_look_at})

    def reminders_since(self, patient: str, due: date) -> Sequence[Kept]:
        """See `care.desk.reminder_records`."""
        rows = self._connection.execute(_KEPT, {"patient": patient, "due": due, "told": due - TOLD_BEFORE})
        return [
            Kept(
                due=row.due_on,
                step=step_read(row.step),
                tests=frozenset(row.tests.split()),
                state=State(row.state),
                at=row.at,
            )
            for row in rows
        ]

    def move_reminder(
        self,
        patient: str,
        due: date,
        step: Step,
        move: Move,
        *,
        tests: Collection[str],
        at: datetime,
        outgoing: str | None = None,
    ) -> bool:
        """See `care.desk.reminder_records`."""
        values = {"tests": " ".join(tests), "at": at, "outgoing_id": outgoing}
        key = {"patient_id": patient, "due_on": due, "step": str(step)}
        before = [state for state, allowed in ALLOWED_MOVES.items() if move in allowed]
        if move in BEGINNINGS:
            dialect = self._connection.dialect.name
            statement = _moving(dialect, tuple(before))
            moved = self._connection.execute(
                statement, {**key, **values, "state": BEGINNINGS[move]}, execution_options={"preserve_rowcount": True}
            )
        else:
            moved = self._connection.execute(
                update(reminders)
                .where(*(reminders.c[name] == value for name, value in key.items()), reminders.c.state.in_(before))
                .values(state=ALLOWED_MOVES[before[0]][move], **values)
            )
        return moved.rowcount == 1

    def unasked_texts(self, conversation: str, *, limit: int) -> Sequence[datetime]:
        """See `care.desk.reminder_records`."""
        return list(self._connection.execute(_UNASKED, {"conversation": conversation, "most": limit}).scalars())

    def was_written_to(self, conversation: str) -> bool:
        """See `care.desk.reminder_records`."""
        return bool(self._conversation_row(conversation).next_number > 1)

    def last_heard(self, conversation: str) -> datetime | None:
        """See `care.desk.reminder_records`."""
        row = self._connection.execute(_HEARD, {"conversation": conversation}).first()
        return None if row is None else row.received_at

    def tests_since(self, patient: str, on: date, *, always: Collection[str]) -> Sequence[RecordedTest]:
        """See `care.desk.reminder_records`."""
        rows = self._connection.execute(_TESTS, {"patient": patient, "since": on, "always": list(always)})
        return [
            RecordedTest(test=row.test, state=RecordedState(row.state), on=row.on, said_by=SaidBy(row.said_by))
            for row in rows
        ]

    def _look_soon(self, patient: str) -> None:
        """Make a patient due for a look at once; a look that is under way does not end it, being an older one."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(looks).values(patient_id=patient, next_look_at=SOON, fence=0)
        self._connection.execute(
            insert.on_conflict_do_update(index_elements=[looks.c.patient_id], set_={"next_look_at": SOON})
        )


@cache
def _moving(dialect: str, before: tuple[State, ...]) -> Any:  # noqa: ANN401 - an insert of either dialect
    """Lets a reminder begin, or moves it from one of these states; nothing happens when it stands anywhere else."""
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(reminders)
    if not before:
        return statement.on_conflict_do_nothing()
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[reminders.c.patient_id, reminders.c.due_on, reminders.c.step],
        set_={"tests": new.tests, "at": new.at, "outgoing_id": new.outgoing_id, "state": new.state},
        where=reminders.c.state.in_(before),
    )
