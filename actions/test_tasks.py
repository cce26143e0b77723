"""What happens when a patient tells that a test was taken, booked, missed or called off?

What was not said is asked: a booking needs a day, and a bare "done" to a reminder of several tests needs to say which.
What the team entered is never changed by a patient's text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.record import Clinic, OwnRecord
from actions.taken_back import without_refusal
from actions.tests_asked import certain, missing
from actions.tests_meant import answered_names, meant, numbered
from actions.tests_read_back import Entry, called_off, differs, not_yet, read_back
from actions.turn import Asked, Said
from care import desk
from care.course import SaidBy
from care.message import Pending
from care.ports import Records
from care.recorded_test import RecordedState, RecordedTest
from language.choice import number_chosen
from language.course_words import speaks_of_course
from language.dates import Tense, read_dates
from language.test_words import Told, named_tests
from language.told_tests import ToldTest, read_told_tests

_STATES = {Told.DONE: RecordedState.DONE, Told.BOOKED: RecordedState.BOOKED, Told.MISSED: RecordedState.MISSED}
_BY = "action.tell_test"
_ONLY_NAMES = re.compile(
    r"(?:\W*\b(?:the|and|i mean|meant|test|tests|both|all|blood|bloods|urine|pee|wee|thyroid|tsh|liver)\b\W*){1,8}"
)


class TestTasks:
    """Reads, asks about and keeps what patients tell of their tests."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def tell(self, asked: Asked) -> Sequence[Said]:
        """Keep what a message tells, or ask the one thing that is missing; empty when it tells nothing of a test."""
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            told = self._told(asked, record)
            return self._kept(records, record, asked, told) if record is not None and told else ()

    def answer_reminder(self, asked: Asked) -> Sequence[Said]:
        """Keep what a reply to a reminder tells of its tests; empty when it tells nothing of that kind."""
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            told = self._told(asked, record)
            if record is None or all(statement.told is Told.UNSAID for statement in told):
                return ()
            if speaks_of_course(self._clinic.plain(asked.text)) and not any(statement.tests for statement in told):
                # "My last drip was on the 11th" answers no reminder of a test.
                return ()
            return self._kept(records, record, asked, told)

    def resume(self, asked: Asked) -> Sequence[Said]:
        """Go on with what was asked about; empty when the text is no answer to it."""
        pending = asked.pending
        if pending is None:
            return ()
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            told = self._answered(asked, pending, record) if record is not None else None
            return self._kept(records, record, asked, (told,)) if record is not None and told is not None else ()

    def name_again(self, asked: Asked) -> Sequence[Said]:
        """What was just noted, told once more with the names of tests alone; empty for anything else."""
        known = asked.pending.known if asked.pending is not None else {}
        text = self._clinic.plain(asked.text)
        if known.get("of") != "test" or not named_tests(text) or not _ONLY_NAMES.fullmatch(text):
            return ()
        return self.resume(replace(asked, pending=Pending(question="test", known={**known, "ask": "again"})))

    def _told(self, asked: Asked, record: OwnRecord | None) -> tuple[ToldTest, ...]:
        if record is None:
            return ()
        return read_told_tests(asked.text, self._clinic.marker, today=record.today, day_first=record.day_first)

    def _answered(self, asked: Asked, pending: Pending, record: OwnRecord) -> ToldTest | None:
        """What was asked about, with what the text answers; None when it answers nothing."""
        known = pending.known
        text = self._clinic.plain(asked.text)
        told = Told(known.get("told", Told.DONE))
        tests = frozenset(known.get("tests", "").split())
        tense = Tense.PAST if told in (Told.DONE, Told.MISSED) else Tense.FUTURE
        readings = read_dates(asked.text, today=record.today, day_first=record.day_first, tense=tense)
        on = known.get("on")
        dates = readings or ((certain(date.fromisoformat(on)),) if on else ())
        named = answered_names(text, known.get("reminded", "").split())
        if known.get("ask") == "which":
            named = named or numbered(text)
            return ToldTest(tests=named, told=told, dates=dates) if named else None
        if known.get("ask") == "again":
            # The "no" in front says that what was noted is wrong, and nothing of the test.
            said = self._told(replace(asked, text=without_refusal(text)), record)
            again = next((one.told for one in said if one.told is not Told.UNSAID), told)
            if not named and not readings and again is told:
                return None
            return ToldTest(tests=named or tests, told=again, dates=dates)
        if len(pending.options) > 1 and not any(reading.certain for reading in readings):
            position = number_chosen(text, len(pending.options))
            if position is not None:
                readings = (certain(date.fromisoformat(pending.options[position])),)
        return ToldTest(tests=tests, told=told, dates=readings) if readings else None

    def _kept(self, records: Records, record: OwnRecord, asked: Asked, told: Sequence[ToldTest]) -> Sequence[Said]:
        """Keep all that is clear and read it back; of what is not, ask the first."""
        known = asked.pending.known if asked.pending is not None else {}
        reminded = known.get("reminded", "")
        entries: list[Entry] = []
        questions: list[Said] = []
        off: list[Said] = []
        for statement in _rebooked(told):
            tests = meant(self._clinic, record, statement.tests, reminded.split())
            if statement.told is Told.CANCELLED:
                off += self._called_off(records, record, asked, tests)
            # "At the lab now": a test was named and nothing was said of it.
            elif statement.told is not Told.NOT_YET and (
                statement.told is not Told.UNSAID or statement.dates or reminded
            ):
                question = missing(statement, tests, record.today, reminded=reminded, doubted=known.get("doubted", ""))
                if question is not None:
                    questions.append(question)
                else:
                    entries.append(_entry(statement, tests, record.today))
        said = [*off, *self._recorded(records, record, asked, entries)]
        if questions:
            said.append(_after(said, questions[0]))
        return said or (not_yet(meant(self._clinic, record, told[0].tests, reminded.split())),)

    def _recorded(self, records: Records, record: OwnRecord, asked: Asked, entries: Sequence[Entry]) -> Sequence[Said]:
        changes: list[str] = []
        kept: list[Entry] = []
        for entry in entries:
            results = [
                desk.record_test(
                    records,
                    record.patient.id,
                    RecordedTest(test=test, state=entry.state, on=entry.on, said_by=SaidBy.PATIENT),
                    turn=asked.turn,
                    part=asked.part,
                    words=asked.text,
                    by=_BY,
                    now=self._clinic.written(asked),
                )
                for test in entry.tests
            ]
            changes += [result.change for result in results if result.change is not None]
            tests = tuple(test for test, result in zip(entry.tests, results, strict=True) if not result.differs)
            kept += [replace(entry, tests=tests)] if tests else []
        contradicted = sum(len(one.tests) for one in kept) < sum(len(one.tests) for one in entries)
        return (
            *([read_back(self._clinic, record, kept, changes)] if kept else []),
            *([differs()] if contradicted else []),
        )

    def _called_off(self, records: Records, record: OwnRecord, asked: Asked, tests: Sequence[str]) -> Sequence[Said]:
        """A booking that was called off comes off the file; the plan stays as it is."""
        booked = [
            entry
            for entry in record.tests
            if entry.state is RecordedState.BOOKED and (entry.test in tests or not tests)
        ]
        results = [
            desk.remove_recorded_test(
                records,
                record.patient.id,
                entry.id,
                said_by=SaidBy.PATIENT,
                words=asked.text,
                turn=asked.turn,
                part=asked.part,
                by=_BY,
                now=self._clinic.written(asked),
            )
            for entry in booked
        ]
        if any(result.differs for result in results):
            return (differs(),)
        changes = [result.change for result in results if result.change is not None]
        return (called_off([entry.test for entry in booked] or tests, changes),)


def _after(said: Sequence[Said], question: Said) -> Said:
    """A question that follows what was kept already, which one word can still take back."""
    pending = question.pending
    changes = " ".join(one.pending.known["changes"] for one in said if one.pending is not None)
    if pending is None or not changes:
        return question
    known = {**pending.known, "of": "test", "changes": changes}
    return replace(question, pending=replace(pending, known=known))


def _rebooked(told: Sequence[ToldTest]) -> Sequence[ToldTest]:
    """A booking that was called off and has a new day is a booking on the new day."""
    if not any(statement.told is Told.BOOKED for statement in told):
        return told
    tests = frozenset(test for one in told if one.told is Told.CANCELLED for test in one.tests)
    return [
        replace(one, tests=one.tests or tests) if one.told is Told.BOOKED else one
        for one in told
        if one.told is not Told.CANCELLED
    ]


def _entry(statement: ToldTest, tests: Sequence[str], today: date) -> Entry:
    on = statement.dates[0].options[0] if statement.dates else today
    told = Told.DONE if statement.told is Told.UNSAID else statement.told
    if statement.told is Told.UNSAID and on > today:
        told = Told.BOOKED
    return Entry(tests=tuple(tests), state=_STATES[told], on=on)
