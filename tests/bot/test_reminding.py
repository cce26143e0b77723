"""Does a tick queue each reminder once and with its mark, whoever else looks and whatever fails in between?"""

import random
import signal
import subprocess
import sys
import time as stopwatch
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.reminding import Reminding
from bot.replies import Replies
from care import desk
from care.consent import Consent
from care.course import CourseStatus, SaidBy, course_of
from care.db.database import Database
from care.db.reminder_table import looks, reminders
from care.escalation import Reason
from care.message import Channel
from care.monitoring import Settings
from care.patient import LeaveReason, Preferences
from care.recorded_test import RecordedState, RecordedTest
from content.monitoring import load_plan
from content.segments import count

CHECKOUT = Path(__file__).resolve().parents[2]
NUMBER = "+32470123456"
ZONE = "Europe/Brussels"
FIRST = date(2026, 1, 12)
CENTRE = {
    "clinic_name": "Demo MS Centre",
    "clinic_phone": "02 555 01 10",
    "clinic_hours": "Monday to Friday, 9 to 5",
    "out_of_hours_phone": "02 555 01 99",
    "crisis_line": "02 648 40 14",
    "emergency_number": "112",
}


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day in Brussels."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE))


class Centre:
    """A centre with one worker, and a clock that stands still until it is moved."""

    def __init__(self, database, knowledge, plan) -> None:
        self.database = database
        self.now = at(FIRST, 12)
        self.reminding = Reminding(database, plan, Settings(), Replies(knowledge, CENTRE), now=lambda: self.now)

    def do(self, use_case, *given, **named):
        with self.database.begin() as records:
            return use_case(records, *given, by="nurse", now=self.now, **named)

    def read(self, question):
        with self.database.reading() as records:
            return question(records)

    def patient(self, phone: str | None = NUMBER, *, agrees: bool = True, first: date = FIRST) -> str:
        patient = self.do(desk.enrol, phone=phone, language="en", country="BE", time_zone=ZONE).id
        if agrees:
            self.do(desk.agree, patient, version="1")
        course = course_of(
            1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, first=first, last=first + timedelta(days=4)
        )
        self.do(desk.tell_course, patient, course)
        return patient

    def done(self, patient: str, on: date, tests=("cbc", "creatinine", "urine", "thyroid", "liver")) -> None:
        for test in tests:
            entry = RecordedTest(test=test, state=RecordedState.DONE, on=on, said_by=SaidBy.NURSE)
            self.do(desk.record_test, patient, entry)

    def until(self, moment: datetime, *, hours: int = 1) -> None:
        """Let the worker look every hour until then."""
        while self.now < moment:
            self.now = min(moment, self.now + timedelta(hours=hours))
            self.tick()

    def tick(self) -> int:
        found = 0
        while taken := self.reminding.tick():
            found += taken
        return found

    def texts(self, number: str = NUMBER) -> list:
        def found(records):
            mark = records.marks(Channel.SMS, [number]).get(number)
            return list(records.outgoing_in(mark.conversation)) if mark else []

        return self.read(found)

    def templates(self) -> list[str]:
        return [text.reply.template.removeprefix("wording/reminder.") for text in self.texts()]

    def rows(self) -> list:
        with self.database.engine.connect() as connection:
            return connection.execute(reminders.select().order_by(reminders.c.due_on, reminders.c.at)).all()

    def conversation(self):
        return self.read(
            lambda records: records.conversation(records.marks(Channel.SMS, [NUMBER])[NUMBER].conversation)
        )

    def concerns(self) -> list:
        return self.read(lambda records: [each.concern for each in records.escalations(only_open=True)])


@pytest.fixture(scope="session")
def plan(all_knowledge):
    return load_plan(CHECKOUT / "knowledge" / "monitoring.yml", all_knowledge.facts)


@pytest.fixture
def centre(database, all_knowledge, plan):
    return Centre(database, all_knowledge, plan)


def test_a_month_is_before_on_the_day_twice_after_and_then_a_nurse(centre):
    patient = centre.patient()
    centre.until(at(date(2026, 2, 6)))
    centre.done(patient, date(2026, 2, 12))
    before = len(centre.texts())
    centre.until(at(date(2026, 4, 1)))
    assert centre.templates()[before:] == ["before", "on_day", "after", "after"]
    days = [text.created_at.astimezone(ZoneInfo(ZONE)) for text in centre.texts()[before:]]
    assert [(day.date().isoformat(), day.hour) for day in days] == [
        ("2026-03-05", 9), ("2026-03-12", 9), ("2026-03-15", 9), ("2026-03-19", 9),
    ]  # fmt: skip
    assert [concern.reason for concern in centre.concerns()] == [Reason.OVERDUE]
    assert "2026-03-12" in centre.concerns()[0].words


def test_the_first_text_of_all_counts_among_the_four_of_a_month(centre):
    centre.patient()
    centre.until(at(date(2026, 3, 1)))
    assert centre.templates() == ["first", "before", "on_day", "after"]
    assert [concern.reason for concern in centre.concerns()] == [Reason.OVERDUE]


def test_a_reminder_says_what_to_reply_whom_to_call_and_nothing_that_tells_on_the_patient(centre):
    centre.patient()
    centre.until(at(date(2026, 2, 20)))
    for text in centre.texts():
        assert count(text.reply.text) <= 2
        assert CENTRE["clinic_phone"] in text.reply.text
        assert not any(
            word in text.reply.text for word in ("LEMTRADA", "alemtuzumab", "sclerosis", "YES", "END", "fail")
        )
    assert "computer" in centre.texts()[0].reply.text
    assert "DONE, BOOKED and the day, LATER or CAN'T" in centre.texts()[1].reply.text
    assert "Thursday 12 February 2026" in centre.texts()[1].reply.text


def test_the_medicine_is_named_only_to_those_who_agreed_to_it(centre):
    patient = centre.patient()
    wished = Preferences(names_medicine=True)
    centre.do(desk.change_preferences, patient, wished, said_by=SaidBy.PATIENT, safety=())
    centre.until(at(date(2026, 2, 6)))
    assert "LEMTRADA" in centre.texts()[1].reply.text


def test_a_reminder_leaves_its_question_open_with_the_tests_it_spoke_of(centre):
    centre.patient()
    centre.until(at(date(2026, 2, 6)))
    pending = centre.conversation().pending
    assert pending.question == "reminder"
    assert set(pending.known["reminded"].split()) == {"cbc", "creatinine", "urine", "liver"}


def test_the_thyroid_month_is_one_text(centre):
    patient = centre.patient()
    for day in (date(2026, 2, 12), date(2026, 3, 12)):
        centre.until(at(day, 8))
        centre.done(patient, day)
    before = len(centre.texts())
    centre.until(at(date(2026, 4, 12), 12))
    new = centre.texts()[before:]
    assert [text.reply.template for text in new] == ["wording/reminder.before", "wording/reminder.on_day"]
    assert all("blood, urine and thyroid test" in text.reply.text for text in new)


def test_a_test_that_was_taken_stops_what_was_planned_for_it(centre):
    patient = centre.patient()
    centre.until(at(date(2026, 2, 12), 12))
    centre.done(patient, date(2026, 2, 12))
    centre.until(at(date(2026, 3, 4)))
    assert centre.templates() == ["first", "before", "on_day"]
    states = {(row.due_on.isoformat(), row.step): row.state for row in centre.rows()}
    assert states["2026-02-12", "after.3"] == "stopped"
    assert states["2026-03-12", "before.7"] == "planned"


def test_after_three_tests_in_a_row_on_time_one_text_a_month_is_enough(centre):
    patient = centre.patient()
    for day in (date(2026, 2, 12), date(2026, 3, 12), date(2026, 4, 12)):
        centre.until(at(day, 8))
        centre.done(patient, day)
    before = len(centre.texts())
    centre.until(at(date(2026, 5, 13)))
    assert centre.templates()[before:] == ["on_day"]


def test_a_booking_is_quiet_until_the_day_after_it(centre):
    patient = centre.patient()
    centre.until(at(date(2026, 2, 5), 12))
    booked = RecordedTest(test="cbc", state=RecordedState.BOOKED, on=date(2026, 2, 16), said_by=SaidBy.NURSE)
    centre.do(desk.record_test, patient, booked)
    before = len(centre.texts())
    centre.until(at(date(2026, 2, 17), 8))
    assert len(centre.texts()) == before
    centre.until(at(date(2026, 2, 17), 10))
    assert centre.templates()[before:] == ["after_booking"]
    assert "Monday 16 February 2026" in centre.texts()[-1].reply.text


def test_nothing_comes_before_the_patient_agreed_and_nothing_back_dated_after(centre):
    patient = centre.patient(agrees=False)
    centre.until(at(date(2026, 2, 9)))
    assert centre.texts() == []
    centre.do(desk.agree, patient, version="1")
    centre.until(at(date(2026, 2, 11)))
    assert centre.texts() == [], "the text before the test was missed before the agreement"
    centre.until(at(date(2026, 2, 12), 10))
    assert centre.templates() == ["first", "on_day"]


def test_nothing_comes_after_the_patient_left(centre):
    patient = centre.patient()
    centre.until(at(date(2026, 2, 6)))
    centre.do(desk.leave, patient, reason=LeaveReason.MOVED_AWAY)
    before = len(centre.texts()), len(centre.concerns())
    centre.until(at(date(2026, 6, 1)), hours=12)
    assert (len(centre.texts()), len(centre.concerns())) == before
    assert not [row for row in centre.rows() if row.state == "planned"]


def test_stop_holds_texts_and_the_nurse_hears_of_late_tests_all_the_same(centre):
    centre.patient()
    centre.until(at(date(2026, 2, 6)))
    with centre.database.begin() as records:
        records.set_consent(records.marks(Channel.SMS, [NUMBER])[NUMBER].conversation, Consent.STOPPED)
    before = len(centre.texts())
    centre.until(at(date(2026, 2, 27)))
    assert len(centre.texts()) == before
    assert [concern.reason for concern in centre.concerns()] == [Reason.OVERDUE]


def test_a_worker_that_was_away_sends_one_late_text_that_says_so(centre):
    centre.patient()
    centre.until(at(date(2026, 2, 6)))
    centre.now = at(date(2026, 2, 14), 3)
    centre.tick()
    assert centre.templates() == ["first", "before"], "nothing is sent at night"
    centre.until(at(date(2026, 2, 14), 10))
    assert centre.templates() == ["first", "before", "late"]
    assert "comes late" in centre.texts()[-1].reply.text


def test_a_corrected_date_moves_what_is_planned_and_repeats_nothing(centre):
    patient = centre.patient()
    centre.until(at(date(2026, 2, 5), 12))
    moved = FIRST + timedelta(days=2)
    course = course_of(1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, first=moved, last=moved + timedelta(days=4))
    centre.do(desk.tell_course, patient, course)
    centre.until(at(date(2026, 2, 14), 12))
    assert centre.templates() == ["first", "before", "on_day"]
    assert "Saturday 14 February 2026" in centre.texts()[-1].reply.text


def test_a_person_who_is_writing_just_now_is_not_interrupted(centre):
    centre.patient()
    centre.until(at(date(2026, 2, 5), 8))
    centre.now = at(date(2026, 2, 5), 8) + timedelta(minutes=50)
    message = desk_message(centre.now)
    with centre.database.begin() as records:
        desk.receive(records, message, desk.FirstReading(settled=True), linked=True, by="sms", now=centre.now)
    centre.now = at(date(2026, 2, 5), 9)
    centre.tick()
    assert centre.texts() == []
    centre.now = at(date(2026, 2, 5), 9) + timedelta(minutes=21)
    centre.tick()
    assert centre.templates() == ["first", "before"]


def desk_message(now):
    from care.message import NewMessage

    return NewMessage(channel=Channel.SMS, address=NUMBER, provider_id="SM1", text="hello", written_at=now)


def test_the_nurse_hears_of_the_end_sixty_days_before_and_the_patient_gets_no_goodbye(centre):
    centre.now = at(date(2029, 10, 1))
    patient = centre.patient()
    centre.done(patient, date(2029, 10, 1))
    centre.until(at(date(2029, 11, 10)), hours=6)
    assert Reason.END_OF_MONITORING not in [concern.reason for concern in centre.concerns()]
    centre.until(at(date(2029, 11, 25)), hours=6)
    assert [concern.reason for concern in centre.concerns()].count(Reason.END_OF_MONITORING) == 1
    centre.until(at(date(2030, 6, 1)), hours=12)
    assert all(template in ("first", "before", "on_day", "after") for template in centre.templates())
    assert max(text.created_at for text in centre.texts()) < at(date(2030, 2, 1))


def test_a_look_that_fails_leaves_no_text_and_no_mark_and_is_done_by_the_next(centre, monkeypatch):
    from care.desk import reminders as at_the_desk

    centre.patient()
    centre.until(at(date(2026, 2, 5), 8))
    centre.now = at(date(2026, 2, 5), 9)
    monkeypatch.setattr(at_the_desk, "leave_open", lambda *_, **__: 1 / 0)
    centre.tick()
    assert centre.texts() == []
    monkeypatch.undo()
    centre.tick()
    assert centre.texts() == [], "the lease still runs"
    centre.now += at_the_desk.LEASE
    centre.tick()
    assert centre.templates() == ["first", "before"]


def test_a_look_that_was_taken_over_does_nothing(centre):
    from care.desk import reminders as at_the_desk

    patient = centre.patient()
    centre.until(at(date(2026, 2, 5), 8))
    centre.now = at(date(2026, 2, 5), 9)
    with centre.database.begin() as records:
        (slow,) = at_the_desk.claim_looks(records, limit=5, now=centre.now)
    centre.now += at_the_desk.LEASE
    centre.tick()
    before = len(centre.texts())
    assert before == 2
    words = centre.reminding._words
    with centre.database.begin() as records:
        looked = at_the_desk.look(records, slow, centre.reminding._plan, Settings(), words, by="slow", now=centre.now)
    assert (looked.texts, len(centre.texts())) == (0, before)
    assert patient == slow.patient


def test_nobody_is_looked_at_for_whom_nothing_can_fall_due(centre):
    centre.do(desk.enrol, phone=NUMBER, language="en", country="BE", time_zone=ZONE)
    assert centre.tick() == 1
    centre.now += timedelta(days=400)
    assert centre.tick() == 0
    with centre.database.engine.connect() as connection:
        assert connection.execute(looks.select()).one().next_look_at is None


WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from bot.reminding import Reminding
from bot.replies import Replies
from care.db.database import Database
from care.db.sealing import Sealer
from care.monitoring import Settings
from content import load
from content.monitoring import load_plan
url, keyset, now = sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3])
values = dict(pair.split("=", 1) for pair in sys.argv[4:])
knowledge = load(Path("knowledge"))
database = Database(url, Sealer(keyset, "0123456789abcdef" * 4))
plan = load_plan(Path("knowledge/monitoring.yml"), knowledge.facts)
reminding = Reminding(database, plan, Settings(), Replies(knowledge, values), now=lambda: now)
print("ready", flush=True)
while reminding.tick(limit=7):
    pass
"""
PATIENTS = 120


def test_workers_that_are_killed_in_the_middle_lose_nothing_and_double_nothing(database_url, all_knowledge, plan):
    from care.db.sealing import Sealer, new_keyset
    from care.desk.reminders import LEASE

    keyset = new_keyset()
    database = Database(database_url, Sealer(keyset, "0123456789abcdef" * 4))
    centre = Centre(database, all_knowledge, plan)
    numbers = [f"+3247{number:07d}" for number in range(PATIENTS)]
    for number in numbers:
        centre.patient(number)
    chance = random.Random(7)
    now = at(date(2026, 2, 5), 10)
    killed = 0
    values = [f"{name}={value}" for name, value in CENTRE.items()]
    for _ in range(12):
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, database_url, keyset, now.isoformat(), *values],
                cwd=CHECKOUT,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for worker in workers:
            assert worker.stdout.readline() == "ready\n"
        stopwatch.sleep(chance.uniform(0.0, 0.35))
        for worker in workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
                killed += 1
            worker.communicate()
        now += LEASE
        if killed >= 8 or not _due(database, now):
            break
    centre.now = now
    centre.tick()
    texts = {number: [text.reply.template for text in centre.texts(number)] for number in numbers}
    expected = ["wording/reminder.first", "wording/reminder.before"]
    assert killed, "nobody was killed in the middle"
    assert [number for number, sent in texts.items() if len(sent) < 2] == [], "lost"
    assert Counter(len(sent) for sent in texts.values()) == {2: PATIENTS}, "doubled"
    assert all(sent == expected for sent in texts.values())
    queued = [row for row in centre.rows() if row.state == "queued"]
    assert len({row.outgoing_id for row in queued}) == PATIENTS
    database.close()


def _due(database: Database, now: datetime) -> bool:
    with database.reading() as records:
        return records.is_look_due(now=now.astimezone(UTC))


def test_the_worker_queues_reminders_until_it_is_told_to_stop(house):
    import threading

    from bot.worker import work_for

    began = house.now() - timedelta(days=400)
    first = began.date()
    with house.database.begin() as records:
        given = {"by": "nurse", "now": began}
        patient = desk.enrol(records, phone=NUMBER, language="en", country="BE", time_zone="Etc/UTC", **given).id
        desk.agree(records, patient, version="1", **given)
        course = course_of(1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, first=first, last=first)
        desk.tell_course(records, patient, course, **given)
    stop = threading.Event()
    worker = threading.Thread(target=work_for, args=(house, stop))
    worker.start()
    end = stopwatch.monotonic() + 20
    try:
        while not _concerns(house) and stopwatch.monotonic() < end:
            stopwatch.sleep(0.05)
    finally:
        stop.set()
        worker.join(timeout=20)
    assert not worker.is_alive()
    assert Reason.OVERDUE in _concerns(house)


def _concerns(house) -> list:
    with house.database.reading() as records:
        return [escalation.concern.reason for escalation in records.escalations(only_open=True)]
