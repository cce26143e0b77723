"""How is a message received, a turn claimed and closed, and what a turn found handed to the nurses?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from care import consent
from care.audit import Event
from care.consent import Command
from care.conversation import LEASE, Conversation, Turn
from care.desk.escalations import raise_concern
from care.desk.moves import in_turn
from care.desk.ties import link
from care.errors import AlreadyKept, TurnClosed
from care.escalation import Concern, Escalation
from care.message import Channel, IncomingState, Level, NewMessage, Outgoing, Pending, Receipt, Reply
from care.ports import Records


@dataclass(frozen=True, kw_only=True)
class FirstReading:
    """What was read in a message at once, without any model.

    Attributes:
        level: the highest level of the warning signs found, or None.
        concerns: what goes on the nurses' list now.
        replies: fixed texts queued now.
        command: STOP, START or HELP, if the text is one or contains one beside a warning sign.
        settled: True when these replies are the whole answer and no turn is needed.
        introduction: queued after the replies when this is the conversation's first message, or None.
    """

    level: Level | None = None
    concerns: tuple[Concern, ...] = ()
    replies: tuple[Reply, ...] = ()
    command: Command | None = None
    settled: bool = False
    introduction: Reply | None = None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a closed turn sent."""

    outgoing: tuple[Outgoing, ...] = field(default=())


def known(records: Records, message: NewMessage) -> Receipt | None:
    """The receipt of a message that came before under the same provider id, or None."""
    earlier = records.receipt_of(message.channel, message.provider_id)
    if earlier is None:
        return None
    return Receipt(incoming=earlier.id, conversation=earlier.conversation, repeated=True, state=earlier.state)


def receive(
    records: Records, message: NewMessage, reading: FirstReading, *, linked: bool, by: str, now: datetime
) -> Receipt:
    """Keep a message, and at once what its warning signs and keywords demand.

    Args:
        records: the open records.
        message: what came.
        reading: what triage and the keywords found in it.
        linked: whether the sender is known to be a patient of the centre.
        by: the edge that received it.
        now: when it was received.

    Returns:
        The receipt; for a repeated provider id the first one, and nothing is done again.
    """
    repeated = known(records, message)
    if repeated is not None:
        return repeated
    conversation = records.conversation_with(message.channel, message.address, linked=linked, now=now)
    # The conversation is ours from here on: a repeat that came at the same moment is visible now.
    repeated = known(records, message)
    if repeated is not None:
        return repeated
    _link_by_phone(records, conversation, message.address, by=by, now=now)
    state = IncomingState.ANSWERED if reading.settled else IncomingState.WAITING
    try:
        kept = records.keep_incoming(conversation.id, message, state=state, level=reading.level, now=now)
    except AlreadyKept:
        repeated = known(records, message)
        if repeated is None:
            raise
        return repeated
    records.audit(
        Event(
            action="message.received",
            subject=kept.id,
            by=by,
            at=now,
            details={"conversation": conversation.id, "level": str(reading.level or "none")},
        )
    )
    for concern in reading.concerns:
        raise_concern(records, conversation.id, concern, incoming=kept.id, by=by, now=now)
    for reply in reading.replies:
        records.queue(conversation.id, reply, turn=None, answers=kept.id, now=now)
    if reading.introduction is not None and conversation.started_at == now:
        records.queue(conversation.id, reading.introduction, turn=None, answers=kept.id, now=now)
    if reading.level is Level.EMERGENCY:
        records.set_emergency(conversation.id, now)
    if reading.command is not None:
        changed = consent.after(conversation.consent, reading.command)
        records.set_consent(conversation.id, changed)
        records.audit(
            Event(
                action=f"consent.{reading.command}",
                subject=conversation.id,
                by=by,
                at=now,
                details={"now": changed},
            )
        )
    return Receipt(incoming=kept.id, conversation=conversation.id, repeated=False, state=state)


def claim(records: Records, conversation: str, *, by: str, now: datetime) -> Turn | None:
    """Take the right to answer a conversation, or None when nothing waits or somebody else holds it."""
    turn = records.claim(conversation, now=now, until=now + LEASE)
    if turn is not None:
        records.audit(
            Event(action="turn.opened", subject=turn.id, by=by, at=now, details={"conversation": conversation})
        )
    return turn


def escalate_in_turn(
    records: Records, turn: str, part: int, concern: Concern, *, by: str, now: datetime
) -> Escalation | None:
    """Put a concern that an action found on the nurses' list, once per turn and part.

    Returns:
        The escalation, or None when this very move had been made before.

    Raises:
        TurnClosed: when the turn was answered or taken over meanwhile.
    """
    move = in_turn(records, turn, part, f"escalate.{concern.reason}")
    if not move.first or move.conversation is None:
        return None
    return raise_concern(records, move.conversation, concern, incoming=move.incoming, by=by, now=now)


def close(
    records: Records,
    turn: Turn,
    replies: Sequence[Reply],
    *,
    concerns: Sequence[Concern] = (),
    by: str,
    now: datetime,
) -> Answered:
    """Answer a turn: queue its replies in the order given and mark its messages answered.

    Raises:
        TurnClosed: when a later turn holds the conversation; nothing is queued then.
    """
    pending = next((reply.pending for reply in reversed(replies) if reply.pending is not None), None)
    topics = [reply.topic for reply in replies if reply.template.startswith("answer/")]
    last_topic = topics[-1] if topics else turn.conversation.last_topic
    if not records.close(turn, pending=pending, last_topic=last_topic, now=now):
        raise TurnClosed(f"Turn {turn.id} was taken over; its replies are dropped.")
    answers = turn.waiting[-1].id if turn.waiting else None
    for concern in concerns:
        raise_concern(records, turn.conversation.id, concern, incoming=answers, by=by, now=now)
    queued = tuple(
        records.queue(turn.conversation.id, reply, turn=turn.id, answers=answers, now=now) for reply in replies
    )
    records.audit(
        Event(
            action="turn.closed",
            subject=turn.id,
            by=by,
            at=now,
            details={
                "conversation": turn.conversation.id,
                "kinds": ",".join(reply.kind for reply in replies),
            },
        )
    )
    return Answered(outgoing=queued)


def leave_open(records: Records, conversation: str, pending: Pending, *, by: str, now: datetime) -> None:
    """Keep the question that a text outside a turn, such as a reminder, leaves open, in place of any other."""
    records.leave_open(conversation, pending)
    details = {"question": pending.question}
    records.audit(Event(action="conversation.asked", subject=conversation, by=by, at=now, details=details))


def delivered(records: Records, conversation: str, *, up_to: int, by: str, now: datetime) -> int:
    """Remember that the texts up to this number reached the person; those that failed stay failed.

    Returns:
        How many were on their way until now; with none nothing is written.
    """
    count = records.deliver(conversation, up_to)
    if count:
        records.audit(
            Event(
                action="outgoing.delivered",
                subject=conversation,
                by=by,
                at=now,
                details={"up_to": str(up_to), "count": str(count)},
            )
        )
    return count


def _link_by_phone(records: Records, conversation: Conversation, phone: str, *, by: str, now: datetime) -> None:
    """Whoever writes from a patient's own number is taken for that patient."""
    if conversation.channel is not Channel.SMS or conversation.patient is not None:
        return
    patient = records.patient_with_phone(phone)
    if patient is not None:
        link(records, conversation.id, patient.id, how="phone", by=by, now=now)
