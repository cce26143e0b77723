"""Which text comes next, on which day and at which hour, and when does a nurse have to know?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import reminder
from care.course import CourseStatus, SaidBy, course_of
from care.errors import MoveNotAllowed
from care.monitoring import Settings
from care.patient import Agreement, Patient, PatientStatus, Preferences
from care.recorded_test import RecordedState, RecordedTest
from care.reminder import Kept, Situation, State, Step, StepKind, Why, outlook, step_read
from content.loading import load
from content.monitoring import load_plan

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
FIRST = date(2026, 1, 12)
DUE = date(2026, 2, 12)
MONTHLY = ("cbc", "creatinine", "urine", "liver")


@pytest.fixture(scope="session")
def plan():
    return load_plan(KNOWLEDGE / "monitoring.yml", load(KNOWLEDGE).facts)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_patient(zone: str = "Europe/Brussels", **preferences) -> Patient:
    agreed = Agreement(version="1", at=noon(FIRST), country="BE", time_zone=zone)
    return Patient(
        id="p",
        status=PatientStatus.ACTIVE,
        time_zone=zone,
        enrolled_on=FIRST,
        agreement=agreed,
        preferences=Preferences(**preferences),
    )


def situation(patient: Patient | None = None, recorded=(), first: date = FIRST, **given) -> Situation:
    patient = patient or a_patient()
    course = course_of(1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, first=first, last=first + timedelta(days=4))
    return Situation(patient=patient, settings=Settings().of(patient), courses=[course], recorded=recorded, **given)


def told(on: date, state: RecordedState = RecordedState.DONE, tests=MONTHLY) -> list[RecordedTest]:
    return [RecordedTest(test=test, state=state, on=on, said_by=SaidBy.PATIENT) for test in tests]


def queued(step: str, on: date, due: date = DUE) -> Kept:
    return Kept(due=due, step=step_read(step), tests=frozenset(MONTHLY), state=State.QUEUED, at=noon(on))


def local(seen, zone: str = "Europe/Brussels") -> datetime:
    return seen.reminder.at.astimezone(ZoneInfo(zone))


def test_the_first_text_is_planned_seven_days_before_at_the_patients_hour(plan):
    seen = outlook(plan, situation(a_patient(time=time(18, 30))), now=noon(FIRST))
    assert (seen.reminder.due, str(seen.reminder.step), seen.reminder.late) == (DUE, "before.7", False)
    assert local(seen).isoformat() == "2026-02-05T18:30:00+01:00"
    assert seen.next_look_at == seen.reminder.at


@pytest.mark.parametrize(
    ("zone", "first", "offset"),
    [
        ("Europe/Brussels", date(2026, 3, 10), "+02:00"),
        ("Europe/Brussels", date(2026, 10, 5), "+01:00"),
        ("Australia/Lord_Howe", date(2026, 9, 15), "+11:00"),
    ],
)
def test_summer_time_moves_no_text_to_another_hour(plan, zone, first, offset):
    patient = replace(a_patient(zone), enrolled_on=first, agreement=None)
    seen = outlook(plan, situation(patient, first=first), now=noon(first))
    assert local(seen, zone).isoformat().endswith(f"T09:00:00{offset}")


def test_texts_come_only_on_the_weekdays_that_were_wished(plan):
    seen = outlook(plan, situation(a_patient(days=(5,))), now=noon(FIRST))
    assert local(seen).date() == date(2026, 2, 7)
    assert seen.reminder.late


def test_what_is_snoozed_is_held_and_not_dropped(plan):
    patient = a_patient(snoozed_until=date(2026, 2, 17))
    seen = outlook(plan, situation(patient), now=noon(date(2026, 2, 6)))
    assert (str(seen.reminder.step), local(seen).date(), seen.reminder.late) == ("after.3", date(2026, 2, 17), True)


@pytest.mark.parametrize("change", [{"on": False}, {"off": frozenset(MONTHLY)}])
def test_reminders_or_tests_that_are_off_bring_no_text(plan, change):
    seen = outlook(plan, situation(a_patient(**change)), now=noon(date(2026, 2, 12)))
    assert seen.reminder is None or "cbc" not in seen.reminder.tests


def test_a_safety_test_that_a_patient_only_wishes_off_is_still_spoken_of(plan):
    patient = a_patient(asked_off=frozenset(MONTHLY))
    seen = outlook(plan, situation(patient), now=noon(date(2026, 2, 12)))
    assert seen.reminder.tests == MONTHLY


def test_with_reminders_off_the_nurse_hears_of_a_late_test_all_the_same(plan):
    seen = outlook(plan, situation(a_patient(on=False)), now=noon(DUE + timedelta(days=14)))
    assert [(tell.due, tell.why) for tell in seen.tells] == [(DUE, Why.OVERDUE)]


def test_a_test_that_was_taken_early_needs_no_text(plan):
    seen = outlook(plan, situation(recorded=told(date(2026, 2, 3))), now=noon(date(2026, 2, 4)))
    assert seen.reminder.due == date(2026, 3, 12)


def test_only_what_is_missing_is_asked_for(plan):
    seen = outlook(plan, situation(recorded=told(DUE, tests=("cbc", "creatinine", "liver"))), now=noon(DUE))
    assert (seen.reminder.due, seen.reminder.tests) == (DUE, ("urine",))


def test_a_later_step_takes_the_place_of_an_earlier_one_that_did_not_go_out(plan):
    seen = outlook(plan, situation(kept=[queued("before.7", date(2026, 2, 5))]), now=noon(date(2026, 2, 16)))
    assert (str(seen.reminder.step), seen.reminder.late) == ("after.3", True)
    assert seen.reminder.at <= noon(date(2026, 2, 16))


def test_after_fourteen_days_no_text_speaks_of_the_date_any_more(plan):
    seen = outlook(plan, situation(), now=noon(DUE + timedelta(days=14)))
    assert seen.reminder.due == date(2026, 3, 12)
    assert [tell.step.kind for tell in seen.tells] == [StepKind.NURSE]


def test_a_nurse_hears_at_once_when_the_last_blood_count_is_more_than_45_days_ago(plan):
    last = told(date(2026, 2, 2))
    late = situation(recorded=last)
    before = outlook(plan, late, now=noon(date(2026, 3, 19)))
    assert before.tells == ()
    seen = outlook(plan, late, now=noon(date(2026, 3, 20)))
    assert [(tell.due, tell.why) for tell in seen.tells] == [(date(2026, 3, 12), Why.LONG_WITHOUT)]


def test_a_nurse_hears_at_once_of_the_second_miss_in_a_row(plan):
    seen = outlook(plan, situation(), now=noon(date(2026, 3, 13)))
    assert [(tell.due, tell.why) for tell in seen.tells] == [(date(2026, 3, 12), Why.MISSES)]


def test_what_a_nurse_was_told_is_not_told_again(plan):
    kept = [
        Kept(due=DUE, step=Step(StepKind.NURSE), tests=frozenset(MONTHLY), state=State.ESCALATED, at=noon(DUE)),
    ]
    seen = outlook(plan, situation(kept=kept), now=noon(DUE + timedelta(days=20)))
    assert seen.tells == ()


def test_nothing_before_the_enrolment_is_spoken_of_or_told(plan):
    patient = replace(a_patient(), enrolled_on=date(2026, 5, 20))
    seen = outlook(plan, situation(patient), now=noon(date(2026, 5, 20)))
    assert seen.tells == ()
    assert seen.reminder.due == date(2026, 6, 12)


def test_a_booking_is_quiet_and_then_asked_about(plan):
    booked = told(date(2026, 2, 20), RecordedState.BOOKED, ("cbc",))
    seen = outlook(plan, situation(recorded=booked), now=noon(date(2026, 2, 6)))
    assert (str(seen.reminder.step), local(seen).date()) == ("after_booking", date(2026, 2, 21))
    assert seen.reminder.booked == date(2026, 2, 20)


def test_a_booking_puts_the_nurse_off_by_three_days_at_most_behind_it(plan):
    booking = told(date(2026, 3, 25), RecordedState.BOOKED, ("cbc",))
    booked = situation(recorded=[*told(DUE), *booking])
    assert outlook(plan, booked, now=noon(date(2026, 3, 27))).tells == ()
    assert len(outlook(plan, booked, now=noon(date(2026, 3, 28))).tells) == 1


def test_a_booking_far_behind_the_date_does_not_keep_it_from_the_nurse(plan):
    booked = situation(recorded=told(date(2026, 3, 9), RecordedState.BOOKED, ("cbc",)))
    seen = outlook(plan, booked, now=noon(DUE + timedelta(days=14)))
    assert len(seen.tells) == 1


def test_a_fifth_text_of_a_month_waits_for_the_next(plan):
    texts = [noon(date(2026, 2, day)) for day in (1, 3, 4, 5)]
    seen = outlook(plan, situation(texts=texts), now=noon(date(2026, 2, 6)))
    assert seen.reminder.due == date(2026, 3, 12)
    assert local(seen).date() >= date(2026, 3, 1)


def test_a_planned_course_shifts_nothing(plan):
    planned = course_of(2, status=CourseStatus.PLANNED, said_by=SaidBy.NURSE, first=date(2026, 2, 2))
    alone, with_it = situation(), situation()
    with_it = replace(with_it, courses=[*with_it.courses, planned])
    assert outlook(plan, alone, now=noon(FIRST)) == outlook(plan, with_it, now=noon(FIRST))


def test_a_corrected_date_does_not_repeat_a_step_that_was_sent(plan):
    sent = [queued("before.7", date(2026, 2, 5))]
    seen = outlook(plan, situation(first=date(2026, 1, 15), kept=sent), now=noon(date(2026, 2, 6)))
    assert (str(seen.reminder.step), seen.reminder.due) == ("on_day", date(2026, 2, 15))


def test_the_nurse_hears_of_the_end_sixty_days_before(plan):
    patient = replace(a_patient(), enrolled_on=date(2029, 10, 1))
    end = date(2030, 1, 16)
    before = outlook(plan, situation(patient), now=noon(end - timedelta(days=61)))
    assert Why.END not in [tell.why for tell in before.tells]
    seen = outlook(plan, situation(patient), now=noon(end - timedelta(days=60)))
    assert [tell.due for tell in seen.tells if tell.why is Why.END] == [end]


@pytest.mark.parametrize("status", [PatientStatus.INVITED, PatientStatus.DECLINED, PatientStatus.LEFT])
def test_who_did_not_agree_or_has_left_gets_nothing_and_is_not_looked_at(plan, status):
    patient = replace(a_patient(), status=status)
    seen = outlook(plan, situation(patient), now=noon(DUE + timedelta(days=20)))
    assert (seen.reminder, seen.tells, seen.next_look_at) == (None, (), None)


def test_every_state_has_a_row_and_a_queued_or_told_step_never_moves_again():
    assert set(reminder.ALLOWED_MOVES) == set(State)
    for state in (State.QUEUED, State.ESCALATED):
        for move in reminder.Move:
            with pytest.raises(MoveNotAllowed, match=f"{state} cannot be moved by {move}"):
                reminder.moved(state, move)
    assert reminder.moved(State.STOPPED, reminder.Move.PLAN) is State.PLANNED


@given(st.sampled_from(StepKind), st.integers(0, 60))
def test_a_step_is_read_as_it_was_kept(kind, days):
    assert step_read(str(Step(kind, days))) == Step(kind, days)
