"""Which patient does a line of `ask` speak for, and what does the record know of them afterwards?

The contract is in docs/ask.md, fields `patient` and `state`.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.wiring import House, follow_up_settings
from care import desk
from care.consent import Consent
from care.course import Course, CourseStatus, SaidBy, course_of
from care.message import Channel, Pending
from care.monitoring import earliest_next_course, end_of_monitoring, newest_window, next_due, windows
from care.patient import Patient
from care.ports import Records
from care.recorded_test import RecordedState, RecordedTest

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Given(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GivenCourse(_Given):
    """A course that is on file before the first message."""

    course: int
    first_infusion: date | None = None
    last_infusion: date | None = None
    status: CourseStatus = CourseStatus.GIVEN
    said_by: SaidBy = SaidBy.NURSE


class GivenTest(_Given):
    """A test that is on file before the first message."""

    test: str
    done: date | None = None
    booked: date | None = None
    missed: date | Literal[True] | None = None
    said_by: SaidBy = SaidBy.NURSE


class GivenReminder(_Given):
    """The reminder that the first message may answer."""

    tests: tuple[str, ...] = ()
    sent: date | datetime | None = None


class AskedPatient(_Given):
    """The patient a line speaks for."""

    courses: tuple[GivenCourse, ...] = ()
    tests: tuple[GivenTest, ...] = ()
    country: str | None = None
    time_zone: str | None = None
    language: str = "en"
    linked: bool = True
    consent: Literal["given", "stopped"] | bool = True
    last_reminder: GivenReminder | None = None


def enter(house: House, given: AskedPatient, *, channel: Channel, address: str, now: datetime) -> None:
    """Put a line's patient on file, as if a nurse had done so before the first message."""
    if not given.linked:
        return
    country = given.country or house.settings.country
    zone = given.time_zone or house.settings.time_zone
    days = [day for course in given.courses for day in (course.first_infusion, course.last_infusion) if day]
    # Somebody with courses on file has been with the clinic since the first: what is late since then is late.
    since = datetime(*min(days).timetuple()[:3], 12, tzinfo=UTC) if days and min(days) < now.date() else now
    with house.database.begin() as records:
        conversation = records.conversation_with(channel, address, linked=True, now=now)
        patient = desk.walk_in(
            records, conversation.id, language=given.language, country=country, time_zone=zone, by="ask", now=since
        )
        for course in given.courses:
            desk.tell_course(records, patient.id, _course(course), by="ask", now=now)
        for test in given.tests:
            _enter_test(records, patient, test, now)
        if given.consent in (False, "stopped"):
            records.set_consent(conversation.id, Consent.STOPPED)
        if given.last_reminder is not None:
            known = {"reminded": " ".join(given.last_reminder.tests)}
            desk.leave_open(records, conversation.id, Pending(question="reminder", known=known), by="ask", now=now)


def state_of(house: House, conversation: str, *, written: datetime) -> dict[str, Any]:
    """What the record knows of the sender, as docs/ask.md says; courses and dates are empty for a stranger."""
    with house.database.reading() as records:
        kept = records.conversation(conversation)
        patient = records.patient_of(conversation)
        courses = tuple(records.courses_of(patient.id)) if patient else ()
        tests = tuple(records.recorded_tests_of(patient.id)) if patient else ()
    dates = _dates(house, patient, courses, tests, written) if patient else _NO_DATES
    preferences = patient.preferences if patient else None
    return {
        "courses": [
            {
                "course": course.number,
                "first_infusion": _written(course.first_infusion),
                "last_infusion": _written(course.last_infusion),
                "status": course.status.value,
                "said_by": course.said_by.value,
            }
            for course in courses
        ],
        "tests": [{"test": test.test, test.state.value: test.on.isoformat()} for test in tests],
        **dates,
        "reminders": {
            "on": kept.consent is Consent.GIVEN and (preferences is None or preferences.on),
            "time": f"{preferences.time:%H:%M}" if preferences else "09:00",
            "lead_days": list(preferences.lead_days) if preferences else [7],
            "days": [WEEKDAYS[day] for day in preferences.days] if preferences and preferences.days else None,
            "snoozed_until": _written(preferences.snoozed_until) if preferences else None,
            "off": sorted(preferences.off | preferences.asked_off) if preferences else [],
        },
        "pending": {"question": kept.pending.question, "options": list(kept.pending.options)} if kept.pending else None,
    }


_NO_DATES: dict[str, Any] = {
    "next_due": {},
    "follow_up_until": None,
    "next_course_from": None,
    "contraception_until": None,
}


def _dates(
    house: House,
    patient: Patient,
    courses: tuple[Course, ...],
    tests: tuple[RecordedTest, ...],
    written: datetime,
) -> dict[str, Any]:
    settings = follow_up_settings(house.settings).of(patient)
    today = written.astimezone(ZoneInfo(patient.time_zone)).date()
    end = end_of_monitoring(house.plan, courses, settings)
    next_course = earliest_next_course(house.plan, courses)
    # The rule is the same for everybody; whom it concerns is the nurse's to set.
    rules = windows(house.plan, courses, replace(settings, applies=house.plan.when_set))
    contraception = newest_window(rules, "contraception")
    return {
        "next_due": {
            test: day.isoformat() for test, day in next_due(house.plan, courses, tests, settings, today=today).items()
        },
        "follow_up_until": _written(end.on) if end else None,
        "next_course_from": _written(next_course.on) if next_course else None,
        "contraception_until": _written(contraception.at_least_until) if contraception else None,
    }


def _course(given: GivenCourse) -> Course:
    return course_of(
        given.course,
        status=given.status,
        said_by=given.said_by,
        first=given.first_infusion,
        last=given.last_infusion,
    )


def _enter_test(records: Records, patient: Patient, given: GivenTest, now: datetime) -> None:
    for state in RecordedState:
        on = getattr(given, state.value)
        if isinstance(on, date):
            entry = RecordedTest(test=given.test, state=state, on=on, said_by=given.said_by)
            desk.record_test(records, patient.id, entry, by="ask", now=now)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
