"""Do the migrations build the database that the tables describe, in both directions, on both databases?"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, bindparam, inspect, text

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


def test_what_was_kept_before_there_were_patients_is_there_after_every_step_up_and_down(empty):
    configuration = alembic_configuration(empty.url)
    command.upgrade(configuration, "0001")
    conversation = {
        "id": "c-1",
        "channel": "sms",
        "address": empty.sealer.seal("+32470123456", "conversations:c-1:address"),
        "address_index": "index",
        "linked": True,
        "consent": "stopped",
        "started_at": datetime(2026, 11, 22, tzinfo=UTC),
        "fence": 3,
        "next_incoming": 5,
        "next_number": 7,
    }
    columns = ", ".join(conversation)
    values = ", ".join(f":{name}" for name in conversation)
    instant = bindparam("started_at", type_=DateTime(timezone=True))
    kept_first = text(f"INSERT INTO conversations ({columns}) VALUES ({values})")  # noqa: S608
    turn = text("INSERT INTO turns (id, conversation_id, fence, opened_at) VALUES ('t-1', 'c-1', 3, :started_at)")
    with empty.engine.begin() as connection:
        connection.execute(kept_first.bindparams(instant), conversation)
        connection.execute(turn.bindparams(instant), {"started_at": conversation["started_at"]})
        connection.execute(text("INSERT INTO moves (turn_id, part, move) VALUES ('t-1', 0, 'escalate.result')"))
    for _ in range(2):
        empty.upgrade()
        with empty.reading() as records:
            kept = records.conversation("c-1")
            assert (kept.patient, kept.linked, kept.consent) == (None, True, "stopped")
            assert records.address_of("c-1") == "+32470123456"
        with empty.begin() as records:
            assert not records.move_once("t-1", 0, "escalate.result")
        command.downgrade(configuration, "0001")
    with empty.engine.connect() as connection:
        kept_before = connection.execute(text("SELECT fence, next_incoming, next_number FROM conversations")).one()
    assert tuple(kept_before) == (3, 5, 7)


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
