"""What is held of one patient altogether, to be read out or to be erased?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, delete, func, or_, select

from care.audit import Event
from care.db import tables
from care.db.rows import escalation_from, event_from
from care.db.transaction import Transaction
from care.errors import ChangedMeanwhile, NotFound
from care.escalation import Escalation, State
from care.patient import Erased

IN_CONVERSATIONS = (
    tables.link_attempts,
    tables.outgoing,
    tables.escalations,
    tables.incoming,
    tables.turns,
)
"""What belongs to a conversation, so that nothing is removed before what refers to it."""

OF_PATIENT = (tables.changes, tables.recorded_tests, tables.courses, tables.link_codes, tables.calendar_secrets)
"""What belongs to a patient; what hangs on one of these rows goes with it or before it."""


class HoldingsRecords(Transaction):
    """The whole of a patient for `care.ports.Records`."""

    def escalations_of(self, patient: str) -> Sequence[Escalation]:
        """See `care.ports.Records`."""
        escalations = tables.escalations
        rows = self._connection.execute(
            select(escalations)
            .where(escalations.c.conversation_id.in_(_conversations(patient)))
            .order_by(escalations.c.raised_at, escalations.c.id)
        )
        return [escalation_from(row, self._sealer) for row in rows]

    def events_about(self, patient: str) -> Sequence[Event]:
        """See `care.ports.Records`."""
        events = tables.audit_events
        inside = (tables.incoming, tables.outgoing, tables.turns, tables.escalations)
        rows = self._connection.execute(
            select(events)
            .where(
                or_(
                    events.c.subject == patient,
                    events.c.subject.in_(_conversations(patient)),
                    *(events.c.subject.in_(_in_conversations(table, patient)) for table in inside),
                )
            )
            .order_by(events.c.number)
        )
        return [event_from(row).event for row in rows]

    def erase_patient(self, patient: str) -> Erased:
        """See `care.ports.Records`."""
        conversations = self._hold_all(patient)
        escalations = tables.escalations
        unresolved = (escalations.c.conversation_id.in_(conversations), escalations.c.state != State.RESOLVED)
        open_escalations = self._connection.execute(
            select(func.count()).select_from(escalations).where(*unresolved)
        ).scalar_one()
        courses = select(tables.courses.c.id).where(tables.courses.c.patient_id == patient)
        self._connection.execute(delete(tables.infusions).where(tables.infusions.c.course_id.in_(courses)))
        for table in OF_PATIENT:
            self._connection.execute(delete(table).where(table.c.patient_id == patient))
        turns = select(tables.turns.c.id).where(tables.turns.c.conversation_id.in_(conversations))
        self._connection.execute(delete(tables.moves).where(tables.moves.c.turn_id.in_(turns)))
        removed = {
            table.name: self._connection.execute(
                delete(table).where(table.c.conversation_id.in_(conversations))
            ).rowcount
            for table in IN_CONVERSATIONS
        }
        self._connection.execute(delete(tables.conversations).where(tables.conversations.c.id.in_(conversations)))
        self._connection.execute(delete(tables.patients).where(tables.patients.c.id == patient))
        return Erased(
            conversations=len(conversations),
            messages=removed["incoming"] + removed["outgoing"],
            open_escalations=open_escalations,
        )

    def _hold_all(self, patient: str) -> list[str]:
        """Take every conversation of a patient and then the patient, so that nothing is added any more."""
        conversations = tables.conversations
        own = select(conversations.c.id).where(conversations.c.patient_id == patient).order_by(conversations.c.id)
        held = list(self._connection.execute(own.with_for_update(key_share=True)).scalars())
        here = select(tables.patients.c.id).where(tables.patients.c.id == patient)
        if self._first(here.with_for_update()) is None:
            raise NotFound(f"There is no patient {patient}.")
        if list(self._connection.execute(own).scalars()) != held:
            raise ChangedMeanwhile("Another conversation became this patient's meanwhile; nothing was erased.")
        return held


def _conversations(patient: str) -> Select[tuple[str]]:
    return select(tables.conversations.c.id).where(tables.conversations.c.patient_id == patient)


def _in_conversations(table: Table, patient: str) -> Select[Any]:
    return select(table.c.id).where(table.c.conversation_id.in_(_conversations(patient)))
