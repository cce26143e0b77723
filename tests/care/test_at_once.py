"""What happens when several do the same at the same moment, on SQLite and on PostgreSQL?"""

from dataclasses import replace
from functools import partial

import pytest

from care import audit, desk
from care.errors import TurnClosed
from care.message import Channel, IncomingState

ROUNDS = range(6)


def failures(results):
    return [result for result in results if isinstance(result, Exception)]


def test_a_message_that_arrives_twice_at_once_is_kept_once_and_both_get_its_receipt(clinic, alarm, at_once):
    for _ in ROUNDS:
        message = clinic.message("my face drops")
        receipts = at_once(*[partial(clinic.receive, message, alarm)] * 6)
        assert failures(receipts) == []
        assert sorted(receipt.repeated for receipt in receipts) == [False] + [True] * 5
        assert len({(receipt.incoming, receipt.conversation) for receipt in receipts}) == 1
    conversation = receipts[0].conversation
    rounds = len(ROUNDS)
    assert len(clinic.incoming(conversation)) == len(clinic.escalations()) == rounds
    assert len(clinic.outgoing(conversation)) == rounds


def test_a_first_message_that_arrives_twice_at_once_from_two_numbers_is_kept_once(clinic, at_once):
    for number in ROUNDS:
        messages = [
            clinic.message(provider_id=f"same {number}", address=f"+3247000{number}{place}") for place in range(6)
        ]
        receipts = at_once(*[partial(clinic.receive, message) for message in messages])
        assert failures(receipts) == []
        assert len({receipt.incoming for receipt in receipts}) == 1
    following = [clinic.receive(replace(message, provider_id=f"next {message.address}")) for message in messages]
    with clinic.database.begin() as records:
        marks = records.marks(Channel.SMS, {message.address for message in messages})
    # No place is left empty for the copies that were not kept.
    assert {mark.incoming for mark in marks.values()} == {1, 2}
    assert len(following) == len(marks)


def test_first_messages_of_one_person_that_arrive_at_once_begin_one_conversation(clinic, at_once):
    for number in ROUNDS:
        messages = [clinic.message(f"text {place}", address=f"+324701111{number}") for place in range(6)]
        receipts = at_once(*[partial(clinic.receive, message) for message in messages])
        assert failures(receipts) == []
        assert len({receipt.conversation for receipt in receipts}) == 1
        assert len(clinic.incoming(receipts[0].conversation)) == 6


def test_only_one_of_many_workers_gets_the_turn(clinic, at_once):
    for _ in ROUNDS:
        conversation = clinic.receive("question").conversation
        turns = at_once(*[partial(clinic.claim, conversation)] * 8)
        assert failures(turns) == []
        (turn,) = [turn for turn in turns if turn is not None]
        clinic.close(turn)


def test_a_turn_never_begins_without_a_message_to_answer(clinic, at_once):
    for _ in range(15):
        turn = clinic.turn()
        results = at_once(partial(clinic.close, turn), *[partial(clinic.claim, turn.conversation.id)] * 5)
        assert failures(results) == []
        assert [result for result in results[1:] if result is not None] == []


def test_a_turn_that_is_closed_twice_at_once_sends_one_reply(clinic, at_once):
    for _ in ROUNDS:
        turn = clinic.turn()
        before = len(clinic.outgoing(turn.conversation.id))
        results = at_once(*[partial(clinic.close, turn)] * 4)
        assert [type(failure) for failure in failures(results)] == [TurnClosed] * 3
        assert len(clinic.outgoing(turn.conversation.id)) == before + 1


def test_the_same_escalation_at_once_is_raised_once(clinic, at_once):
    for _ in ROUNDS:
        turn = clinic.turn()
        raised = at_once(*[partial(clinic.escalate, turn.id)] * 5)
        assert failures(raised) == []
        assert sum(each is not None for each in raised) == 1
        clinic.close(turn)


def test_an_escalation_and_the_close_of_its_turn_never_cross(clinic, at_once):
    for _ in range(15):
        turn = clinic.turn()
        escalated, closed = at_once(partial(clinic.escalate, turn.id), partial(clinic.close, turn))
        assert not isinstance(closed, Exception)
        with clinic.database.begin() as records:
            actions = [kept.event.action for kept in records.chain()][-2:]
        if isinstance(escalated, TurnClosed):
            assert actions[-1] == "turn.closed"
        else:
            assert actions == ["escalation.raised", "turn.closed"]


def test_numbers_have_no_gap_and_no_double(clinic, alarm, at_once):
    conversation = clinic.receive("hello").conversation
    per_thread = 6

    def write():
        for _ in range(per_thread):
            clinic.receive("my face drops", alarm)

    def work():
        for _ in range(per_thread):
            turn = clinic.claim(conversation)
            if turn is not None:
                clinic.close(turn)
            clinic.receive("next question")

    assert failures(at_once(write, write, write, work, work)) == []
    numbers = [text.number for text in clinic.outgoing(conversation)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 3 * per_thread


def test_nobody_waits_for_ever_when_alarms_arrive_while_turns_are_opened_and_closed(clinic, alarm, at_once):
    people = [clinic.receive(clinic.message(address=f"+32470{number}")).conversation for number in range(3)]

    def alarms(number):
        for _ in range(6):
            clinic.receive(clinic.message("my face drops", address=f"+32470{number}"), alarm)

    def answers(number):
        for _ in range(6):
            turn = clinic.claim(people[number])
            if turn is not None:
                clinic.escalate(turn.id)
                clinic.close(turn)
            clinic.receive(clinic.message("and now?", address=f"+32470{number}"))

    jobs = [partial(job, number) for number in range(3) for job in (alarms, answers)]
    assert failures(at_once(*jobs)) == []
    for conversation in people:
        turn = clinic.claim(conversation)
        if turn is not None:
            clinic.close(turn)
        states = {message.state for message in clinic.incoming(conversation)}
        assert states == {IncomingState.ANSWERED}
    with clinic.database.begin() as records:
        assert audit.first_break(records.chain(), records.chain_head()) is None


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_person_whose_message_is_being_kept_holds_up_nobody_else(clinic, alarm):
    with clinic.database.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {connection.engine.url.database} SET lock_timeout = '2s'")
    clinic.database.engine.dispose()
    slow = clinic.message("my face drops", address="+324701")
    with clinic.database.begin() as records:
        desk.receive(records, slow, alarm, linked=True, by="sms", now=clinic.now)
        clinic.receive(clinic.message("my face drops", address="+324702"), alarm)
    assert len(clinic.escalations()) == 2


@pytest.mark.parametrize("databases", [1, 3], ids=["one process", "three processes"])
def test_the_audit_chain_holds_under_concurrent_writers(clinic, open_database, at_once, databases):
    clinics = [clinic, *[type(clinic)(open_database(), _ids=clinic._ids) for _ in range(databases - 1)]]

    def write(place):
        for number in range(5):
            writer = clinics[place % databases]
            writer.receive(writer.message(address=f"+324{place}{number}"))

    assert failures(at_once(*[partial(write, place) for place in range(6)])) == []
    with clinic.database.begin() as records:
        chain = list(records.chain())
        assert audit.first_break(chain, records.chain_head()) is None
    assert len(chain) == 30
