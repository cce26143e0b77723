"""What does somebody read who holds a copy of the database but not the key?"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tink
from sqlalchemy import make_url, select, text, update

from care import audit, desk
from care.db import tables
from care.db.database import Database
from care.db.sealing import Sealer, new_keyset, rotated_keyset
from care.desk import FirstReading
from care.escalation import Concern, Reason
from care.message import Channel, Level, NewMessage, Pending

NUMBER = "+32470998877"
WORDS = "zebra-words the patient wrote"
CONCERN = "zebra-concern"
REFERENCE = "zebra-reference"
REPLY = "zebra-reply"
SLOT = "zebra-slot"
OPTION = "zebra-option"
PLANTED = (NUMBER, NUMBER[1:], "zebra")


@pytest.fixture
def lived_in(clinic, answer):
    """A clinic in which everything that is sealed has been written once; and its conversation."""
    concern = Concern(level=Level.ROUTINE, reason=Reason.SYMPTOM, words=CONCERN)
    receipt = clinic.receive(clinic.message(WORDS, address=NUMBER), FirstReading(concerns=(concern,)))
    turn = clinic.claim(receipt.conversation)
    pending = Pending(question="zebra-question", options=(OPTION,))
    clinic.close(turn, answer(REPLY, values={"effect": SLOT}, pending=pending), concerns=[concern])
    return clinic, receipt.conversation


@pytest.fixture
def enrolled(lived_in):
    """The same clinic with the writer enrolled as a patient under both numbers; and the patient."""
    clinic, _ = lived_in
    return clinic, clinic.enrol(phone=NUMBER, reference=REFERENCE)


def raw(database: Database) -> bytes:
    """All that the database holds, as bytes, with nothing opened."""
    url = make_url(database.url)
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    with database.engine.begin() as connection:
        values = []
        for table in tables.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            for row in connection.execute(text(f'SELECT {columns} FROM "{table.name}"')):  # noqa: S608
                values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(bytes(value) for value in values)


def test_words_numbers_slots_and_open_questions_are_not_readable_without_the_key(lived_in):
    clinic, conversation = lived_in
    found = raw(clinic.database)
    assert conversation.encode() in found, "the test looks in the wrong place"
    for planted in PLANTED:
        for encoded in (planted.encode(), planted.encode("utf-16-le"), planted.encode().hex().encode()):
            assert encoded not in found


def test_neither_number_of_a_patient_is_readable_without_the_key(enrolled):
    clinic, patient = enrolled
    found = raw(clinic.database)
    assert patient.id.encode() in found, "the test looks in the wrong place"
    assert not any(planted.encode() in found for planted in PLANTED)


def test_a_patient_given_the_number_of_another_does_not_open(enrolled):
    clinic, patient = enrolled
    other = clinic.enrol(phone="+32470000000").id
    patients = tables.patients
    with clinic.database.engine.begin() as connection:
        number = connection.execute(select(patients.c.phone).where(patients.c.id == patient.id)).scalar_one()
        connection.execute(update(patients).where(patients.c.id == other).values(phone=number))
    with clinic.database.begin() as records, pytest.raises(tink.TinkError):
        records.phone_of(other)


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_nothing_is_readable_in_the_files_of_postgresql_either(lived_in):
    clinic, _ = lived_in
    with clinic.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        oid = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    files = [*(folder / "base" / str(oid)).iterdir(), *(folder / "pg_wal").iterdir(), folder.parent / "log"]
    for file in files:
        if file.is_file():
            content = file.read_bytes()
            assert not any(planted.encode() in content for planted in PLANTED), file


def test_who_holds_the_key_reads_everything(lived_in):
    clinic, conversation = lived_in
    with clinic.database.begin() as records:
        assert records.address_of(conversation) == NUMBER
        assert records.conversation(conversation).pending.options == (OPTION,)
        assert records.incoming_in(conversation)[0].text == WORDS
        assert records.outgoing_in(conversation)[0].reply.text == REPLY
        assert records.escalations(only_open=True)[0].concern.words == CONCERN


def test_audit_events_hold_no_words_and_no_number(lived_in):
    clinic, _ = lived_in
    with clinic.database.begin() as records:
        kept = [repr(event) for event in records.chain()]
    assert len(kept) == 5
    assert not any(planted in event for event in kept for planted in PLANTED)


def test_an_error_of_the_database_shows_no_words(clinic):
    with pytest.raises(Exception, match="instant") as refused:
        clinic.receive(clinic.message(WORDS, written_at=clinic.now.replace(tzinfo=None)))
    assert "zebra" not in str(refused.value)


@pytest.mark.parametrize("column", ["text", "slots"])
def test_a_value_moved_to_another_row_does_not_open(clinic, answer, column):
    turn = clinic.turn()
    clinic.close(turn, answer("first", values={"a": "1"}), answer("second", values={"a": "2"}))
    outgoing = tables.outgoing
    with clinic.database.engine.begin() as connection:
        value = connection.execute(select(outgoing.c[column]).where(outgoing.c.number == 1)).scalar_one()
        connection.execute(update(outgoing).where(outgoing.c.number == 2).values({column: value}))
    with pytest.raises(tink.TinkError):
        clinic.outgoing(turn.conversation.id)


def test_a_conversation_given_the_number_of_another_does_not_open(clinic):
    first = clinic.receive(clinic.message(address=NUMBER)).conversation
    second = clinic.receive(clinic.message(address="+32470000000")).conversation
    conversations = tables.conversations
    with clinic.database.engine.begin() as connection:
        number = connection.execute(select(conversations.c.address).where(conversations.c.id == first)).scalar_one()
        connection.execute(update(conversations).where(conversations.c.id == second).values(address=number))
    with clinic.database.begin() as records, pytest.raises(tink.TinkError):
        records.address_of(second)


def test_after_a_rotation_the_same_person_is_found_and_old_messages_open(database_url):
    keyset, index_key = new_keyset(), "ef" * 32
    databases = [Database(database_url, Sealer(each, index_key)) for each in (keyset, rotated_keyset(keyset))]
    before, after = databases

    def receive(database, provider_id):
        now = datetime(2026, 11, 22, tzinfo=UTC)
        message = NewMessage(
            channel=Channel.SMS, address=NUMBER, provider_id=provider_id, text=provider_id, written_at=now
        )
        with database.begin() as records:
            return desk.receive(records, message, FirstReading(), linked=True, by="sms", now=now).conversation

    conversation = receive(before, "old")
    assert receive(after, "new") == conversation
    with after.begin() as records:
        assert [message.text for message in records.incoming_in(conversation)] == ["old", "new"]
    for database in databases:
        database.close()


def tampered(database: Database, statement: str) -> int | None:
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.begin() as records:
        return audit.first_break(records.chain(), records.chain_head())


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_events SET action = 'message.read' WHERE number = 2", 2),
        ("UPDATE audit_events SET subject = 'somebody else' WHERE number = 3", 3),
        ("UPDATE audit_events SET details = '{}' WHERE number = 1", 1),
        ("UPDATE audit_events SET \"by\" = 'nobody' WHERE number = 5", 5),
        ("UPDATE audit_events SET at = '2020-01-01 00:00:00' WHERE number = 4", 4),
        ("DELETE FROM audit_events WHERE number = 3", 3),
        ("DELETE FROM audit_events WHERE number = 5", 5),
        ("DELETE FROM audit_events", 1),
        (
            """INSERT INTO audit_events SELECT 6, action, subject, "by", at, details, previous, digest
            FROM audit_events WHERE number = 5""",
            6,
        ),
    ],
)
def test_the_kept_chain_breaks_where_an_event_is_touched(lived_in, statement, broken_at):
    clinic, _ = lived_in
    assert tampered(clinic.database, "SELECT 1") is None
    assert tampered(clinic.database, statement) == broken_at


def test_the_kept_chain_breaks_where_events_are_swapped(lived_in):
    clinic, _ = lived_in
    for old, new in ((2, 92), (3, 2), (92, 3)):
        with clinic.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE audit_events SET number = {new} WHERE number = {old}"))  # noqa: S608
    assert tampered(clinic.database, "SELECT 1") == 2


def test_the_raw_search_finds_what_is_not_sealed(tmp_path, sealer):
    file = tmp_path / "clinic.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE plain (words TEXT)")
        connection.execute("INSERT INTO plain VALUES ('zebra')")
    connection.close()
    database = Database(f"sqlite:///{file}", sealer)
    assert b"zebra" in raw(database)
    database.close()
