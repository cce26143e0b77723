"""What does the desk need of the records to remind patients, beside what it needs anyway?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from care.escalation import Reason
from care.ports import Records
from care.recorded_test import RecordedTest
from care.reminder import Kept, Move, Step


@dataclass(frozen=True, kw_only=True)
class Look:
    """The right to look at one patient's reminders, for as long as the lease holds.

    Attributes:
        patient: whose.
        fence: grows with every look at the patient; only the highest may end it.
    """

    patient: str
    fence: int


class RecordsOfReminders(Records, Protocol):
    """The clinic's records with the reminders.

    Whatever changes a patient, their courses, tests or wishes, or the consent of their conversation makes them due for
    a look in the same transaction.
    """

    def is_look_due(self, *, now: datetime) -> bool:
        """Whether anybody is to be looked at."""

    def claim_looks(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Look]:
        """Take patients who are to be looked at, the longest due first; nobody else gets them before `until`."""

    def holds(self, look: Look) -> bool:
        """Whether a look was not taken over."""

    def end_look(self, look: Look, next_look_at: datetime | None) -> None:
        """Say when the patient is looked at next, unless the look was taken over."""

    def reminders_since(self, patient: str, due: date) -> Sequence[Kept]:
        """What was done about due dates from this one on, and what nurses were told in the year before it."""

    def move_reminder(
        self,
        patient: str,
        due: date,
        step: Step,
        move: Move,
        *,
        tests: Collection[str],
        at: datetime,
        outgoing: str | None = None,
    ) -> bool:
        """Move a reminder, or let it begin; False when where it stands does not allow that."""

    def unasked_texts(self, conversation: str, *, limit: int) -> Sequence[datetime]:
        """When the newest texts of a conversation that nobody asked for were queued, without urgent ones."""

    def was_written_to(self, conversation: str) -> bool:
        """Whether any text was ever queued in a conversation."""

    def last_heard(self, conversation: str) -> datetime | None:
        """When the newest message of a conversation came, or None."""

    def tests_since(self, patient: str, on: date, *, always: Collection[str]) -> Sequence[RecordedTest]:
        """The entries about the patient's tests from this date on, and all about the tests named in `always`."""

    def has_open_concern(self, conversation: str, reason: Reason) -> bool:
        """Whether the nurses' list has a conversation for this reason."""
