"""What does the desk need from whoever keeps the records?

One `Records` is one open transaction. The edge opens and commits it; nothing in here commits. A transaction
changes one conversation only: two that each held one and wanted the other's would wait for ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from care.audit import ChainedEvent, ChainHead, Event
from care.consent import Consent
from care.conversation import Conversation, Mark, Turn
from care.escalation import Concern, Escalation
from care.message import Channel, Incoming, IncomingState, Level, NewMessage, Outgoing, Pending, Reply
from care.passage import Passage


class OpensRecords(Protocol):
    """What an edge is given to reach the records."""

    def begin(self) -> AbstractContextManager["Records"]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def reading(self) -> AbstractContextManager["Records"]:
        """One transaction that only reads: it waits for no writer, and no writer waits for it."""


class Records(Protocol):
    """The open records of the clinic."""

    def receipt_of(self, channel: Channel, provider_id: str) -> Incoming | None:
        """The kept message with this provider id, or None."""

    def conversation_with(self, channel: Channel, address: str, *, linked: bool, now: datetime) -> Conversation:
        """The conversation with this address, begun if it is new; nobody else changes it until the commit."""

    def conversation(self, conversation: str) -> Conversation:
        """A conversation by its id; raises `NotFound`."""

    def address_of(self, conversation: str) -> str:
        """The phone number or session token behind a conversation; raises `NotFound`."""

    def keep_incoming(
        self,
        conversation: str,
        message: NewMessage,
        *,
        state: IncomingState,
        level: Level | None,
        now: datetime,
    ) -> Incoming:
        """Keep a message; raises `AlreadyKept` when somebody else kept it in the meantime."""

    def queue(
        self, conversation: str, reply: Reply, *, turn: str | None, answers: str | None, now: datetime
    ) -> Outgoing:
        """Queue a text under the conversation's next number."""

    def escalate(self, conversation: str, concern: Concern, *, incoming: str | None, now: datetime) -> Escalation:
        """Put a concern on the nurses' list."""

    def set_consent(self, conversation: str, consent: Consent) -> None:
        """Change the consent of a conversation."""

    def set_emergency(self, conversation: str, at: datetime) -> None:
        """Remember that an emergency reply was queued."""

    def claim(self, conversation: str, *, now: datetime, until: datetime) -> Turn | None:
        """Open a turn when messages wait and nobody else holds a living lease; else None."""

    def living_turn(self, turn: str) -> Turn | None:
        """The turn while it is open and still holds the conversation's lease, else None."""

    def move_once(self, turn: str, part: int, move: str) -> bool:
        """Remember that a turn made a move for a part; False when it had made it before."""

    def close(self, turn: Turn, *, pending: Pending | None, last_topic: str | None, now: datetime) -> bool:
        """Close the turn and mark its messages answered; False when a later turn has the lease."""

    def conversations_waiting(self, *, now: datetime, limit: int) -> Sequence[str]:
        """Ids of conversations with waiting messages that nobody holds, oldest first."""

    def marks(self, channel: Channel, addresses: Collection[str]) -> Mapping[str, Mark]:
        """How far the conversations with these addresses have come; no entry where there is none yet."""

    def incoming_in(self, conversation: str, *, after: int = 0) -> Sequence[Incoming]:
        """The messages of a conversation, oldest first, without the first `after` of them."""

    def outgoing_in(self, conversation: str, *, after: int = 0) -> Sequence[Outgoing]:
        """The texts of a conversation whose number is above `after`, in order."""

    def deliver(self, conversation: str, up_to: int) -> int:
        """Mark the queued texts up to this number delivered; returns how many there were."""

    def escalations(self, *, only_open: bool) -> Sequence[Escalation]:
        """The nurses' list: highest level first, then oldest first."""

    def keep_passages(self, document: str, passages: Sequence[Passage]) -> None:
        """Keep the passages of a document in place of those that were there."""

    def passage(self, document: str, digest: str) -> Passage | None:
        """A passage by the hash of its sentence, or None when no loaded document has it."""

    def audit(self, event: Event) -> None:
        """Append an event to the hash chain."""

    def chain(self) -> Iterable[ChainedEvent]:
        """The whole audit chain in order."""

    def chain_head(self) -> ChainHead:
        """Where the audit chain ends, as it is kept apart from the events."""
