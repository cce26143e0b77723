"""How are the entries about a patient's tests kept in a database, one at most for a test and a date?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, select

from care.course import SaidBy
from care.db import tables
from care.db.transaction import Transaction
from care.errors import ChangedMeanwhile
from care.recorded_test import RecordedState, RecordedTest


class RecordedTestRecords(Transaction):
    """The recorded tests of `care.ports.Records`."""

    def recorded_tests_of(self, patient: str, *, test: str | None = None) -> Sequence[RecordedTest]:
        """See `care.ports.Records`."""
        entries = tables.recorded_tests
        query = select(entries).where(entries.c.patient_id == patient).order_by(entries.c.on, entries.c.test)
        if test is not None:
            query = query.where(entries.c.test == test)
        return [
            RecordedTest(
                id=row.id, test=row.test, state=RecordedState(row.state), on=row.on, said_by=SaidBy(row.said_by)
            )
            for row in self._connection.execute(query)
        ]

    def put_recorded_test(self, patient: str, entry: RecordedTest, *, now: datetime) -> RecordedTest:
        """See `care.ports.Records`."""
        kept = entry if entry.id else replace(entry, id=str(uuid4()))
        if not self._insert_if_new(
            tables.recorded_tests,
            id=kept.id,
            patient_id=patient,
            test=kept.test,
            state=kept.state,
            on=kept.on,
            said_by=kept.said_by,
            recorded_at=now,
        ):
            raise ChangedMeanwhile(f"There is an entry about {kept.test} on {kept.on.isoformat()} already.")
        return kept

    def remove_recorded_test(self, patient: str, entry: str) -> bool:
        """See `care.ports.Records`."""
        entries = tables.recorded_tests
        removed = self._connection.execute(
            delete(entries).where(entries.c.patient_id == patient, entries.c.id == entry)
        )
        return removed.rowcount == 1
