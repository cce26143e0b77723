"""Does anything in five years of one patient's life make a reminder come twice, at night, too often, or not at all?"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.course import CourseStatus, SaidBy, course_of
from care.monitoring import Settings, due_days
from care.patient import Agreement, Patient, PatientStatus, Preferences
from care.recorded_test import RecordedState, RecordedTest
from care.reminder import LOOK_BACK, Kept, Reminder, Situation, State, StepKind, Tell, outlook
from content.loading import load
from content.monitoring import load_plan

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
PLAN = load_plan(KNOWLEDGE / "monitoring.yml", load(KNOWLEDGE).facts)
ZONES = (
    "Europe/Brussels", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata",
)  # fmt: skip
YEARS = 5
MONTHLY = ("cbc", "creatinine", "urine", "thyroid", "liver")


@dataclass
class Life:
    """One patient, what is on file of them, and every text and call that came of it."""

    zone: str
    first: date
    preferences: Preferences
    now: datetime = field(init=False)
    course: object = field(init=False)
    recorded: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    told: list = field(default_factory=list)
    status: PatientStatus = PatientStatus.ACTIVE
    consent: bool = True
    silent: list = field(default_factory=list)
    """Stretches in which the patient could not be texted, or nobody looked."""

    def __post_init__(self) -> None:
        self.given(self.first)
        self.now = datetime.combine(self.first, time(12), UTC)
        self.enrolled = self.first

    def given(self, first: date) -> None:
        days = {"first": first, "last": first + timedelta(days=4)}
        self.course = course_of(1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, **days)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def patient(self) -> Patient:
        return Patient(
            id="p",
            status=self.status,
            country="BE",
            time_zone=self.zone,
            enrolled_on=self.enrolled,
            agreement=Agreement(
                version="1",
                at=datetime.combine(self.enrolled, time(10), UTC),
                country="BE",
                time_zone=self.zone,
            ),
            preferences=self.preferences,
        )

    def situation(self) -> Situation:
        patient = self.patient()
        return Situation(
            patient=patient,
            settings=Settings().of(patient),
            courses=[self.course],
            recorded=[entry for entry in self.recorded if entry.on >= self.today - LOOK_BACK],
            may_be_texted=self.consent,
            kept=self.kept,
            texts=[reminder.at for reminder, _ in self.sent][-4:],
        )

    def look(self) -> datetime | None:
        """One look: what is due is sent and told, as the worker does it; returns the moment of the next one."""
        seen = outlook(PLAN, self.situation(), now=self.now)
        while seen.tells or (seen.reminder is not None and seen.reminder.at <= self.now):
            for tell in seen.tells:
                self.told.append((tell, self.now))
                self._keep(tell, State.ESCALATED)
            if seen.reminder is not None and seen.reminder.at <= self.now:
                self.sent.append((replace(seen.reminder, at=self.now), self.now))
                self._keep(seen.reminder, State.QUEUED)
            seen = outlook(PLAN, self.situation(), now=self.now)
        return seen.next_look_at

    def _keep(self, what: Reminder | Tell, state: State) -> None:
        key = (what.due, what.step)
        assert key not in {(kept.due, kept.step) for kept in self.kept}, f"{key} came twice"
        tests = frozenset(what.tests)
        self.kept.append(Kept(due=what.due, step=what.step, tests=tests, state=state, at=self.now))

    def run(self, until: datetime, *, worker: bool = True) -> None:
        """Let time pass; without a worker nobody looks."""
        if not worker:
            self.silent.append((self.now, until))
            self.now = until
            return
        at = self.look()
        while at is not None and at <= until:
            assert at > self.now, "the next look is not ahead"
            self.now = at
            at = self.look()
        self.now = until

    def record(self, tests: tuple[str, ...], on: date, state: RecordedState) -> None:
        for test in tests:
            self.recorded = [
                entry
                for entry in self.recorded
                if entry.test != test or (entry.on != on and entry.state is not RecordedState.BOOKED)
            ]
            self.recorded.append(RecordedTest(test=test, state=state, on=on, said_by=SaidBy.PATIENT))


def check(life: Life) -> None:
    """What holds whatever happened."""
    zone = ZoneInfo(life.zone)
    instants = [at for _, at in life.sent]
    days = [at.astimezone(zone).date() for at in instants]
    for day in days:
        within = [each for each in days if day <= each < day + relativedelta(months=1)]
        assert len(within) <= 4, "more than four in a month"
    for at in instants:
        local = at.astimezone(zone)
        opens = life.preferences.time
        assert time(6) <= local.time() <= time(22), local
        assert opens.replace(hour=max(0, opens.hour - 1)) <= local.time(), local
    assert len(days) == len(set(days)), "two on one day"
    if life.preferences.days is not None:
        assert {day.weekday() for day in days} <= set(life.preferences.days)


times = st.sampled_from([time(6), time(9), time(12, 30), time(19), time(21, 30)])
weekdays = st.one_of(st.none(), st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))))
leads = st.sampled_from([(7,), (), (14, 7), (3,), (30,)])
wishes = st.builds(Preferences, time=times, days=weekdays, lead_days=leads)
event = st.one_of(
    st.tuples(st.just("done"), st.integers(-20, 20)),
    st.tuples(st.just("done"), st.integers(0, 2)),
    st.tuples(st.just("partly"), st.integers(-10, 20)),
    st.tuples(st.just("booked"), st.integers(0, 30)),
    st.tuples(st.just("missed"), st.integers(-5, 5)),
    st.tuples(st.just("nothing"), st.just(0)),
    st.tuples(st.just("nothing"), st.just(0)),
    st.tuples(st.just("snooze"), st.integers(1, 40)),
    st.tuples(st.just("corrected"), st.integers(-10, 10)),
    st.tuples(st.just("stop"), st.integers(1, 60)),
    st.tuples(st.just("outage"), st.integers(1, 40)),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    zone=st.sampled_from(ZONES),
    first=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    preferences=wishes,
    events=st.lists(st.tuples(st.integers(1, 45), event), min_size=20, max_size=60),
)
def test_no_step_comes_twice_at_night_too_often_or_against_a_wish(zone, first, preferences, events):
    life = Life(zone=zone, first=first, preferences=preferences)
    for wait, (what, value) in events:
        life.run(life.now + timedelta(days=wait, hours=value % 24 if value > 0 else 0))
        before = len(life.sent)
        match what:
            case "done":
                life.record(MONTHLY, life.today - timedelta(days=max(0, value)), RecordedState.DONE)
            case "partly":
                life.record(("cbc", "creatinine"), life.today - timedelta(days=max(0, value)), RecordedState.DONE)
            case "booked":
                life.record(("cbc", "urine"), life.today + timedelta(days=value), RecordedState.BOOKED)
            case "missed":
                life.record(("cbc",), life.today - timedelta(days=abs(value)), RecordedState.MISSED)
            case "snooze":
                until = life.today + timedelta(days=value)
                life.preferences = replace(life.preferences, snoozed_until=until)
                life.run(datetime.combine(until - timedelta(days=1), time(0), UTC) if value > 2 else life.now)
                assert len(life.sent) == before, "a text came before the day that was asked for"
            case "corrected":
                life.given(life.first + timedelta(days=value))
            case "stop":
                life.consent = False
                life.run(life.now + timedelta(days=value))
                assert len(life.sent) == before, "a text came after STOP"
                life.consent = True
            case "outage":
                life.run(life.now + timedelta(days=value), worker=False)
    life.run(life.now + timedelta(days=60))
    life.status = PatientStatus.LEFT
    before = len(life.sent), len(life.told)
    life.run(life.now + timedelta(days=100))
    assert (len(life.sent), len(life.told)) == before, "something came after they had left"
    check(life)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    zone=st.sampled_from(ZONES),
    first=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    hour=times,
    habits=st.lists(st.sampled_from(["early", "on the day", "late", "never"]), min_size=61, max_size=61),
    gaps=st.lists(st.tuples(st.integers(0, 1700), st.integers(1, 9)), max_size=6),
)
def test_no_step_is_lost_that_should_be_sent(zone, first, hour, habits, gaps):
    life = Life(zone=zone, first=first, preferences=Preferences(time=hour))
    whole = Settings().of(life.patient())
    # The closing test lies a few days behind the last monthly one, and one test may count for both.
    last = first + relativedelta(months=47)
    dates = due_days(PLAN, [life.course], [], whole, first=first, last=last)
    happenings = []
    for due, habit in zip(dates, habits, strict=False):
        days = {"early": -3, "on the day": 0, "late": 5}.get(habit)
        if days is not None:
            # Told at noon of the next day, when the hour for texts has passed in every zone.
            taken = due.on + timedelta(days=days)
            happenings.append((datetime.combine(taken + timedelta(days=1), time(12), UTC), due.tests, taken))
    start = life.now
    for at, length in sorted(gaps):
        happenings.append((start + timedelta(days=at), (), length))
    for at, tests, value in sorted(happenings, key=lambda happening: happening[0]):
        if at > life.now:
            life.run(at)
        if not tests:
            life.run(life.now + timedelta(days=value), worker=False)
        else:
            life.record(tests, value, RecordedState.DONE)
    life.run(datetime.combine(last, time(12), UTC))
    check(life)
    looked_away = [(a.date() - timedelta(days=1), b.date() + timedelta(days=1)) for a, b in life.silent]
    for due, habit in zip(dates, habits, strict=False):
        mine = {reminder.step.kind: at for reminder, at in life.sent if reminder.due == due.on}
        # What was sent late fills up the month that follows, so that an outage may still put a text off then.
        away = any(a <= due.on + timedelta(days=16) and b >= due.on - timedelta(days=45) for a, b in looked_away)
        if away or habit == "early" or due.on > last - timedelta(days=20):
            continue
        assert StepKind.ON_DAY in mine, f"nothing was said on {due.on}"
        if habit == "late":
            assert StepKind.AFTER in mine
        if habit == "never":
            afters = [reminder for reminder, _ in life.sent if reminder.due == due.on]
            assert sum(reminder.step.kind is StepKind.AFTER for reminder in afters) == 2
            assert any(tell.due == due.on for tell, _ in life.told), f"no nurse heard of {due.on}"


def test_the_checks_of_this_file_find_a_text_at_night():
    life = Life(zone="Europe/Brussels", first=date(2025, 1, 27), preferences=Preferences())
    life.sent.append((None, datetime(2025, 2, 27, 2, tzinfo=UTC)))
    with pytest.raises(AssertionError):
        check(life)
