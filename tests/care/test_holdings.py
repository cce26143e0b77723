"""Is everything that is held of a patient handed out, and is nothing of it left once it is erased?"""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from care import audit, desk
from care.course import SaidBy
from care.db import holdings, tables
from care.desk import FirstReading
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotFound, TurnClosed
from care.escalation import Concern, Reason
from care.message import Channel, Level, Pending
from care.patient import Erased, Preferences

NUMBER = "+32470998877"
REFERENCE = "zebra-reference"
KEPT = {"audit_events", "audit_head", "passages"}
SENT_BY_PHONE = {"deliveries", "reminders"}
"""Filled where texts are sent, which is not tested here; that they go with the text is."""


@pytest.fixture
def live_in(clinic, answer, a_course, an_entry):
    """Makes a patient of whom everything that can be held is held once; their id."""

    def live(number=NUMBER, reference=REFERENCE):
        patient = clinic.enrol(phone=number, reference=reference, applies=["hpv"]).id
        clinic.do(desk.agree, patient, version="2026-11")
        concern = Concern(level=Level.ROUTINE, reason=Reason.SYMPTOM, words="zebra-concern")
        receipt = clinic.receive(clinic.message("zebra-words", address=number), FirstReading(concerns=(concern,)))
        turn = clinic.claim(receipt.conversation)
        clinic.do(desk.tell_course, patient, a_course(), turn=turn.id)
        clinic.do(desk.tell_course, patient, a_course(said_by=SaidBy.NURSE))
        clinic.do(
            desk.tell_course, patient, a_course(first=date(2025, 1, 20)), turn=turn.id, part=1, words="zebra-difference"
        )
        clinic.do(desk.record_test, patient, an_entry(), turn=turn.id)
        wished = Preferences(off=frozenset({"cbc"}))
        clinic.do(desk.change_preferences, patient, wished, said_by=SaidBy.PATIENT, safety={"cbc"}, turn=turn.id)
        pending = Pending(question="zebra-question", options=("zebra-option",), known={"said": "zebra-known"})
        clinic.close(turn, answer("zebra-reply", values={"effect": "zebra-slot"}, pending=pending))
        clinic.do(desk.make_calendar_secret, patient)
        web = clinic.receive(clinic.message("zebra-web", channel=Channel.WEB, address=f"zebra-token {number}"))
        clinic.do(desk.use_link_code, web.conversation, "22222222")
        clinic.do(desk.use_link_code, web.conversation, clinic.do(desk.make_link_code, patient))
        return patient

    return live


def export(clinic, patient):
    return clinic.do(desk.export_patient, patient)


def rows(clinic):
    """How many rows each table has that patients can be in."""
    with clinic.database.engine.connect() as connection:
        return {
            table.name: len(connection.execute(select(table)).all())
            for table in tables.metadata.sorted_tables
            if table.name not in KEPT
        }


def test_everything_held_is_in_the_export(clinic, live_in):
    patient = live_in()
    exported = export(clinic, patient)
    assert json.loads(json.dumps(exported)) == exported
    assert (exported["profile"]["phone"], exported["profile"]["reference"]) == (NUMBER, REFERENCE)
    assert exported["agreement"]["version"] == "2026-11"
    assert exported["preferences"]["asked_off"] == ["cbc"]
    assert [course["said_by"] for course in exported["courses"]] == ["nurse"]
    assert [test["test"] for test in exported["tests"]] == ["cbc"]
    assert [change["of"] for change in exported["changes"]] == ["course", "course", "test", "preferences"]
    said = [message["text"] for each in exported["conversations"] for message in each["messages"]]
    assert sorted(said) == ["zebra-web", "zebra-words"]
    texts = [text["text"] for each in exported["conversations"] for text in each["texts"]]
    assert texts == ["zebra-reply"]
    everything = json.dumps(exported)
    for planted in ("zebra-slot", "zebra-question", "zebra-option", "zebra-known", "zebra-concern"):
        assert planted in everything
    assert "zebra-token" not in everything


def test_the_export_has_every_event_about_the_patient_and_none_about_another(clinic, live_in):
    patient, other = live_in(), live_in("+32470000001", "another")
    with clinic.database.begin() as records:
        everything = Counter(kept.event.subject for kept in records.chain())
    exported, others = export(clinic, patient), export(clinic, other)
    subjects = Counter(each["subject"] for each in exported["audit"])
    theirs = Counter(each["subject"] for each in others["audit"])
    assert not subjects & theirs
    assert subjects + theirs == everything
    assert [each["action"] for each in exported["audit"]].count("course.told") == 2
    assert len(clinic.events("patient.exported")) == 2


def test_a_patient_of_whom_little_is_held_is_exported_too(clinic):
    exported = export(clinic, clinic.enrol().id)
    assert (exported["agreement"], exported["courses"], exported["conversations"]) == (None, [], [])
    with pytest.raises(NotFound):
        export(clinic, "no such patient")


def test_nothing_is_left_of_an_erased_patient_save_that_it_happened(clinic, live_in):
    patient = live_in()
    empty = {name for name, count in rows(clinic).items() if count == 0}
    assert empty <= SENT_BY_PHONE, "the test does not fill every table"
    conversations = [each.id for each in clinic.read(lambda records: records.conversations_of(patient))]
    erased = clinic.do(desk.erase_patient, patient)
    assert erased == Erased(conversations=2, messages=3, open_escalations=3)
    assert set(rows(clinic).values()) == {0}
    (happened,) = clinic.events("patient.erased")
    assert (happened.subject, happened.by) == (patient, "nurse-1")
    assert happened.details == {"conversations": "2", "messages": "3", "open_escalations": "3"}
    with clinic.database.begin() as records:
        chain = list(records.chain())
        assert audit.first_break(chain, records.chain_head()) is None
        with pytest.raises(NotFound):
            records.patient(patient)
        for conversation in conversations:
            with pytest.raises(NotFound):
                records.conversation(conversation)
    for planted in ("zebra", NUMBER[1:]):
        assert not any(planted in repr(kept) for kept in chain)
    with pytest.raises(NotFound):
        clinic.do(desk.erase_patient, patient)


def test_no_table_with_something_about_a_patient_is_forgotten():
    removed = {table.name for table in (*holdings.IN_CONVERSATIONS, *holdings.OF_PATIENT)}
    removed |= {"patients", "conversations", "infusions", "moves"}
    for table in tables.metadata.tables.values():
        by_itself = [
            key for key in table.foreign_keys if key.ondelete == "CASCADE" and key.column.table.name in removed
        ]
        assert table.name in removed | KEPT or by_itself, table.name


def test_another_patient_keeps_everything(clinic, live_in):
    other = live_in("+32470000001", "another")
    before, kept = rows(clinic), export(clinic, other)
    clinic.do(desk.erase_patient, live_in())
    assert rows(clinic) == before
    after = export(clinic, other)
    assert {**after, "audit": None} == {**kept, "audit": None}


def test_a_number_that_was_erased_can_be_enrolled_again_as_somebody_new(clinic, live_in):
    erased = live_in()
    clinic.do(desk.erase_patient, erased)
    again = clinic.enrol(phone=NUMBER, reference=REFERENCE)
    assert again.id != erased
    assert clinic.read(lambda records: records.conversations_of(again.id)) == []


def test_a_turn_of_an_erased_patient_is_closed(clinic, a_course):
    patient = clinic.enrol(phone="+32470123456").id
    turn = clinic.turn("delete my data")
    clinic.do(desk.erase_patient, patient)
    with pytest.raises(TurnClosed):
        clinic.do(desk.tell_course, patient, a_course(), turn=turn.id)
    with pytest.raises(TurnClosed):
        clinic.close(turn)
    assert clinic.receive("hello again").repeated is False


def test_an_erasure_that_fails_in_the_middle_erases_nothing(clinic, live_in):
    patient = live_in()
    before = rows(clinic)

    def fail(_connection, _cursor, statement, *_):
        if statement.startswith("DELETE FROM conversations"):
            raise ConnectionError

    event.listen(clinic.database.engine, "before_cursor_execute", fail)
    with pytest.raises(ConnectionError):
        clinic.do(desk.erase_patient, patient)
    event.remove(clinic.database.engine, "before_cursor_execute", fail)
    assert rows(clinic) == before
    assert clinic.events("patient.erased") == []


def test_nobody_waits_for_ever_while_a_record_is_lived_in_and_erased(clinic, a_course, an_entry, at_once):
    expected = (NotFound, TurnClosed, ChangedMeanwhile, MoveNotAllowed)
    for round_ in range(6):
        number = f"+3247011100{round_}"
        patient = clinic.enrol(phone=number).id
        conversation = clinic.receive(clinic.message("hello", address=number)).conversation
        turn = clinic.claim(conversation)
        web = clinic.receive(clinic.message("hi", channel=Channel.WEB, address=f"token {round_}")).conversation
        code = clinic.do(desk.make_link_code, patient)

        def patients_words(patient=patient, turn=turn, conversation=conversation):
            for day in range(4):
                on = clinic.now.date() - timedelta(days=day)
                clinic.do(desk.tell_course, patient, a_course(first=on, last=None), turn=turn.id, part=day)
                clinic.do(desk.record_test, patient, an_entry(on=on), turn=turn.id, part=day)
            clinic.close(turn)

        def nurses_entries(patient=patient, conversation=conversation):
            for number in range(1, 5):
                clinic.do(desk.tell_course, patient, a_course(number, said_by=SaidBy.NURSE))
                clinic.do(desk.tell_course, patient, a_course(number, first=None), conversation=conversation)

        def messages(number=number):
            for _ in range(4):
                clinic.receive(clinic.message("and now?", address=number))

        def links(patient=patient, web=web, code=code):
            clinic.do(desk.use_link_code, web, code)
            clinic.do(desk.make_link_code, patient)
            clinic.do(desk.make_calendar_secret, patient)

        def erasure(patient=patient):
            clinic.do(desk.erase_patient, patient)

        results = at_once(patients_words, nurses_entries, messages, links, erasure)
        unexpected = [each for each in results if isinstance(each, Exception) and not isinstance(each, expected)]
        assert unexpected == []
        assert not isinstance(results[2], Exception), "a message was lost"
    with clinic.database.begin() as records:
        assert audit.first_break(records.chain(), records.chain_head()) is None
