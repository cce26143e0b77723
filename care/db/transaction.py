"""What does every room of the records do in its open transaction: find a row, insert it once, lock a conversation?

Whatever changes a conversation locks its row first, so that transactions on one conversation follow each
other and none of them waits for a row that the other has. One transaction concerns one conversation; the patient's
row is taken after it, see `care.ports`.
"""

from typing import Any

from sqlalchemy import Connection, Row, Select, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from care.db import tables
from care.db.sealing import Sealer
from care.errors import NotFound


class Transaction:
    """One SQLAlchemy connection that is inside a transaction, and the key that opens its sealed columns."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def _first(self, query: Select[Any]) -> Row[Any] | None:
        return self._connection.execute(query).first()

    def _conversation_row(self, conversation: str) -> Row[Any]:
        row = self._first(select(tables.conversations).where(tables.conversations.c.id == conversation))
        if row is None:
            raise NotFound(f"There is no conversation {conversation}.")
        return row

    def _update_conversation(self, conversation: str, **values: object) -> None:
        self._connection.execute(
            update(tables.conversations).where(tables.conversations.c.id == conversation).values(**values)
        )

    def _lock(self, conversation: str) -> None:
        """Take the conversation's row; on SQLite the transaction holds the whole file already."""
        conversations = tables.conversations
        self._first(
            select(conversations.c.id).where(conversations.c.id == conversation).with_for_update(key_share=True)
        )

    def _insert_if_new(self, table: Table, **values: object) -> bool:
        """Insert a row unless the same is there; waits for a transaction that is inserting it just now."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        inserted = self._connection.execute(
            dialect.insert(table).values(**values).on_conflict_do_nothing(),
            execution_options={"preserve_rowcount": True},
        )
        return inserted.rowcount == 1
