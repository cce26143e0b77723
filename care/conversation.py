"""Who may answer a conversation right now, and what is it waiting for?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from care.consent import Consent
from care.message import Channel, Incoming, Pending
from care.patient import Patient, PatientStatus

LEASE = timedelta(seconds=30)
"""How long one worker may hold a conversation before another takes it over."""

EMERGENCY_KEPT = timedelta(hours=24)
"""For how long further replies lead with the emergency number after an emergency (red_flags.yml, rules)."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One person on one channel.

    Attributes:
        id: opaque.
        channel: how the person writes.
        linked: whether we know that this is a patient of the centre.
        consent: whether unsolicited texts may be sent.
        pending: the question that is open, or None.
        last_topic: what was talked about last, for a follow-up question.
        emergency_at: when an emergency reply was last queued and no nurse has closed it, else None.
        started_at: when the first message came.
        patient: id of the patient whose conversation it is, or None while nobody knows.
    """

    id: str
    channel: Channel
    linked: bool
    consent: Consent
    pending: Pending | None
    last_topic: str | None
    emergency_at: datetime | None
    started_at: datetime
    patient: str | None = None

    def emergency_is_open(self, now: datetime) -> bool:
        """Whether an emergency reply went out within the last 24 hours and nobody has closed it."""
        return self.emergency_at is not None and now - self.emergency_at < EMERGENCY_KEPT


def may_be_written_to(patient: Patient, conversation: Conversation) -> bool:
    """Whether a text that nobody asked for may go to a patient in a conversation.

    Only to a patient who agreed, or walked into a demo, and has not left; only in a conversation of theirs, and never
    after STOP or from a number that is not theirs. A reply, and a warning sign above all, does not depend on it; nor
    does the one text that asks to agree.
    """
    return (
        patient.status is PatientStatus.ACTIVE
        and conversation.patient == patient.id
        and conversation.consent is Consent.GIVEN
    )


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How far a conversation has come; it differs after a message, a queued text or a closed turn.

    Attributes:
        conversation: its id.
        incoming: grows with every message kept.
        outgoing: the number of the newest text.
        working: whether a message waits for its answer.
    """

    conversation: str
    incoming: int
    outgoing: int
    working: bool


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The right to answer the waiting messages of one conversation, for as long as the lease holds.

    Attributes:
        id: opaque; every call made on behalf of the turn carries it.
        conversation: the conversation as it was when the turn began.
        fence: grows with every turn of the conversation; only the highest may close.
        waiting: the messages to answer, oldest first.
        opened_at: when the turn began.
    """

    id: str
    conversation: Conversation
    fence: int
    waiting: tuple[Incoming, ...]
    opened_at: datetime
