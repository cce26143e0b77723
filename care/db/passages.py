"""How are the passages of the centre's own documents kept in a database?"""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, insert, select

from care.db import tables
from care.db.transaction import Transaction
from care.passage import Passage


class PassageRecords(Transaction):
    """The passages of `care.ports.Records`."""

    def keep_passages(self, document: str, passages: Sequence[Passage]) -> None:
        """See `care.ports.Records`."""
        self._connection.execute(delete(tables.passages).where(tables.passages.c.document == document))
        kept = {passage.digest: passage for passage in passages}
        if kept:
            rows = [asdict(passage) for passage in kept.values()]
            self._connection.execute(insert(tables.passages), rows)

    def passage(self, document: str, digest: str) -> Passage | None:
        """See `care.ports.Records`."""
        passages = tables.passages
        row = self._first(select(passages).where(passages.c.document == document, passages.c.digest == digest))
        if row is None:
            return None
        return Passage(
            document=row.document,
            section=row.section,
            position=row.position,
            text=row.text,
            digest=row.digest,
        )
