"""How are conversations and calendars tied to a patient in a database, without keeping a code that opens either?"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, insert, or_, select, update

from care.db import tables
from care.db.patients import PatientRecords
from care.patient import Patient


class LinkRecords(PatientRecords):
    """The links, one-time codes and calendar secrets of `care.ports.Records`."""

    def link_conversation(self, conversation: str, patient: str) -> bool:
        """See `care.ports.Records`."""
        self._lock(conversation)
        if not self._keep_from_erasure(patient):
            return False
        conversations = tables.conversations
        linked = self._connection.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation,
                or_(conversations.c.patient_id.is_(None), conversations.c.patient_id == patient),
            )
            .values(patient_id=patient, linked=True)
        )
        return linked.rowcount == 1

    def keep_link_code(self, patient: str, code: str, *, expires_at: datetime) -> None:
        """See `care.ports.Records`."""
        codes = tables.link_codes
        self._connection.execute(delete(codes).where(codes.c.patient_id == patient))
        self._connection.execute(
            insert(codes).values(
                code_index=self._sealer.index("link code", code), patient_id=patient, expires_at=expires_at
            )
        )

    def use_link_code(self, code: str, *, now: datetime) -> str | None:
        """See `care.ports.Records`."""
        codes = tables.link_codes
        index = self._sealer.index("link code", code)
        row = self._first(select(codes.c.patient_id).where(codes.c.code_index == index))
        if row is None or not self._keep_from_erasure(row.patient_id):
            return None
        return self._connection.execute(
            update(codes)
            .where(codes.c.code_index == index, codes.c.used_at.is_(None), codes.c.expires_at > now)
            .values(used_at=now)
            .returning(codes.c.patient_id)
        ).scalar_one_or_none()

    def count_link_attempts(self, conversation: str, *, since: datetime) -> int:
        """See `care.ports.Records`."""
        attempts = tables.link_attempts
        return self._connection.execute(
            select(func.count())
            .select_from(attempts)
            .where(attempts.c.conversation_id == conversation, attempts.c.at > since)
        ).scalar_one()

    def keep_link_attempt(self, conversation: str, *, now: datetime) -> None:
        """See `care.ports.Records`."""
        self._connection.execute(
            insert(tables.link_attempts).values(id=str(uuid4()), conversation_id=conversation, at=now)
        )

    def keep_calendar_secret(self, patient: str, secret: str, *, now: datetime) -> None:
        """See `care.ports.Records`."""
        self._connection.execute(
            insert(tables.calendar_secrets).values(
                secret_index=self._sealer.index("calendar", secret), patient_id=patient, created_at=now
            )
        )

    def revoke_calendar_secrets(self, patient: str, *, now: datetime) -> int:
        """See `care.ports.Records`."""
        secrets = tables.calendar_secrets
        revoked = self._connection.execute(
            update(secrets)
            .where(secrets.c.patient_id == patient, secrets.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        return revoked.rowcount

    def patient_of_calendar(self, secret: str) -> Patient | None:
        """See `care.ports.Records`."""
        secrets = tables.calendar_secrets
        return self._only(
            select(tables.patients)
            .join(secrets, secrets.c.patient_id == tables.patients.c.id)
            .where(secrets.c.secret_index == self._sealer.index("calendar", secret), secrets.c.revoked_at.is_(None))
        )

    def _keep_from_erasure(self, patient: str) -> bool:
        """Keep a patient from being erased until the commit; False when somebody just did."""
        here = select(tables.patients.c.id).where(tables.patients.c.id == patient)
        return self._first(here.with_for_update(read=True, key_share=True)) is not None
