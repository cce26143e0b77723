"""What may be done with the clinic's records? Every change goes through one of these use-cases.

Each takes the open records, its own arguments, then `by` (who does it) and `now`; it writes the change and
its audit event in the caller's transaction and returns the new value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from care import consent
from care.audit import Event
from care.consent import Command
from care.conversation import LEASE, Turn
from care.errors import AlreadyKept, TurnClosed
from care.escalation import Concern, Escalation
from care.message import IncomingState, Level, NewMessage, Outgoing, Receipt, Reply
from care.passage import Passage
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
        _escalate(records, conversation.id, concern, incoming=kept.id, by=by, now=now)
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
    living = records.living_turn(turn)
    if living is None:
        raise TurnClosed(f"Turn {turn} is closed; what was meant for it is refused.")
    if not records.move_once(turn, part, f"escalate.{concern.reason}"):
        return None
    incoming = living.waiting[-1].id if living.waiting else None
    return _escalate(records, living.conversation.id, concern, incoming=incoming, by=by, now=now)


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
        _escalate(records, turn.conversation.id, concern, incoming=answers, by=by, now=now)
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


def load_passages(records: Records, document: str, passages: Sequence[Passage], *, by: str, now: datetime) -> int:
    """Keep the centre's copy of a document in place of an earlier one; returns its number of passages."""
    records.keep_passages(document, passages)
    records.audit(
        Event(action="source.loaded", subject=document, by=by, at=now, details={"passages": str(len(passages))})
    )
    return len(passages)


def _escalate(
    records: Records, conversation: str, concern: Concern, *, incoming: str | None, by: str, now: datetime
) -> Escalation:
    raised = records.escalate(conversation, concern, incoming=incoming, now=now)
    records.audit(
        Event(
            action="escalation.raised",
            subject=raised.id,
            by=by,
            at=now,
            details={"level": concern.level, "reason": concern.reason, "flag": concern.flag or ""},
        )
    )
    return raised
