"""What does the desk need from whoever keeps the records?

One `Records` is one open transaction. The edge opens and commits it; nothing in here commits. So that no two
transactions wait for each other for ever, each takes a conversation first and its patient after it, and one
conversation only; only an erasure takes all conversations of a patient, in the order of their ids.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from care.audit import ChainedEvent, ChainHead, Event
from care.change import Change, ChangeOf
from care.consent import Consent
from care.conversation import Conversation, Mark, Turn
from care.course import Course
from care.escalation import Concern, Escalation
from care.message import Channel, Incoming, IncomingState, Level, NewMessage, Outgoing, Pending, Reply
from care.passage import Passage
from care.patient import Erased, Patient, PatientStatus
from care.recorded_test import RecordedTest


class OpensRecords(Protocol):
    """What an edge is given to reach the records."""

    def begin(self) -> AbstractContextManager["Records"]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def reading(self) -> AbstractContextManager["Records"]:
        """One transaction that only reads: it waits for no writer, and no writer waits for it."""


class RecordsOfPatients(Protocol):
    """What is kept of patients, beside what was said."""

    def patient(self, patient: str) -> Patient:
        """A patient by id; raises `NotFound`."""

    def hold_patient(self, patient: str) -> Patient:
        """A patient whom nobody else changes until the commit, with all that is theirs; raises `NotFound`."""

    def patient_with_phone(self, phone: str) -> Patient | None:
        """The patient who has this number in E.164 form, or None."""

    def patient_with_reference(self, reference: str) -> Patient | None:
        """The patient whom the centre knows under this number, or None."""

    def patient_of(self, conversation: str) -> Patient | None:
        """The patient whose conversation it is, or None."""

    def patients(
        self, *, status: PatientStatus | None = None, after: str | None = None, limit: int = 100
    ) -> Sequence[Patient]:
        """Patients in the order of their ids, those behind the id `after`; one page of at most `limit`."""

    def invited_before(self, instant: datetime) -> Sequence[Patient]:
        """Patients who are still invited and were so before an instant, longest first."""

    def keep_patient(self, patient: Patient, *, phone: str | None, reference: str | None) -> None:
        """Keep a new patient; raises `AlreadyEnrolled` when the number or the reference is another patient's."""

    def change_patient(self, patient: Patient) -> Patient:
        """Keep what stands in `patient` and return it with its new version.

        Raises:
            ChangedMeanwhile: when the version on file is no longer that of `patient`; it names both.
            NotFound: when there is no such patient.
        """

    def phone_of(self, patient: str) -> str | None:
        """The patient's number, or None; raises `NotFound`."""

    def reference_of(self, patient: str) -> str | None:
        """The centre's own number for the patient, or None; raises `NotFound`."""

    def set_phone(self, patient: str, phone: str | None) -> None:
        """Change the patient's number; raises `AlreadyEnrolled` when it is another patient's."""

    def courses_of(self, patient: str) -> Sequence[Course]:
        """The courses on file in the order of their numbers."""

    def put_course(self, patient: str, course: Course) -> None:
        """Keep a course under its version, in place of the one with its number."""

    def remove_course(self, patient: str, number: int) -> None:
        """Take a course off the file; nothing happens when there is none."""

    def recorded_tests_of(self, patient: str, *, test: str | None = None) -> Sequence[RecordedTest]:
        """The entries about the patient's tests, or about one of them, oldest date first."""

    def put_recorded_test(self, patient: str, entry: RecordedTest, *, now: datetime) -> RecordedTest:
        """Keep an entry and return it with its id, a new one where it has none.

        Raises:
            ChangedMeanwhile: when there is an entry about this test and date already.
        """

    def remove_recorded_test(self, patient: str, entry: str) -> bool:
        """Take an entry off the file; False when there is none of this id."""

    def keep_change(
        self,
        patient: str,
        of: ChangeOf,
        key: str,
        *,
        before: str,
        after: str,
        turn: str | None,
        part: int,
        move: str,
        by: str,
        now: datetime,
    ) -> Change:
        """Log a change under the patient's next number; nobody else logs one for them until the commit."""

    def change(self, change: str) -> Change:
        """A logged change by its id; raises `NotFound`."""

    def change_made(self, turn: str, part: int, move: str) -> Change | None:
        """The change that this move of a turn made, or None."""

    def changes_of(self, patient: str) -> Sequence[Change]:
        """All logged changes of a patient's record, oldest first."""

    def conversations_of(self, patient: str) -> Sequence[Conversation]:
        """The patient's conversations, oldest first."""

    def link_conversation(self, conversation: str, patient: str) -> bool:
        """Make a conversation the patient's; False when it is another's or the patient is gone."""

    def keep_link_code(self, patient: str, code: str, *, expires_at: datetime) -> None:
        """Keep the hash of a one-time code in place of any that the patient had."""

    def use_link_code(self, code: str, *, now: datetime) -> str | None:
        """The id of the patient of a code that is valid, which it then is no more; else None."""

    def count_link_attempts(self, conversation: str, *, since: datetime) -> int:
        """How many codes a conversation tried in vain since an instant."""

    def keep_link_attempt(self, conversation: str, *, now: datetime) -> None:
        """Remember that a conversation tried a code in vain."""

    def keep_calendar_secret(self, patient: str, secret: str, *, now: datetime) -> None:
        """Keep the hash of the secret of a calendar link."""

    def revoke_calendar_secrets(self, patient: str, *, now: datetime) -> int:
        """End all calendar links of a patient; returns how many there were."""

    def patient_of_calendar(self, secret: str) -> Patient | None:
        """The patient whose calendar link has this secret and was not revoked, or None."""

    def escalations_of(self, patient: str) -> Sequence[Escalation]:
        """All escalations from the patient's conversations, oldest first."""

    def events_about(self, patient: str) -> Sequence[Event]:
        """The audit events about the patient, their conversations and what is in them, in order."""

    def erase_patient(self, patient: str) -> Erased:
        """Remove all that is kept of a patient, conversations included, and leave the audit as it is.

        Raises:
            ChangedMeanwhile: when a conversation was linked to the patient in the meantime; try again.
            NotFound: when there is no such patient.
        """


class Records(RecordsOfPatients, Protocol):
    """The open records of the clinic."""

    def receipt_of(self, channel: Channel, provider_id: str) -> Incoming | None:
        """The kept message with this provider id, or None."""

    def conversation_with(self, channel: Channel, address: str, *, linked: bool, now: datetime) -> Conversation:
        """The conversation with this address, begun if it is new; nobody else changes it until the commit."""

    def conversation(self, conversation: str) -> Conversation:
        """A conversation by its id; raises `NotFound`."""

    def hold_conversation(self, conversation: str) -> Conversation:
        """A conversation that nobody else changes until the commit; raises `NotFound`."""

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

    def retire_address(self, conversation: str) -> None:
        """Forget the address of a conversation: whoever writes from it begins another one."""

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

    def leave_open(self, conversation: str, pending: Pending) -> None:
        """Keep a question that a text outside a turn, such as a reminder, leaves open."""

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
