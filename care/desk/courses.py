"""How does a course come on file, from a patient's words or a nurse's, and off it again?

What a nurse entered or confirmed is never changed by a patient's text: where the two differ, the nurse is told.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from care.change import Change, ChangeOf
from care.course import Course, CourseStatus, SaidBy, impossible
from care.desk.changes import log, made_before
from care.desk.escalations import tell_nurse
from care.desk.moves import Move, for_patient
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotAccepted, NotFound
from care.escalation import Reason
from care.ports import Records
from care.written import course_read, course_written, text


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of telling a course.

    Attributes:
        course: as it was told.
        before: what was on file until then, or None.
        kept: whether the file says now what was told and did not before.
        differs: whether a nurse's course says otherwise, so that nothing was stored and the nurse was told.
        change: the id of the change, for `undo`; None when nothing was changed.
    """

    course: Course
    before: Course | None
    kept: bool
    differs: bool = False
    change: str | None = None


@dataclass(frozen=True, kw_only=True)
class CourseRemoved:
    """What came of taking a course off the file.

    Attributes:
        before: the course that was on file, or None.
        removed: whether it is off the file now and was not before.
        differs: whether it is a nurse's, so that it stays and the nurse was told.
        change: the id of the change, for `undo`; None when nothing was changed.
    """

    before: Course | None
    removed: bool
    differs: bool = False
    change: str | None = None


def tell_course(
    records: Records,
    patient: str,
    course: Course,
    *,
    seen: int | None = None,
    conversation: str | None = None,
    words: str = "",
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> Told:
    """Keep a course as it is told, whole, in place of what was on file under its number.

    A patient's course that a nurse's one bears out changes nothing. One that says otherwise is not kept, and a routine
    escalation is raised when the conversation is known.

    Args:
        records: the open records.
        patient: whose course it is.
        course: all that is known of it now; `said_by` says whose word it is.
        seen: the version of the course that the writer had read, 0 for none; None to write whatever is there.
        conversation: where it was told, when no turn says so.
        words: the patient's words, for the nurse to see where the two differ.
        turn: the turn on whose behalf it is told; a repeat returns the first result.
        part: which part of the turn's message.
        by: who does it.
        now: when; for a patient's words, when they were written.

    Raises:
        NotAccepted: when no course can be so, or a patient tells infusions of a later day as given.
        ChangedMeanwhile: when the course on file has another version than `seen`; it names both.
        MoveNotAllowed: when a turn is to speak for a nurse or for another patient.
        TurnClosed: when the turn was answered or taken over meanwhile.
        NotFound: when there is no such patient.
    """
    if turn is not None and course.said_by is SaidBy.NURSE:
        raise MoveNotAllowed("A turn speaks for a patient, not for a nurse.")
    move = for_patient(
        records,
        patient,
        turn,
        part,
        f"course.{course.number}",
        conversation=conversation,
        check=lambda: _check(course, today=records.patient(patient).today(now)),
    )
    records.hold_patient(patient)
    repeated = made_before(records, move)
    if repeated is not None:
        first = course_read(repeated.after) or course
        return Told(course=first, before=course_read(repeated.before), kept=True, change=repeated.id)
    before = on_file(records, patient, course.number)
    _check_seen(before, seen)
    if (
        before is not None
        and before.said_by is SaidBy.NURSE
        and course.said_by is SaidBy.PATIENT
        and not _went_ahead(before, course)
    ):
        differs = not before.bears_out(course)
        if differs:
            tell_nurse(records, move, Reason.DATES, words, by=by, now=now)
        return Told(course=course, before=before, kept=False, differs=differs)
    if before == course or not move.first:
        return Told(course=course, before=before, kept=False)
    change = _put(records, patient, course, before, action="course.told", move=move, by=by, now=now)
    return Told(course=course, before=before, kept=True, change=change.id)


def confirm_course(
    records: Records, patient: str, number: int, *, seen: int | None = None, by: str, now: datetime
) -> Told:
    """A nurse confirms what the patient told: from now on the dates are the nurse's.

    Raises:
        NotFound: when there is no such course.
        ChangedMeanwhile: when the course is no longer as the nurse had read it.
    """
    move = for_patient(records, patient, None, 0, f"confirm.course.{number}")
    records.hold_patient(patient)
    before = on_file(records, patient, number)
    if before is None:
        raise NotFound(f"There is no course {number} on file.")
    _check_seen(before, seen)
    if before.said_by is SaidBy.NURSE:
        return Told(course=before, before=before, kept=False)
    confirmed = replace(before, said_by=SaidBy.NURSE)
    change = _put(records, patient, confirmed, before, action="course.confirmed", move=move, by=by, now=now)
    return Told(course=confirmed, before=before, kept=True, change=change.id)


def remove_course(
    records: Records,
    patient: str,
    number: int,
    *,
    said_by: SaidBy,
    seen: int | None = None,
    conversation: str | None = None,
    words: str = "",
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> CourseRemoved:
    """Take a course off the file; a nurse's one stays when a patient asks, and the nurse is told.

    Arguments and errors are those of `tell_course`; where there is no such course nothing happens.
    """
    if turn is not None and said_by is SaidBy.NURSE:
        raise MoveNotAllowed("A turn speaks for a patient, not for a nurse.")
    move = for_patient(records, patient, turn, part, f"remove.course.{number}", conversation=conversation)
    records.hold_patient(patient)
    repeated = made_before(records, move)
    if repeated is not None:
        return CourseRemoved(before=course_read(repeated.before), removed=True, change=repeated.id)
    before = on_file(records, patient, number)
    _check_seen(before, seen)
    if before is not None and before.said_by is SaidBy.NURSE and said_by is SaidBy.PATIENT:
        tell_nurse(records, move, Reason.DATES, words, by=by, now=now)
        return CourseRemoved(before=before, removed=False, differs=True)
    if before is None or not move.first:
        return CourseRemoved(before=before, removed=False)
    change = _log(records, patient, number, before, None, action="course.removed", move=move, by=by, now=now)
    records.remove_course(patient, number)
    return CourseRemoved(before=before, removed=True, change=change.id)


def restore_course(records: Records, change: Change, *, move: Move, by: str, now: datetime) -> Change:
    """Put a course back as it was before a change; the caller holds the patient.

    Raises:
        ChangedMeanwhile: when the course is no longer as the change had left it.
    """
    number = int(change.key)
    before, after = course_read(change.before), course_read(change.after)
    stored = on_file(records, change.patient, number)
    if stored != after:
        raise ChangedMeanwhile(f"Course {number} was changed again since; it cannot be put back.")
    if before is not None:
        return _put(records, change.patient, before, stored, action="course.undone", move=move, by=by, now=now)
    undone = _log(records, change.patient, number, stored, None, action="course.undone", move=move, by=by, now=now)
    records.remove_course(change.patient, number)
    return undone


def on_file(records: Records, patient: str, number: int) -> Course | None:
    """The course with this number as it is on file, or None."""
    return next((course for course in records.courses_of(patient) if course.number == number), None)


def _went_ahead(planned: Course, told: Course) -> bool:
    """Whether a patient tells that a course the nurse had planned was given: a plan is no date of an infusion given.

    Somebody is asked or tells when planned dates pass without confirmation (monitoring.yml, planned_course_not_given).
    """
    return planned.status is CourseStatus.PLANNED and told.status is CourseStatus.GIVEN


def _check(course: Course, *, today: date) -> None:
    reason = impossible(course, today=today)
    if reason is not None:
        raise NotAccepted(reason)


def _check_seen(before: Course | None, seen: int | None) -> None:
    version = before.version if before is not None else 0
    if seen is not None and seen != version:
        raise ChangedMeanwhile(f"The course was read as version {seen} and is now version {version}.")


def _put(
    records: Records,
    patient: str,
    course: Course,
    before: Course | None,
    *,
    action: str,
    move: Move,
    by: str,
    now: datetime,
) -> Change:
    change = _log(records, patient, course.number, before, course, action=action, move=move, by=by, now=now)
    records.put_course(patient, replace(course, version=change.number))
    return change


def _log(
    records: Records,
    patient: str,
    number: int,
    before: Course | None,
    after: Course | None,
    *,
    action: str,
    move: Move,
    by: str,
    now: datetime,
) -> Change:
    written = [text(course_written(course)) if course else "" for course in (before, after)]
    return log(
        records,
        patient,
        ChangeOf.COURSE,
        str(number),
        action=action,
        before=written[0],
        after=written[1],
        move=move,
        by=by,
        now=now,
    )
