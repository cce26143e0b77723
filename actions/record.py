"""What of a patient's record does an action work with, and in which day does the patient live?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.turn import Asked
from care import desk
from care.course import Course
from care.errors import TurnClosed
from care.monitoring import Settings, end_of_monitoring, next_due
from care.patient import Patient
from care.plan import Plan
from care.ports import OpensRecords, Records
from care.recorded_test import RecordedTest
from language.marked import Marker

MONTH_FIRST = frozenset({"US", "FM", "MH", "PW", "PH", "PR", "GU", "VI"})
"""Countries where 03/04 is a day in March (Unicode CLDR, short date patterns)."""


@dataclass(frozen=True, kw_only=True)
class OwnRecord:
    """The record of the patient who wrote, as it was when the turn looked.

    Attributes:
        patient: who.
        conversation: in which conversation.
        courses: by number.
        tests: what is recorded of tests.
        today: the patient's civil day when the message was written.
    """

    patient: Patient
    conversation: str
    courses: tuple[Course, ...]
    tests: tuple[RecordedTest, ...]
    today: date

    @property
    def day_first(self) -> bool:
        """Whether 03/04 is the third of April where the patient lives."""
        return self.patient.country not in MONTH_FIRST

    def course(self, number: int) -> Course | None:
        """The course with this number, or None."""
        return next((course for course in self.courses if course.number == number), None)


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """What the rooms of the actions share.

    Attributes:
        records: how the records are reached.
        plan: the monitoring plan.
        settings: how the centre follows the plan.
        marker: marks dates in texts.
        corrected: corrects the spelling of a text in lower case.
        now: the machine's clock.
        calendar: makes a new address of a patient's calendar in the name of a turn, or None where there is none.
    """

    records: OpensRecords
    plan: Plan
    settings: Settings
    marker: Marker
    corrected: Callable[[str], str]
    now: Callable[[], datetime]
    calendar: Callable[..., str] | None = None

    def own_record(self, records: Records, asked: Asked) -> OwnRecord | None:
        """The record of the patient whose turn it is, or None when nobody knows who writes.

        Raises:
            TurnClosed: when the turn was answered or taken over meanwhile.
        """
        if not asked.turn:
            # The text that asks whether the service is ready comes from nobody.
            return None
        turn = records.living_turn(asked.turn)
        if turn is None:
            raise TurnClosed(f"Turn {asked.turn} is closed; what was meant for it is refused.")
        patient = records.patient_of(turn.conversation.id)
        if patient is None:
            return None
        return OwnRecord(
            patient=patient,
            conversation=turn.conversation.id,
            courses=tuple(records.courses_of(patient.id)),
            tests=tuple(records.recorded_tests_of(patient.id)),
            today=self.written(asked).astimezone(ZoneInfo(patient.time_zone)).date(),
        )

    def plain(self, text: str) -> str:
        """A text in lower case with its spelling corrected."""
        return self.corrected(text.casefold())

    def written(self, asked: Asked) -> datetime:
        """When the patient wrote: that is their now."""
        return asked.written_at or self.now()

    def take_back(self, records: Records, record: OwnRecord, asked: Asked, changes: str, *, by: str) -> None:
        """Undo changes of the last turn, the newest first.

        Args:
            records: the open records.
            record: of the patient who writes.
            asked: the part of the turn on whose behalf it is done.
            changes: the ids of the changes, oldest first, with spaces between them.
            by: who does it.

        Raises:
            ChangedMeanwhile: when the record is no longer as a change had left it.
        """
        for change in reversed(changes.split()):
            desk.undo(
                records,
                record.patient.id,
                change,
                turn=asked.turn,
                part=asked.part,
                by=by,
                now=self.written(asked),
            )

    def of(self, patient: Patient) -> Settings:
        """How the centre follows this patient."""
        return self.settings.of(patient)

    def next_due(self, record: OwnRecord) -> Mapping[str, date]:
        """The next day of each test."""
        return next_due(self.plan, record.courses, record.tests, self.of(record.patient), today=record.today)

    def end(self, record: OwnRecord) -> date | None:
        """The day until which tests go on at least, or None while no infusion is known."""
        reckoned = end_of_monitoring(self.plan, record.courses, self.of(record.patient))
        return reckoned.on if reckoned else None
