"""How are patients kept in a database, and found again by a number that is not readable in it?"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.exc import IntegrityError

from care.db import tables
from care.db.transaction import Transaction
from care.errors import AlreadyEnrolled, ChangedMeanwhile, NotFound
from care.message import Channel
from care.patient import Agreement, LeaveReason, Patient, PatientStatus, Preferences

_TAKEN = "This phone number or centre's number belongs to another patient."


class PatientRecords(Transaction):
    """The patients of `care.ports.Records`."""

    def patient(self, patient: str) -> Patient:
        """See `care.ports.Records`."""
        return _patient_from(self._patient_row(patient))

    def hold_patient(self, patient: str) -> Patient:
        """See `care.ports.Records`."""
        query = select(tables.patients).where(tables.patients.c.id == patient)
        row = self._first(query.with_for_update(key_share=True))
        if row is None:
            raise NotFound(f"There is no patient {patient}.")
        return _patient_from(row)

    def patient_with_phone(self, phone: str) -> Patient | None:
        """See `care.ports.Records`."""
        return self._only(select(tables.patients).where(tables.patients.c.phone_index == self._phone_index(phone)))

    def patient_with_reference(self, reference: str) -> Patient | None:
        """See `care.ports.Records`."""
        index = self._sealer.index("reference", reference)
        return self._only(select(tables.patients).where(tables.patients.c.reference_index == index))

    def patient_of(self, conversation: str) -> Patient | None:
        """See `care.ports.Records`."""
        return self._only(
            select(tables.patients)
            .join(tables.conversations, tables.conversations.c.patient_id == tables.patients.c.id)
            .where(tables.conversations.c.id == conversation)
        )

    def patients(
        self, *, status: PatientStatus | None = None, after: str | None = None, limit: int = 100
    ) -> Sequence[Patient]:
        """See `care.ports.Records`."""
        query = select(tables.patients).order_by(tables.patients.c.id).limit(limit)
        if status is not None:
            query = query.where(tables.patients.c.status == status)
        if after is not None:
            query = query.where(tables.patients.c.id > after)
        return [_patient_from(row) for row in self._connection.execute(query)]

    def invited_before(self, instant: datetime) -> Sequence[Patient]:
        """See `care.ports.Records`."""
        patients = tables.patients
        query = (
            select(patients)
            .where(patients.c.status == PatientStatus.INVITED, patients.c.invited_at <= instant)
            .order_by(patients.c.invited_at, patients.c.id)
        )
        return [_patient_from(row) for row in self._connection.execute(query)]

    def keep_patient(self, patient: Patient, *, phone: str | None, reference: str | None) -> None:
        """See `care.ports.Records`."""
        values = {
            **_columns(patient),
            "version": patient.version,
            "next_change": 1,
            **self._phone_columns(patient.id, phone),
        }
        if reference is not None:
            values["reference"] = self._sealer.seal(reference, f"patients:{patient.id}:reference")
            values["reference_index"] = self._sealer.index("reference", reference)
        if not self._insert_if_new(tables.patients, id=patient.id, enrolled_on=patient.enrolled_on, **values):
            raise AlreadyEnrolled(_TAKEN)

    def change_patient(self, patient: Patient) -> Patient:
        """See `care.ports.Records`."""
        patients = tables.patients
        version = self._connection.execute(
            update(patients)
            .where(patients.c.id == patient.id, patients.c.version == patient.version)
            .values(**_columns(patient), version=patients.c.version + 1)
            .returning(patients.c.version)
        ).scalar_one_or_none()
        if version is None:
            on_file = self.patient(patient.id).version
            raise ChangedMeanwhile(f"The patient was read as version {patient.version} and is now version {on_file}.")
        return self.patient(patient.id)

    def phone_of(self, patient: str) -> str | None:
        """See `care.ports.Records`."""
        sealed = self._patient_row(patient).phone
        return None if sealed is None else self._sealer.open(sealed, f"patients:{patient}:phone")

    def reference_of(self, patient: str) -> str | None:
        """See `care.ports.Records`."""
        sealed = self._patient_row(patient).reference
        return None if sealed is None else self._sealer.open(sealed, f"patients:{patient}:reference")

    def set_phone(self, patient: str, phone: str | None) -> None:
        """See `care.ports.Records`."""
        change = update(tables.patients).where(tables.patients.c.id == patient)
        try:
            # The refusal of a double number must not end the whole transaction.
            with self._connection.begin_nested():
                self._connection.execute(change.values(**self._phone_columns(patient, phone)))
        except IntegrityError as taken:
            raise AlreadyEnrolled(_TAKEN) from taken

    def _patient_row(self, patient: str) -> Row[Any]:
        row = self._first(select(tables.patients).where(tables.patients.c.id == patient))
        if row is None:
            raise NotFound(f"There is no patient {patient}.")
        return row

    def _only(self, query: Select[Any]) -> Patient | None:
        row = self._first(query)
        return None if row is None else _patient_from(row)

    def _phone_index(self, phone: str) -> str:
        return self._sealer.index(Channel.SMS, phone)

    def _phone_columns(self, patient: str, phone: str | None) -> dict[str, object]:
        if phone is None:
            return {"phone": None, "phone_index": None}
        return {
            "phone": self._sealer.seal(phone, f"patients:{patient}:phone"),
            "phone_index": self._phone_index(phone),
        }


def _columns(patient: Patient) -> dict[str, object]:
    """The columns that a change of a patient writes."""
    agreement, preferences = patient.agreement, patient.preferences
    return {
        "status": patient.status,
        "language": patient.language,
        "country": patient.country,
        "time_zone": patient.time_zone,
        "applies": _listed(patient.applies),
        "agreed_version": agreement.version if agreement else None,
        "agreed_at": agreement.at if agreement else None,
        "agreed_country": agreement.country if agreement else None,
        "agreed_time_zone": agreement.time_zone if agreement else None,
        "invited_at": patient.invited_at,
        "left_reason": patient.left_reason,
        "reminders_on": preferences.on,
        "remind_at": preferences.time,
        "lead_days": json.dumps(preferences.lead_days),
        "remind_days": None if preferences.days is None else json.dumps(preferences.days),
        "snoozed_until": preferences.snoozed_until,
        "tests_off": _listed(preferences.off),
        "tests_asked_off": _listed(preferences.asked_off),
        "names_medicine": preferences.names_medicine,
    }


def _listed(ids: Collection[str]) -> str:
    return json.dumps(sorted(ids))


def _patient_from(row: Row[Any]) -> Patient:
    agreement = None
    if row.agreed_version is not None:
        agreement = Agreement(
            version=row.agreed_version,
            at=row.agreed_at,
            country=row.agreed_country,
            time_zone=row.agreed_time_zone,
        )
    return Patient(
        id=row.id,
        status=PatientStatus(row.status),
        language=row.language,
        country=row.country,
        time_zone=row.time_zone,
        enrolled_on=row.enrolled_on,
        applies=frozenset(json.loads(row.applies)),
        agreement=agreement,
        preferences=Preferences(
            on=row.reminders_on,
            time=row.remind_at,
            lead_days=tuple(json.loads(row.lead_days)),
            days=None if row.remind_days is None else tuple(json.loads(row.remind_days)),
            snoozed_until=row.snoozed_until,
            off=frozenset(json.loads(row.tests_off)),
            asked_off=frozenset(json.loads(row.tests_asked_off)),
            names_medicine=row.names_medicine,
        ),
        invited_at=row.invited_at,
        left_reason=LeaveReason(row.left_reason) if row.left_reason else None,
        version=row.version,
    )
