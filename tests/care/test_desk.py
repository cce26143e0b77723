"""Does the desk keep its promises, on SQLite and on PostgreSQL?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from care import audit, desk
from care.consent import Command, Consent
from care.conversation import LEASE
from care.desk import FirstReading
from care.errors import NotFound, TurnClosed
from care.escalation import Concern, Reason
from care.message import Channel, Citation, IncomingState, Kind, Level, Pending

STOPPING = FirstReading(command=Command.STOP, settled=True)


def test_a_repeated_provider_id_gets_the_first_receipt_and_nothing_is_done_again(clinic, alarm):
    message = clinic.message("my face drops")
    first = clinic.receive(message, alarm)
    again = clinic.receive(replace(message, text="changed"), alarm)
    assert again == replace(first, repeated=True)
    assert [kept.text for kept in clinic.incoming(first.conversation)] == ["my face drops"]
    assert len(clinic.outgoing(first.conversation)) == len(clinic.escalations()) == 1


def test_a_repeat_knows_that_the_first_was_answered_meanwhile(clinic):
    message = clinic.message()
    first = clinic.receive(message)
    clinic.close(clinic.claim(first.conversation))
    assert (first.state, clinic.receive(message).state) == (IncomingState.WAITING, IncomingState.ANSWERED)


def test_the_same_provider_id_on_another_channel_is_another_message(clinic):
    first = clinic.receive(clinic.message(provider_id="1"))
    second = clinic.receive(clinic.message(provider_id="1", channel=Channel.WEB))
    assert not second.repeated
    assert first.conversation != second.conversation


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "before\x00after",
        "a" * 10_000,
        "🧠💉" * 2_000,
        "",
        bytes(range(256)).decode("latin-1"),
        "\ud83d half an emoji",
        "\ufffe\uffff\U0010ffff",
        "\N{RIGHT-TO-LEFT OVERRIDE}turned round",
        "'); DROP TABLE incoming; --",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_a_message_is_kept_whatever_its_text(clinic, answer, text):
    reading = FirstReading(concerns=(Concern(level=Level.ROUTINE, reason=Reason.SYMPTOM, words=text),))
    receipt = clinic.receive(clinic.message(text), reading)
    assert [kept.text for kept in clinic.incoming(receipt.conversation)] == [text]
    assert clinic.escalations()[0].concern.words == text
    pending = Pending(question="which", options=(text, "other"))
    clinic.close(clinic.claim(receipt.conversation), answer(text, values={"effect": text}, pending=pending))
    kept = clinic.outgoing(receipt.conversation)[0].reply
    assert (kept.text, kept.values) == (text, {"effect": text})
    with clinic.database.begin() as records:
        assert records.conversation(receipt.conversation).pending == pending


def test_a_reply_is_read_back_as_it_was_queued(clinic, answer):
    given = answer(
        level=Level.SAME_DAY,
        values={"phone": "03 123"},
        sources=(Citation(document="spc", section=None, version="2021-08"),),
        confidence=0.93,
        language="nl",
    )
    turn = clinic.turn()
    queued = clinic.close(turn, given)
    assert clinic.outgoing(turn.conversation.id) == list(queued)
    assert queued[0].reply == given
    assert queued[0].answers == turn.waiting[-1].id


def test_messages_of_the_same_instant_keep_the_order_in_which_they_came(clinic):
    texts = [f"message {number}" for number in range(12)]
    turn = clinic.turn(*texts)
    assert [message.text for message in turn.waiting] == texts
    assert [message.text for message in clinic.incoming(turn.conversation.id)] == texts


def test_two_workers_cannot_hold_one_conversation(clinic):
    turn = clinic.turn()
    assert clinic.claim(turn.conversation.id, by="another worker") is None
    with clinic.database.begin() as records:
        assert records.conversations_waiting(now=clinic.now, limit=9) == []


def test_nothing_is_claimed_where_nothing_waits(clinic):
    turn = clinic.turn()
    clinic.close(turn)
    assert clinic.claim(turn.conversation.id) is None
    assert clinic.claim("no such conversation") is None


def test_an_expired_lease_is_taken_over_and_the_old_turn_can_do_nothing_any_more(clinic):
    old = clinic.turn("first", "second")
    clinic.wait(seconds=LEASE.total_seconds() + 1)
    with clinic.database.begin() as records:
        assert records.conversations_waiting(now=clinic.now, limit=9) == [old.conversation.id]
    new = clinic.claim(old.conversation.id, by="another worker")
    assert [message.text for message in new.waiting] == ["first", "second"]
    with pytest.raises(TurnClosed):
        clinic.close(old)
    with pytest.raises(TurnClosed):
        clinic.escalate(old.id)
    assert clinic.outgoing(old.conversation.id) == []
    assert clinic.escalations() == []
    assert len(clinic.close(new)) == 1


def test_a_lease_that_expired_and_that_nobody_took_may_still_close(clinic):
    turn = clinic.turn()
    clinic.wait(hours=1)
    assert len(clinic.close(turn)) == 1


def test_a_turn_closes_once_and_a_second_close_changes_nothing(clinic, answer):
    turn = clinic.turn()
    pending = Pending(question="choose", options=("a", "b"))
    clinic.close(turn, answer(pending=pending))
    with clinic.database.begin() as records, pytest.raises(TurnClosed):
        # Caught inside the transaction, which is then committed: still nothing may have changed.
        desk.close(records, turn, [answer("again", topic="other")], by="worker", now=clinic.now)
    with clinic.database.begin() as records:
        conversation = records.conversation(turn.conversation.id)
    assert conversation.pending == pending
    assert conversation.last_topic == "herpes.duration"
    assert len(clinic.outgoing(turn.conversation.id)) == 1


def test_a_refused_close_does_not_free_the_lease_of_the_turn_that_took_over(clinic, answer):
    old = clinic.turn()
    clinic.wait(minutes=1)
    clinic.claim(old.conversation.id)
    with clinic.database.begin() as records, pytest.raises(TurnClosed):
        desk.close(records, old, [answer()], by="worker", now=clinic.now)
    assert clinic.claim(old.conversation.id) is None


def test_the_escalation_of_a_closed_turn_is_refused(clinic):
    turn = clinic.turn()
    clinic.close(turn)
    with pytest.raises(TurnClosed):
        clinic.escalate(turn.id)
    with pytest.raises(TurnClosed):
        clinic.escalate("no such turn")
    assert clinic.escalations() == []


def test_an_escalation_is_raised_once_per_turn_part_and_reason(clinic):
    turn = clinic.turn("my lymphocytes are 0.2 and i am fed up")
    assert clinic.escalate(turn.id, 0, Reason.RESULT) is not None
    assert clinic.escalate(turn.id, 0, Reason.RESULT) is None
    assert clinic.escalate(turn.id, 1, Reason.RESULT) is not None
    assert clinic.escalate(turn.id, 0, Reason.WORN_OUT) is not None
    assert len(clinic.escalations()) == 3
    clinic.close(turn)
    later = clinic.turn("again")
    assert clinic.escalate(later.id, 0, Reason.RESULT) is not None


def test_messages_that_arrive_during_a_turn_are_not_marked_answered_by_it(clinic):
    turn = clinic.turn("first")
    clinic.receive("second")
    assert clinic.escalate(turn.id).incoming == turn.waiting[0].id
    clinic.close(turn)
    assert [kept.state for kept in clinic.incoming(turn.conversation.id)] == ["answered", "waiting"]
    following = clinic.claim(turn.conversation.id)
    assert [message.text for message in following.waiting] == ["second"]


def test_a_closing_turn_puts_its_concerns_on_the_nurses_list(clinic):
    turn = clinic.turn()
    clinic.close(turn, concerns=[Concern(level=Level.ROUTINE, reason=Reason.NOT_ANSWERED)])
    assert [(each.incoming, each.concern.reason) for each in clinic.escalations()] == [
        (turn.waiting[-1].id, Reason.NOT_ANSWERED)
    ]


def test_the_nurses_list_has_the_highest_level_first_then_the_oldest(clinic):
    for level in (Level.ROUTINE, Level.SAME_DAY, Level.EMERGENCY, Level.ROUTINE):
        concern = Concern(level=level, reason=Reason.SYMPTOM)
        clinic.receive("text", FirstReading(concerns=(concern,)))
        clinic.wait(minutes=1)
    listed = [(each.concern.level, each.raised_at) for each in clinic.escalations()]
    assert [level for level, _ in listed] == ["emergency", "same_day", "routine", "routine"]
    assert listed[2][1] < listed[3][1]


def test_an_emergency_reply_is_queued_for_a_person_who_said_stop(clinic, alarm):
    conversation = clinic.receive("STOP", STOPPING).conversation
    clinic.receive("my face drops", alarm)
    assert [(text.reply.kind, text.state) for text in clinic.outgoing(conversation)] == [(Kind.URGENT, "queued")]
    with clinic.database.begin() as records:
        kept = records.conversation(conversation)
    assert kept.consent is Consent.STOPPED
    assert kept.emergency_is_open(clinic.now)
    assert not kept.emergency_is_open(clinic.now + timedelta(hours=24))


def test_an_emergency_reply_is_queued_while_a_worker_holds_the_conversation(clinic, alarm):
    turn = clinic.turn()
    clinic.receive("my face drops", alarm)
    assert [text.reply.kind for text in clinic.outgoing(turn.conversation.id)] == [Kind.URGENT]
    clinic.close(turn)
    assert [text.number for text in clinic.outgoing(turn.conversation.id)] == [1, 2]


def test_stop_and_a_warning_sign_in_one_message_are_both_acted_on(clinic, alarm):
    both = replace(alarm, command=Command.STOP)
    conversation = clinic.receive("STOP. my face drops", both).conversation
    with clinic.database.begin() as records:
        assert records.conversation(conversation).consent is Consent.STOPPED
    assert len(clinic.outgoing(conversation)) == len(clinic.escalations()) == 1


def test_start_brings_consent_back(clinic):
    conversation = clinic.receive("STOP", STOPPING).conversation
    clinic.receive("START", FirstReading(command=Command.START, settled=True))
    with clinic.database.begin() as records:
        assert records.conversation(conversation).consent is Consent.GIVEN


def test_a_failure_in_the_middle_leaves_nothing_behind(clinic, alarm):
    receipt = clinic.receive("hello")

    def fails():
        with clinic.database.begin() as records:
            desk.receive(records, clinic.message(), alarm, linked=True, by="sms", now=clinic.now)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fails()
    assert len(clinic.incoming(receipt.conversation)) == 1
    assert clinic.escalations() == []
    with clinic.database.begin() as records:
        assert len(list(records.chain())) == 1


def test_instants_are_aware_and_in_utc_after_reading_back(clinic):
    elsewhere = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    clinic.now = elsewhere
    turn = clinic.turn()
    clinic.escalate(turn.id)
    clinic.close(turn)
    with clinic.database.begin() as records:
        records.set_emergency(turn.conversation.id, elsewhere)
        found = [records.conversation(turn.conversation.id).emergency_at]
        found += [event.event.at for event in records.chain()]
    message = clinic.incoming(turn.conversation.id)[0]
    found += [message.written_at, message.received_at, clinic.escalations()[0].raised_at]
    found += [clinic.outgoing(turn.conversation.id)[0].created_at, turn.conversation.started_at]
    assert {instant.tzinfo for instant in found} == {UTC}
    assert set(found) == {elsewhere}


def test_an_instant_without_a_zone_is_refused(clinic):
    with pytest.raises(Exception, match="an instant must be aware"):
        clinic.receive(clinic.message(written_at=datetime(2026, 3, 29)))


def test_an_unknown_conversation_is_said_to_be_unknown(clinic):
    with clinic.database.begin() as records:
        with pytest.raises(NotFound):
            records.conversation("no such conversation")
        with pytest.raises(NotFound):
            records.address_of("no such conversation")


def test_every_change_leaves_an_event_and_the_chain_holds(clinic, alarm):
    turn = clinic.turn()
    clinic.escalate(turn.id)
    clinic.close(turn)
    clinic.receive("my face drops", alarm)
    clinic.receive("STOP", STOPPING)
    with clinic.database.begin() as records:
        chain = list(records.chain())
        assert audit.first_break(chain, records.chain_head()) is None
    assert [kept.event.action for kept in chain] == [
        "message.received",
        "turn.opened",
        "escalation.raised",
        "turn.closed",
        "message.received",
        "escalation.raised",
        "message.received",
        "consent.stop",
    ]
