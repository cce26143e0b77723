"""What is a message, in and out, and what kinds of reply are there?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a person writes to the clinic."""

    SMS = "sms"
    WEB = "web"


class Kind(StrEnum):
    """What a reply is. The order is strength: in a joined reply the strongest leads."""

    URGENT = "urgent"
    HANDOFF = "handoff"
    TASK = "task"
    CLARIFY = "clarify"
    ANSWER = "answer"
    DECLINE = "decline"
    SMALLTALK = "smalltalk"


class Level(StrEnum):
    """How fast a person must get to a human; only urgent replies and escalations have one."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    ROUTINE = "routine"


class IncomingState(StrEnum):
    """Where an incoming message stands: waiting for an answer, or answered."""

    WAITING = "waiting"
    ANSWERED = "answered"


class OutgoingState(StrEnum):
    """Where an outgoing text stands.

    A text-message provider adds the states between sending and delivered.
    """

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


STRENGTH = {kind: position for position, kind in enumerate(Kind)}


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A source as it is named under a reply. Section and version are None where nobody here read them."""

    document: str
    section: str | None
    version: str | None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One text to a person, with all that is needed to say later why it was sent.

    Attributes:
        kind: what the reply is.
        level: emergency or same day for an urgent reply, else None.
        topic: the entry, flag or wording it is about.
        template: the template the text was rendered from.
        values: what filled the template's slots.
        text: the rendered text, as the person receives it.
        language: of the text, as an ISO 639-1 code.
        sources: the sources named under it.
        confidence: 0 to 1, how sure the reading was; None for fixed words.
        pending: the question this reply leaves open, if any.
    """

    kind: Kind
    topic: str
    template: str
    text: str
    level: Level | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    sources: tuple[Citation, ...] = ()
    confidence: float | None = None
    pending: "Pending | None" = None


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A question the patient was asked and has not answered.

    Attributes:
        question: its kind.
        options: the readings that were offered, as the patient can pick them.
        known: what was understood before and is needed once the question is answered.
    """

    question: str
    options: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A message as it reached an edge, before anything is kept.

    Attributes:
        channel: how it came.
        address: a phone number in E.164 form, or the opaque token of a web session.
        provider_id: the provider's own id of this message; a repeat of it is the same message.
        text: what the person wrote, untouched.
        written_at: when it was written, aware, in UTC.
        has_media: whether a picture or a voice message came with it.
    """

    channel: Channel
    address: str
    provider_id: str
    text: str
    written_at: datetime
    has_media: bool = False


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A message that was kept."""

    id: str
    conversation: str
    text: str
    written_at: datetime
    received_at: datetime
    state: IncomingState
    level: Level | None
    has_media: bool


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A text on its way to a person, numbered within its conversation."""

    id: str
    conversation: str
    number: int
    turn: str | None
    answers: str | None
    reply: Reply
    state: OutgoingState
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What an edge is told about a message it handed in.

    Attributes:
        incoming: id of the kept message.
        conversation: id of its conversation.
        repeated: True when the same message had come before; nothing was done again.
        state: whether an answer is still to come.
    """

    incoming: str
    conversation: str
    repeated: bool
    state: IncomingState


def strongest_first(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """The replies of one turn in the order in which they are sent; equals keep the order of the questions."""
    return tuple(sorted(replies, key=lambda reply: STRENGTH[reply.kind]))
