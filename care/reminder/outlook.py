"""What is to be done about one patient's reminders now, and when is the next look?

A pure function of the plan, what is on file, what was sent, and the moment. The plan is the truth and nothing is
scheduled far ahead: a course, date, test or wish that changes is seen at the next look, and what was sent stays sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from care.course import Course
from care.monitoring import Settings, next_due
from care.monitoring.months import after
from care.patient import Patient, PatientStatus
from care.plan import Plan, Span, Unit
from care.recorded_test import RecordedTest
from care.reminder.dates import DueDate, due_dates
from care.reminder.hours import Hours, hours_of
from care.reminder.ladder import last_day, rungs
from care.reminder.nurse import NURSE, Tell, tells
from care.reminder.steps import State, Step

A_MONTH = Span(count=1, unit=Unit.MONTH)
MOST_A_MONTH = 4
"""Texts that nobody asked for, from one day to the same day of the next month; the next one waits."""
LOOK_BACK = timedelta(days=200)
"""How far back due dates are looked at: far enough for two dates of a test that is taken every three months."""
LOOK_AHEAD = timedelta(days=45)
"""How far ahead, beside the days that the patient wants to hear of a test: further than the next monthly date."""
NEXT_ROUND = timedelta(days=28)
"""When somebody is looked at again for whom nothing falls due soon."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What was done about one step of a due date.

    Attributes:
        due: the due date.
        step: which step.
        tests: ids of the tests that it spoke of.
        state: where it stands.
        at: when it was queued or told, or for when it is planned.
    """

    due: date
    step: Step
    tests: frozenset[str]
    state: State
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is on file of a patient when reminders are looked at.

    Attributes:
        patient: who, with what they wish.
        settings: the decisions of the centre, for this patient.
        courses: what is known of them.
        recorded: their tests since `LOOK_BACK`, and those that are counted from when they were last done.
        may_be_texted: whether a text that nobody asked for may go to them at all.
        hold_until: no text before this, because something more urgent is open; or None.
        kept: what was done about recent due dates.
        texts: when the newest texts that nobody asked for were queued, newest first.
    """

    patient: Patient
    settings: Settings
    courses: Sequence[Course]
    recorded: Sequence[RecordedTest]
    may_be_texted: bool = True
    hold_until: datetime | None = None
    kept: Sequence[Kept] = ()
    texts: Sequence[datetime] = ()


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """The next text of a patient.

    Attributes:
        due: the due date.
        step: which step of it.
        tests: ids of the tests it speaks of.
        booked: the day they were booked for, or None.
        at: when it may go.
        late: whether that is a later day than the step was meant for; the text says so.
    """

    due: date
    step: Step
    tests: tuple[str, ...]
    booked: date | None
    at: datetime
    late: bool


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is to be done.

    Attributes:
        reminder: the next text; it goes out when `at` has come. None when none is in sight.
        tells: what a nurse is told now.
        next_look_at: when to look again if nothing changes; None when nothing can fall due without a change.
    """

    reminder: Reminder | None = None
    tells: tuple[Tell, ...] = field(default=())
    next_look_at: datetime | None = None


def dates_of(plan: Plan, situation: Situation, *, now: datetime) -> tuple[DueDate, ...]:
    """The due dates that a look is about; what is sent in the look does not change them."""
    patient = situation.patient
    if patient.status is not PatientStatus.ACTIVE:
        return ()
    today = patient.today(now)
    ahead = LOOK_AHEAD + timedelta(days=max(patient.preferences.lead_days, default=0))
    return due_dates(
        plan,
        situation.courses,
        situation.recorded,
        situation.settings,
        off=patient.preferences.off,
        first=today - LOOK_BACK,
        last=today + ahead,
    )


def outlook(plan: Plan, situation: Situation, *, now: datetime, dates: Sequence[DueDate] | None = None) -> Outlook:
    """What is to be done about a patient's reminders at this moment.

    Args:
        plan: the plan.
        situation: what is on file.
        now: the moment, aware.
        dates: those of `dates_of`, where they were reckoned already.
    """
    patient = situation.patient
    if patient.status is not PatientStatus.ACTIVE:
        return Outlook()
    if dates is None:
        dates = dates_of(plan, situation, now=now)
    hours = hours_of(patient)
    today = hours.day_of(now)
    reminder = min(
        _texts(plan, situation, dates, hours, now),
        key=lambda text: (text.at, text.due),
        default=None,
    )
    untold = [
        tell
        for tell in tells(plan, situation.courses, situation.recorded, situation.settings, dates, today=today)
        if not _was_told(tell, situation.kept, within=plan.counting.counts_within.count)
    ]
    looks = [hours.at(tell.on, hours.opens) for tell in untold if tell.on > today]
    if reminder is not None:
        looks.append(reminder.at)
    if not looks and next_due(plan, situation.courses, situation.recorded, situation.settings, today=today):
        looks.append(now + NEXT_ROUND)
    return Outlook(
        reminder=reminder,
        tells=tuple(tell for tell in untold if tell.on <= today),
        next_look_at=min(looks, default=None),
    )


def _texts(
    plan: Plan, situation: Situation, dates: Sequence[DueDate], hours: Hours, now: datetime
) -> Iterator[Reminder]:
    """The next text of each due date that has one."""
    patient = situation.patient
    if not situation.may_be_texted or not patient.preferences.on:
        return
    earliest = max([now, *_waits(situation, hours)])
    taken = {hours.day_of(kept.at) for kept in situation.kept if kept.state is State.QUEUED}
    agreed_on = hours.day_of(patient.agreement.at) if patient.agreement else patient.enrolled_on
    for position, due in enumerate(dates):
        if not due.open or due.on < patient.enrolled_on or hours.day_of(earliest) >= last_day(due, plan.reminders):
            continue
        quiet = _all_on_time(dates[:position], due, plan.reminders.quiet_after_on_time)
        mine = _sent_for(due, situation.kept, within=plan.counting.counts_within.count)
        sent = {kept.step for kept in mine}
        spoken_on = max((hours.day_of(kept.at) for kept in mine if kept.due == due.on), default=date.min)
        left = [
            rung
            for rung in rungs(due, plan.reminders, lead_days=patient.preferences.lead_days, quiet=quiet)
            if rung.step not in sent and rung.on > spoken_on and rung.on >= agreed_on
        ]
        for rung, following in zip_longest(left, left[1:]):
            at = hours.opening(rung.on, earliest=earliest, taken=taken)
            on = hours.day_of(at)
            if on >= last_day(due, plan.reminders):
                break
            if following is None or on < following.on:
                yield Reminder(due=due.on, step=rung.step, tests=due.open, booked=due.booked, at=at, late=on > rung.on)
                break


def _waits(situation: Situation, hours: Hours) -> Iterator[datetime]:
    """Until when every text waits."""
    if situation.hold_until is not None:
        yield situation.hold_until
    newest = sorted(situation.texts)[-MOST_A_MONTH:]
    if len(newest) == MOST_A_MONTH:
        yield hours.at(after(hours.day_of(newest[0]), A_MONTH), time.min)


def _all_on_time(before: Sequence[DueDate], due: DueDate, enough: int) -> bool:
    """Whether the last so many dates of these tests were all on time."""
    alike = [each for each in before if not set(each.tests).isdisjoint(due.tests)][-enough:]
    return len(alike) == enough and all(each.on_time for each in alike)


def _sent_for(due: DueDate, kept: Sequence[Kept], *, within: int) -> list[Kept]:
    """What was sent about this due date, also while it lay some days earlier or later: a date may be corrected."""
    return [
        each
        for each in kept
        if each.state is State.QUEUED
        and (each.due == due.on or (abs((each.due - due.on).days) <= within and not each.tests.isdisjoint(due.tests)))
    ]


def _was_told(tell: Tell, kept: Sequence[Kept], *, within: int) -> bool:
    return any(
        each.state is State.ESCALATED
        and each.step == tell.step
        and (
            each.due == tell.due
            or (
                tell.step == NURSE
                and abs((each.due - tell.due).days) <= within
                and not each.tests.isdisjoint(tell.tests)
            )
        )
        for each in kept
    )
