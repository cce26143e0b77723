"""Which text goes out next in a conversation, and which does not go out at all?

Consent, age, the daily cap and the guard against two machines that answer each other are seen to here, for every text.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from care.consent import Consent
from care.conversation import Conversation
from care.delivery import (
    ANSWERED_IN_RESPONSE,
    FIRST_LOOK,
    LOOP,
    NO_CONSENT,
    NO_NUMBER,
    REST_KEPT,
    TOO_OLD,
    URGENT_PATIENCE,
    Delivery,
    DeliveryState,
    Recent,
    Refusal,
    Step,
    is_loop,
    too_old,
    wait_for_turn,
)
from care.desk.deliveries import audit, refused
from care.desk.delivery_records import RecordsOfDeliveries
from care.message import Kind, Outgoing
from care.patient import PatientStatus
from care.ports import Records


def next_text(
    records: RecordsOfDeliveries,
    conversation: str,
    *,
    prepare: Callable[[str, bool], Sequence[str]],
    by: str,
    now: datetime,
) -> Delivery | None:
    """The next text of a conversation that is to go out, marked `sending`, or None when none is.

    Args:
        records: the open records.
        conversation: whose texts.
        prepare: makes the parts that are sent one by one from a text; told whether it is urgent and stays whole.
        by: who sends.
        now: the moment.
    """
    held = records.hold_conversation(conversation)
    while (waiting := records.next_queued(conversation, now=now)) is not None:
        moved = records.move_delivery(
            waiting.id,
            Step.CLAIM,
            attempts=waiting.attempts + 1,
            claimed_at=now,
            due_at=now + FIRST_LOOK,
            provider_id=None,
        )
        if moved:
            return records.delivery(waiting.id)
    while (text := records.next_new(conversation)) is not None:
        begun = _begin(records, held, text, prepare, by=by, now=now)
        if begun is not None:
            return begun
    return None


def more(records: RecordsOfDeliveries, conversation: str, *, by: str, now: datetime) -> bool:
    """Send the next part of the newest long text; False when there is none."""
    records.hold_conversation(conversation)
    held = records.first_held(conversation, since=now - REST_KEPT)
    if held is None or not records.move_delivery(held.id, Step.ASK_FOR, due_at=now):
        return False
    audit(records, held.id, "delivery.asked_for", by=by, now=now)
    return True


def _begin(
    records: RecordsOfDeliveries,
    conversation: Conversation,
    text: Outgoing,
    prepare: Callable[[str, bool], Sequence[str]],
    *,
    by: str,
    now: datetime,
) -> Delivery | None:
    """Begin to deliver a new text; None when it does not go out now."""
    urgent = text.reply.kind is Kind.URGENT
    alert_at = text.created_at + URGENT_PATIENCE if urgent else None

    def added(part: int, characters: str, state: DeliveryState, due_at: datetime | None) -> Delivery:
        return records.add_delivery(text, part, characters, state=state, due_at=due_at, alert_at=alert_at, now=now)

    if urgent and _answered_in_the_response(records, text):
        # The words went out in the response itself, and nobody reports what became of them.
        kept = added(1, text.reply.text, DeliveryState.UNCONFIRMED, None)
        audit(records, kept.id, "delivery.unconfirmed", by=by, now=now, error="in_response")
        return None
    recent = records.recent_texts(conversation.id, since=now - timedelta(days=1))
    if (refusal := _kept_back(records, conversation, text, recent, now)) is not None:
        kept = added(1, text.reply.text, DeliveryState.QUEUED, None)
        refused(records, kept.id, refusal, by=by, now=now)
        return None
    parts = prepare(text.reply.text, urgent)
    wait = None if urgent else wait_for_turn(recent, now, unsolicited=text.answers is None)
    state, due_at = (DeliveryState.SENDING, now + FIRST_LOOK) if wait is None else (DeliveryState.QUEUED, now + wait)
    first = added(1, parts[0], state, due_at)
    for number, part in enumerate(parts[1:], start=2):
        records.add_delivery(text, number, part, state=DeliveryState.HELD, due_at=None, alert_at=None, now=now)
    return first if state is DeliveryState.SENDING else None


def _kept_back(
    records: Records, conversation: Conversation, text: Outgoing, recent: Sequence[Recent], now: datetime
) -> Refusal | None:
    """Why a text is not sent at all, or None."""
    urgent, unsolicited = text.reply.kind is Kind.URGENT, text.answers is None
    if not records.address_of(conversation.id):
        return NO_NUMBER
    if unsolicited and (conversation.consent is not Consent.GIVEN or _has_left(records, conversation)):
        return NO_CONSENT
    if too_old(now - text.created_at, urgent=urgent, unsolicited=unsolicited):
        return TOO_OLD
    if not urgent and is_loop(recent, text.reply.template, now):
        return LOOP
    return None


def _has_left(records: Records, conversation: Conversation) -> bool:
    """Whether the conversation is of somebody who left or declined since the text was queued."""
    patient = records.patient_of(conversation.id)
    return patient is not None and patient.status in (PatientStatus.LEFT, PatientStatus.DECLINED)


def _answered_in_the_response(records: RecordsOfDeliveries, text: Outgoing) -> bool:
    return text.answers is not None and records.received_by(text.answers) == ANSWERED_IN_RESPONSE
