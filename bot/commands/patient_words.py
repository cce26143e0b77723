"""How is a patient shown in the terminal: as lines for a nurse, and as JSON for a program?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.commands.terminal import Refused
from bot.telephone import masked
from bot.wiring import House, follow_up_settings
from care.course import Course, SaidBy
from care.errors import NotFound
from care.escalation import Escalation, State
from care.monitoring import Doubt, Problem, end_of_monitoring, next_due, overdue
from care.patient import Patient
from care.ports import Records
from care.recorded_test import RecordedTest
from care.written import course_written, preferences_written, recorded_test_written

SAID_BY = {SaidBy.PATIENT: "the patient said so", SaidBy.NURSE: "a nurse said so"}


def found(records: Records, who: str) -> Patient:
    """The patient with this id or this number of the centre's own.

    Raises:
        Refused: saying how to find them.
    """
    by_reference = records.patient_with_reference(who)
    if by_reference is not None:
        return by_reference
    try:
        return records.patient(who)
    except NotFound as error:
        raise Refused(_nobody(who)) from error


def profile(records: Records, patient: Patient) -> dict[str, Any]:
    """Who a patient is, without their whole number."""
    phone = records.phone_of(patient.id)
    return {
        "id": patient.id,
        "status": patient.status.value,
        "reference": records.reference_of(patient.id),
        "phone": masked(phone) if phone else None,
        "language": patient.language,
        "country": patient.country,
        "time_zone": patient.time_zone,
        "enrolled_on": patient.enrolled_on.isoformat(),
        "applies": sorted(patient.applies),
    }


def whole(house: House, records: Records, patient: Patient, now: datetime) -> dict[str, Any]:
    """All that a nurse needs to know of a patient, dates computed from the plan included."""
    courses = records.courses_of(patient.id)
    recorded = records.recorded_tests_of(patient.id)
    settings = follow_up_settings(house.settings).of(patient)
    today = patient.today(now)
    end = end_of_monitoring(house.plan, courses, settings)
    agreement = patient.agreement
    return {
        **profile(records, patient),
        "invited_at": patient.invited_at.isoformat() if patient.invited_at else None,
        "agreement": {"version": agreement.version, "at": agreement.at.isoformat()} if agreement else None,
        "left_reason": patient.left_reason.value if patient.left_reason else None,
        "courses": [course_written(course) for course in courses],
        "tests": [recorded_test_written(entry) for entry in recorded],
        "next_due": {
            test: on.isoformat() for test, on in next_due(house.plan, courses, recorded, settings, today=today).items()
        },
        "overdue": {
            each.test: each.due.isoformat() for each in overdue(house.plan, courses, recorded, settings, today=today)
        },
        "follow_up_until": end.on.isoformat() if end else None,
        "preferences": preferences_written(patient.preferences),
        "open_escalations": len(unsettled(records, patient.id)),
    }


def lines(shown: Mapping[str, Any]) -> Iterator[str]:
    """What `whole` says, for a person."""
    yield f"Patient {shown['id']}: {shown['status']}"
    for name, key in (("Centre's number", "reference"), ("Phone", "phone")):
        yield f"  {name}: {shown[key] or 'none'}"
    yield f"  Language, country, time zone: {shown['language']}, {shown['country']}, {shown['time_zone']}"
    yield f"  Enrolled on: {shown['enrolled_on']}" + (f"; left: {shown['left_reason']}" if shown["left_reason"] else "")
    agreement = shown["agreement"]
    yield f"  Agreed to texts: {agreement['at'][:10] + ', ' + agreement['version'] if agreement else 'no'}"
    if shown["applies"]:
        yield f"  Applies: {', '.join(shown['applies'])}"
    yield "Courses" if shown["courses"] else "No course is on file."
    for course in shown["courses"]:
        days = ", ".join(_day(each) for each in course["infusions"]) or "no day known"
        yield f"  {course['number']}: {course['status']}, {days} ({SAID_BY[SaidBy(course['said_by'])]})"
    if shown["tests"]:
        yield "Tests"
    for entry in shown["tests"]:
        yield f"  {entry['on']} {entry['test']}: {entry['state']} ({SAID_BY[SaidBy(entry['said_by'])]})"
    for name, key in (("Due next", "next_due"), ("Overdue since", "overdue")):
        if shown[key]:
            yield name
            yield from (f"  {on} {test}" for test, on in shown[key].items())
    if shown["follow_up_until"]:
        yield f"Follow-up until at least {shown['follow_up_until']}"
    off = [*shown["preferences"]["off"], *(f"{test} (not confirmed)" for test in shown["preferences"]["asked_off"])]
    if off or not shown["preferences"]["on"]:
        yield f"Reminders {'on' if shown['preferences']['on'] else 'off'}" + (f"; off: {', '.join(off)}" if off else "")
    if shown["open_escalations"]:
        yield f"On the nurses' list: {shown['open_escalations']}"


def unsettled(records: Records, patient: str) -> Sequence[Escalation]:
    """The patient's escalations that no nurse has settled."""
    return [each for each in records.escalations_of(patient) if each.state is not State.RESOLVED]


def course_in_words(course: Course | None) -> str:
    """A course in a few words."""
    if course is None:
        return "nothing"
    plain = course_written(course)
    days = ", ".join(_day(each) for each in plain["infusions"]) or "no day known"
    return f"{plain['status']}, {days} ({SAID_BY[course.said_by]})"


def test_in_words(entry: RecordedTest) -> str:
    """An entry about a test in a few words."""
    return f"{entry.test} {entry.state} {entry.on.isoformat()} ({SAID_BY[entry.said_by]})"


def in_words(problem: Problem) -> str:
    """What is wrong with a course, and what to do, as a sentence."""
    on, allowed = _iso(problem.on), _iso(problem.allowed_from)
    return {
        Doubt.TOO_SOON: f"It lies too close to course {problem.other}: on {on}, and not before {allowed}.",
        Doubt.TOO_MANY_DAYS: f"Course {problem.course} has {problem.most} days in the plan; these are more.",
        Doubt.TOO_MANY_COURSES: f"The plan has {problem.most} courses; this is number {problem.course}.",
        Doubt.END_BEFORE_START: "Its last day lies before its first, or a later day before an earlier one.",
        Doubt.IN_THE_FUTURE: f"{on} is still to come. If the course is only planned, say so with --planned.",
        Doubt.PLANNED_IN_THE_PAST: f"{on} has passed. If the course was given, say so with --given.",
        Doubt.BEFORE_THE_MEDICINE: f"{on} is before anybody was given the medicine ({allowed}).",
        Doubt.TOO_LONG: f"Its first and its last day lie more than {problem.most} days apart.",
        Doubt.TWO_ON_ONE_DAY: f"It has two infusions on {on}, or more infusions than days.",
        Doubt.OVERLAPS: f"It shares {on} with course {problem.other}.",
        Doubt.OUT_OF_ORDER: f"With {on} it does not stand in the order of time with course {problem.other}.",
    }[problem.doubt]


def _day(infusion: Mapping[str, Any]) -> str:
    marks = [f"day {infusion['day']}"] if infusion["day"] else []
    marks += ["last"] if infusion["last"] else []
    return str(infusion["date"]) + (f" ({', '.join(marks)})" if marks else "")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "?"


def _nobody(who: str) -> str:
    return (
        f"Nobody is on file under {who!r}: neither as an id nor as the centre's own number. "
        "`python -m bot patient list` shows who is."
    )
