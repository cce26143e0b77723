"""What becomes of a text that is given to a phone company, and when does a nurse have to know?

It is marked `sending` in one transaction; the phone company is called outside of any; what came of it is said here.
"""

from datetime import datetime

from care.audit import Event
from care.consent import Consent
from care.delivery import GAVE_UP, RECEIPT_PATIENCE, Delivery, DeliveryState, Refusal, Step, next_try
from care.desk.delivery_records import RecordsOfDeliveries
from care.desk.escalations import raise_concern
from care.escalation import Concern, Reason
from care.message import Level, OutgoingState
from care.ports import Records

_LATE = "A reply to a warning sign is not known to have arrived. Please phone the person."


def accepted(records: RecordsOfDeliveries, delivery: str, provider_id: str, *, by: str, now: datetime) -> None:
    """The phone company took a text and gave it an id; a report may have come before and said more."""
    found = _held(records, delivery)
    if found is None:
        return
    if records.move_delivery(delivery, Step.ACCEPT, provider_id=provider_id, due_at=now + RECEIPT_PATIENCE):
        audit(records, delivery, "delivery.sent", by=by, now=now)
    elif found.provider_id is None:
        records.note_delivery(delivery, provider_id=provider_id)


def arrived(
    records: RecordsOfDeliveries, delivery: str, *, provider_id: str | None = None, by: str, now: datetime
) -> bool:
    """A text reached the person's phone; False when that was known, or it had failed before."""
    found = _held(records, delivery)
    if found is None or not records.move_delivery(
        delivery, Step.DELIVER, provider_id=provider_id or found.provider_id, due_at=None, alert_at=None
    ):
        return False
    records.set_outgoing_state(found.outgoing, OutgoingState.DELIVERED)
    audit(records, delivery, "delivery.delivered", by=by, now=now)
    return True


def refused(
    records: RecordsOfDeliveries,
    delivery: str,
    refusal: Refusal,
    *,
    attempt: int | None = None,
    provider_id: str | None = None,
    by: str,
    now: datetime,
) -> bool:
    """The phone company says that a text did not get through: it is tried again later, or a nurse is told.

    Args:
        records: the open records.
        delivery: ours.
        refusal: why.
        attempt: which attempt it is about; what comes late about an earlier one changes nothing. None for the newest.
        provider_id: the phone company's id, where it had taken the text first.
        by: who says so.
        now: when.

    Returns:
        False when the text had come further already.
    """
    found = _held(records, delivery)
    if found is None or (attempt is not None and attempt != found.attempts):
        return False
    if found.state is DeliveryState.QUEUED and found.attempts:
        # It is to be tried again already.
        return False
    wait = next_try(found.attempts, urgent=found.level is not None) if refusal.again else None
    if wait is not None and records.move_delivery(delivery, Step.POSTPONE, due_at=now + wait, error=refusal.code):
        audit(records, delivery, "delivery.postponed", by=by, now=now, error=refusal.code)
        return True
    alert_now = records.alert_is_open(delivery)
    final = GAVE_UP if refusal.again else refusal
    if not records.move_delivery(
        delivery,
        Step.FAIL,
        provider_id=provider_id or found.provider_id,
        due_at=None,
        alert_at=None,
        error=final.code,
    ):
        return False
    records.set_outgoing_state(found.outgoing, OutgoingState.FAILED)
    audit(records, delivery, "delivery.failed", by=by, now=now, error=final.code)
    if final.opted_out:
        opt_out(records, found.conversation, by=by, now=now)
    if alert_now:
        _tell_urgent(records, found, final.words, by=by, now=now)
    elif found.level is None and not final.opted_out and final.tells is not None:
        _tell_once(records, found.conversation, final.tells, final.words, by=by, now=now)
    return True


def not_there(records: RecordsOfDeliveries, delivery: Delivery, *, by: str, now: datetime) -> None:
    """The phone company's list does not have a text that may have gone out: it never took it, and it is sent again."""
    if _unchanged(records, delivery) and records.move_delivery(
        delivery.id, Step.POSTPONE, due_at=now, error="not_there"
    ):
        audit(records, delivery.id, "delivery.postponed", by=by, now=now, error="not_there")


def look_again(records: RecordsOfDeliveries, delivery: Delivery, *, at: datetime) -> None:
    """Ask the phone company's list about a text once more, later."""
    if _unchanged(records, delivery):
        records.note_delivery(delivery.id, due_at=at)


def doubt(records: RecordsOfDeliveries, delivery: Delivery, *, by: str, now: datetime) -> None:
    """Nobody can say what became of a text: a nurse decides about one that may never have been sent."""
    if not _unchanged(records, delivery) or not records.move_delivery(delivery.id, Step.DOUBT, due_at=None):
        return
    audit(records, delivery.id, "delivery.unconfirmed", by=by, now=now)
    if delivery.state is DeliveryState.SENDING:
        words = "A text may or may not have been sent. Please decide whether it is sent again."
        _tell_once(records, delivery.conversation, Reason.UNSETTLED, words, by=by, now=now)


def send_again(records: RecordsOfDeliveries, delivery: str, *, by: str, now: datetime) -> bool:
    """A nurse decides that a text of which nobody knows is sent again; False when it is known by now."""
    _held(records, delivery)
    moved = records.move_delivery(delivery, Step.SEND_AGAIN, due_at=now)
    if moved:
        audit(records, delivery, "delivery.sent_again", by=by, now=now)
    return moved


def alert(records: RecordsOfDeliveries, delivery: Delivery, *, by: str, now: datetime) -> None:
    """An urgent text is not known to have arrived after two minutes: a nurse is told, once."""
    _held(records, delivery.id)
    if records.alert_is_open(delivery.id):
        records.note_delivery(delivery.id, alert_at=None)
        _tell_urgent(records, delivery, _LATE, by=by, now=now)


def opt_out(records: RecordsOfDeliveries, conversation: str, *, by: str, now: datetime) -> None:
    """The carrier says that the person stopped our texts: the consent says so too, and the nurses phone from now on."""
    if records.conversation(conversation).consent is not Consent.GIVEN:
        return
    records.set_consent(conversation, Consent.STOPPED)
    records.audit(
        Event(
            action="consent.stop",
            subject=conversation,
            by=by,
            at=now,
            details={"now": Consent.STOPPED, "how": "carrier"},
        )
    )
    words = "The person's carrier holds our texts back, because the person sent STOP there."
    _tell_once(records, conversation, Reason.STOPPED, words, by=by, now=now)


def close_number(records: Records, conversation: str, *, by: str, now: datetime) -> None:
    """Send nothing more to a number unasked, because whoever has it is not the patient; only a nurse opens it again."""
    records.set_consent(conversation, Consent.CLOSED)
    records.audit(Event(action="number.closed", subject=conversation, by=by, at=now))


def _held(records: RecordsOfDeliveries, delivery: str) -> Delivery | None:
    """The text as it is now; nobody else changes its conversation until the commit."""
    found = records.delivery(delivery)
    if found is None:
        return None
    records.hold_conversation(found.conversation)
    return records.delivery(delivery)


def _unchanged(records: RecordsOfDeliveries, delivery: Delivery) -> bool:
    """Whether a text still stands where it was seen: another worker may have found out about it meanwhile."""
    current = _held(records, delivery.id)
    seen = (delivery.state, delivery.attempts)
    return current is not None and (current.state, current.attempts) == seen


def _tell_urgent(records: RecordsOfDeliveries, delivery: Delivery, words: str, *, by: str, now: datetime) -> None:
    concern = Concern(level=delivery.level or Level.SAME_DAY, reason=Reason.UNDELIVERED_URGENT, words=words)
    raise_concern(records, delivery.conversation, concern, incoming=None, by=by, now=now)


def _tell_once(
    records: RecordsOfDeliveries, conversation: str, reason: Reason, words: str, *, by: str, now: datetime
) -> None:
    if records.has_open_concern(conversation, reason):
        return
    concern = Concern(level=Level.ROUTINE, reason=reason, words=words)
    raise_concern(records, conversation, concern, incoming=None, by=by, now=now)


def audit(records: Records, delivery: str, action: str, *, by: str, now: datetime, error: str = "") -> None:
    """Write down what became of a text."""
    details = {"error": error} if error else {}
    records.audit(Event(action=action, subject=delivery, by=by, at=now, details=details))
