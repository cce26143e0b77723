"""How is the database opened, brought up to date and written to, on SQLite and on PostgreSQL alike?"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from care.db.records import DatabaseRecords
from care.db.sealing import Sealer

BUSY_SECONDS = 20
"""How long a writer waits for another one on SQLite."""

# Alembic keeps the migration that it runs in a place shared by all threads.
_migrating = threading.Lock()


class Database:
    """One database and the key that opens its sealed columns."""

    def __init__(self, url: str, sealer: Sealer) -> None:
        """Open a database.

        Args:
            url: an SQLAlchemy address, `sqlite:///file` or `postgresql+psycopg://…`.
            sealer: what seals and opens patients' words.
        """
        self.url = url
        self.sealer = sealer
        self.engine = new_engine(url)
        # SQLite lets a writer that finds another one sleep and try again; threads of one process rather queue here,
        # where the next one goes on at once.
        self._one_writer = threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; several processes may do it at every start."""
        with _migrating:
            command.upgrade(alembic_configuration(self.url), "head")

    @contextmanager
    def begin(self) -> Iterator[DatabaseRecords]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with self._one_writer, self.engine.begin() as connection:
            records = DatabaseRecords(connection, self.sealer)
            yield records
            records.link_audit()

    @contextmanager
    def reading(self) -> Iterator[DatabaseRecords]:
        """One transaction that only reads: it waits for no writer, and no writer waits for it."""
        with self.engine.connect() as connection:
            connection.execution_options(only_reads=True)
            with connection.begin():
                yield DatabaseRecords(connection, self.sealer)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def alembic_configuration(url: str) -> Config:
    """Alembic's settings for a database, without an ini file."""
    configuration = Config()
    folder = str(Path(__file__).parent / "migrations")
    configuration.set_main_option("script_location", folder.replace("%", "%%"))
    configuration.attributes["url"] = url
    return configuration


def new_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions behave alike on both databases.

    Args:
        url: an SQLAlchemy address.
        foreign_keys: whether SQLite holds references; off while a migration rebuilds tables.
    """
    if make_url(url).get_backend_name() != "sqlite":
        # The desk locks a row and then reads what it guards: that needs a fresh view at every statement.
        return create_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            hide_parameters=True,
        )
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    # A read that later writes would fail with SQLITE_BUSY in spite of the time-out, so every transaction
    # takes the write lock at its start, save those that only read; the driver's own transaction handling is
    # switched off for that.
    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        references = "ON" if foreign_keys else "OFF"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"foreign_keys={references}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("only_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
