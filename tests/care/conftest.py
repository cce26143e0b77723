"""How do tests of the clinic's rules get to a state? By walking the real moves."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from care import desk
from care.conversation import Turn
from care.course import Course, CourseStatus, SaidBy, course_of
from care.db.database import Database
from care.desk import FirstReading
from care.escalation import Concern, Escalation, Reason
from care.message import Channel, Incoming, Kind, Level, NewMessage, Outgoing, Receipt, Reply
from care.patient import Patient
from care.recorded_test import RecordedState, RecordedTest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NUMBER = "+32470123456"


@dataclass
class Clinic:
    """The desk over one database, with a clock that stands still until it is moved."""

    database: Database
    now: datetime = NOON
    _ids: Any = field(default_factory=count)

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def message(self, text: str = "how long aciclovir", **given: Any) -> NewMessage:
        values = {
            "channel": Channel.SMS,
            "address": NUMBER,
            "provider_id": f"SM{next(self._ids)}",
            "text": text,
            "written_at": self.now,
        }
        return NewMessage(**{**values, **given})

    def receive(self, message: NewMessage | str, reading: FirstReading | None = None) -> Receipt:
        with self.database.begin() as records:
            return desk.receive(
                records,
                self.message(message) if isinstance(message, str) else message,
                reading or FirstReading(),
                linked=True,
                by="sms",
                now=self.now,
            )

    def claim(self, conversation: str, by: str = "worker") -> Turn | None:
        with self.database.begin() as records:
            return desk.claim(records, conversation, by=by, now=self.now)

    def turn(self, *texts: str) -> Turn:
        """An open turn over these messages."""
        conversation = [self.receive(text).conversation for text in texts or ("how long aciclovir",)][-1]
        turn = self.claim(conversation)
        assert turn is not None
        return turn

    def escalate(self, turn: str, part: int = 0, reason: Reason = Reason.RESULT) -> Escalation | None:
        concern = Concern(level=Level.ROUTINE, reason=reason, words="lymphocytes 0.2")
        with self.database.begin() as records:
            return desk.escalate_in_turn(records, turn, part, concern, by="action", now=self.now)

    def close(self, turn: Turn, *replies: Reply, concerns: Sequence[Concern] = ()) -> Sequence[Outgoing]:
        with self.database.begin() as records:
            return desk.close(
                records, turn, replies or (reply(),), concerns=concerns, by="worker", now=self.now
            ).outgoing

    def incoming(self, conversation: str) -> Sequence[Incoming]:
        with self.database.begin() as records:
            return records.incoming_in(conversation)

    def outgoing(self, conversation: str) -> Sequence[Outgoing]:
        with self.database.begin() as records:
            return records.outgoing_in(conversation)

    def do(self, use_case: Callable[..., Any], *arguments: Any, by: str = "nurse-1", **given: Any) -> Any:
        """One use-case in a transaction of its own, at the clinic's time."""
        with self.database.begin() as records:
            return use_case(records, *arguments, by=by, now=given.pop("now", self.now), **given)

    def read(self, question: Callable[[Any], Any]) -> Any:
        """What one look into the records tells."""
        with self.database.reading() as records:
            return question(records)

    def enrol(self, **given: Any) -> Patient:
        return self.do(desk.enrol, **{"language": "en", "country": "GB", "time_zone": "Europe/London", **given})

    def patient_in_turn(self, text: str = "a message") -> tuple[str, str]:
        """An active patient who wrote by text message: their id, and the id of the open turn."""
        patient = self.enrol(phone=NUMBER).id
        self.do(desk.agree, patient, version="1")
        return patient, self.turn(text).id

    def courses(self, patient: str) -> list[Course]:
        return self.read(lambda records: list(records.courses_of(patient)))

    def tests(self, patient: str) -> list[RecordedTest]:
        return self.read(lambda records: list(records.recorded_tests_of(patient)))

    def patient(self, patient: str) -> Patient:
        return self.read(lambda records: records.patient(patient))

    def events(self, action: str) -> list[Any]:
        """The audit events of one action, oldest first."""
        with self.database.begin() as records:
            return [kept.event for kept in records.chain() if kept.event.action == action]

    def escalations(self) -> Sequence[Escalation]:
        with self.database.begin() as records:
            return records.escalations(only_open=True)


def reply(text: str = "One month.", **given: Any) -> Reply:
    values = {"kind": Kind.ANSWER, "topic": "herpes.duration", "template": "answer/herpes.duration"}
    return Reply(text=text, **{**values, **given})


def course(number: int = 1, said_by: SaidBy = SaidBy.PATIENT, **given: Any) -> Course:
    """A course of five days in January 2025, unless told otherwise."""
    values = {"first": date(2025, 1, 27), "last": date(2025, 1, 31), "status": CourseStatus.GIVEN}
    return course_of(number, said_by=said_by, **{**values, **given})


def entry(
    test: str = "cbc",
    state: RecordedState = RecordedState.DONE,
    on: date = date(2026, 11, 20),
    said_by: SaidBy = SaidBy.PATIENT,
) -> RecordedTest:
    """A blood count taken two days ago, unless told otherwise."""
    return RecordedTest(test=test, state=state, on=on, said_by=said_by)


def emergency() -> FirstReading:
    """What triage reads in a message that cannot wait."""
    urgent = reply("Call 112 now.", kind=Kind.URGENT, level=Level.EMERGENCY, topic="stroke", template="wording/u")
    concern = Concern(level=Level.EMERGENCY, reason=Reason.WARNING_SIGN, flag="stroke", words="my face drops")
    return FirstReading(level=Level.EMERGENCY, concerns=(concern,), replies=(urgent,), settled=True)


@pytest.fixture
def clinic(database: Database) -> Clinic:
    return Clinic(database)


@pytest.fixture
def answer() -> Callable[..., Reply]:
    return reply


@pytest.fixture
def a_course() -> Callable[..., Course]:
    return course


@pytest.fixture
def an_entry() -> Callable[..., RecordedTest]:
    return entry


@pytest.fixture
def alarm() -> FirstReading:
    return emergency()


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Runs functions in threads that all start at the same moment; returns what each returned or raised."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        gate = threading.Barrier(len(functions))

        def one(function: Callable[[], Any]) -> Any:
            gate.wait(timeout=30)
            try:
                return function()
            except Exception as error:  # noqa: BLE001 the test looks at it
                return error

        with ThreadPoolExecutor(len(functions)) as threads:
            return list(threads.map(one, functions))

    return run
