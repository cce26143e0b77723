"""Do the migrations build the database that the tables describe, in both directions, on both databases?"""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from care.audit import GENESIS, ChainHead
from care.db.database import Database, alembic_configuration
from care.db.tables import metadata

ROOT = Path(__file__).resolve().parents[3]

UPGRADE = """
import sys
from care.db.database import Database
from care.db.sealing import Sealer, new_keyset
Database(sys.argv[1], Sealer(new_keyset(), "0" * 64)).upgrade()
"""


@pytest.fixture
def empty(empty_url, sealer):
    database = Database(empty_url, sealer)
    yield database
    database.close()


def tables_of(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_build_every_table_from_nothing_and_take_it_down_and_build_it_again(empty):
    configuration = alembic_configuration(empty.url)
    for _ in range(2):
        empty.upgrade()
        assert tables_of(empty) == set(metadata.tables)
        command.downgrade(configuration, "base")
        assert tables_of(empty) == set()


def test_every_migration_can_be_undone_alone(empty):
    configuration = alembic_configuration(empty.url)
    for _ in ScriptDirectory.from_config(configuration).walk_revisions():
        command.upgrade(configuration, "+1")
        command.downgrade(configuration, "-1")
        command.upgrade(configuration, "+1")


def test_no_migration_is_forgotten(empty):
    empty.upgrade()
    command.check(alembic_configuration(empty.url))


def test_bringing_a_database_up_to_date_again_changes_nothing(empty):
    empty.upgrade()
    with empty.begin() as records:
        assert records.chain_head() == ChainHead(number=0, digest=GENESIS)
    empty.upgrade()
    with empty.begin() as records:
        assert records.chain_head() == ChainHead(number=0, digest=GENESIS)


def test_processes_that_start_at_once_bring_the_database_up_to_date_once(empty):
    starts = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, empty.url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [start.communicate(timeout=60)[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], said
    assert tables_of(empty) == set(metadata.tables)


def test_a_migration_that_fails_leaves_nothing_behind(empty, monkeypatch):
    create_index = "alembic.operations.Operations.create_index"
    monkeypatch.setattr(create_index, lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        empty.upgrade()
    assert tables_of(empty) == set()
    monkeypatch.undo()
    empty.upgrade()
    assert tables_of(empty) == set(metadata.tables)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_opened_so_that_nothing_committed_is_lost(database):
    with database.engine.begin() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
