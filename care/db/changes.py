"""How is it kept what was changed in a patient's record, in the order in which it was?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, insert, select, update

from care.change import Change, ChangeOf
from care.db import tables
from care.db.transaction import Transaction
from care.errors import NotFound


class ChangeRecords(Transaction):
    """The logged changes of `care.ports.Records`."""

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
        patients = tables.patients
        number = self._connection.execute(
            update(patients)
            .where(patients.c.id == patient)
            .values(next_change=patients.c.next_change + 1)
            .returning(patients.c.next_change - 1)
        ).scalar_one()
        kept = Change(
            id=str(uuid4()),
            patient=patient,
            number=number,
            of=of,
            key=key,
            before=before,
            after=after,
            by=by,
            at=now,
            turn=turn,
            part=part,
            move=move,
        )
        self._connection.execute(
            insert(tables.changes).values(
                id=kept.id,
                patient_id=patient,
                number=number,
                of=of,
                key=key,
                before=before,
                after=after,
                by=by,
                at=now,
                turn_id=turn,
                part=part,
                move=move,
            )
        )
        return kept

    def change(self, change: str) -> Change:
        """See `care.ports.Records`."""
        row = self._first(select(tables.changes).where(tables.changes.c.id == change))
        if row is None:
            raise NotFound(f"There is no change {change}.")
        return _change_from(row)

    def change_made(self, turn: str, part: int, move: str) -> Change | None:
        """See `care.ports.Records`."""
        changes = tables.changes
        row = self._first(
            select(changes).where(changes.c.turn_id == turn, changes.c.part == part, changes.c.move == move)
        )
        return None if row is None else _change_from(row)

    def changes_of(self, patient: str) -> Sequence[Change]:
        """See `care.ports.Records`."""
        changes = tables.changes
        query = select(changes).where(changes.c.patient_id == patient).order_by(changes.c.number)
        return [_change_from(row) for row in self._connection.execute(query)]


def _change_from(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        patient=row.patient_id,
        number=row.number,
        of=ChangeOf(row.of),
        key=row.key,
        before=row.before,
        after=row.after,
        by=row.by,
        at=row.at,
        turn=row.turn_id,
        part=row.part,
        move=row.move,
    )
