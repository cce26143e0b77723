"""How far a conversation has come, and what of it reached the person."""

from typing import Any

from care import desk
from care.message import Channel, OutgoingState

NUMBER = "+32470123456"


def mark(clinic: Any) -> Any:
    with clinic.database.reading() as records:
        return records.marks(Channel.SMS, [NUMBER, "+32470999999"]).get(NUMBER)


def test_a_mark_moves_with_every_message_text_and_closed_turn(clinic: Any) -> None:
    assert mark(clinic) is None
    turn = clinic.turn("how long")
    first = mark(clinic)
    assert (first.incoming, first.outgoing, first.working) == (1, 0, True)
    clinic.close(turn)
    second = mark(clinic)
    assert (second.incoming, second.outgoing, second.working) == (1, 1, False)


def test_messages_are_read_from_where_the_page_left_off(clinic: Any) -> None:
    conversation = {clinic.receive(text).conversation for text in ("one", "two", "three")}.pop()
    with clinic.database.reading() as records:
        assert [each.text for each in records.incoming_in(conversation, after=1)] == ["two", "three"]


def test_what_was_delivered_is_written_once_and_audited_once(clinic: Any) -> None:
    turn = clinic.turn("how long")
    clinic.close(turn)
    conversation = turn.conversation.id
    for expected in (1, 0):
        with clinic.database.begin() as records:
            given = {"up_to": 9, "by": "webchat", "now": clinic.now}
            assert desk.delivered(records, conversation, **given) == expected
    assert [each.state for each in clinic.outgoing(conversation)] == [OutgoingState.DELIVERED]
    with clinic.database.reading() as records:
        actions = [kept.event.action for kept in records.chain()]
    assert actions.count("outgoing.delivered") == 1


def test_reading_waits_for_no_writer(clinic: Any) -> None:
    clinic.receive("how long")
    with clinic.database.begin() as writing:
        writing.conversation_with(Channel.SMS, NUMBER, linked=True, now=clinic.now)
        assert mark(clinic).incoming == 1
