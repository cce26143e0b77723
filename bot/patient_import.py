"""Which of a file's patients can be added, and how are they kept?

A trial does all that keeping does, and takes it back: what it finds fit will be kept. A patient whose own number of the
centre is on file already is left as they are, so that the same file can be brought twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.enrolment import Invited
from bot.patient_sheet import BadLine, Line, Sheet
from bot.wiring import House
from care import desk
from care.course import Course
from care.errors import CareError, NotAccepted
from care.monitoring import problems
from care.patient import Patient

EVERY = 100
"""After how many lines progress is told."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What came of an import.

    Attributes:
        fit: how many patients were, or would be, added.
        asked: how many of them were, or would be, asked by text.
        known: how many lines are of patients who were on file already.
        bad: every line that is wrong, in order.
        doubts: what the nurse should look at, by line.
        stored: whether anything was kept.
    """

    fit: int
    asked: int
    known: int
    bad: tuple[BadLine, ...]
    doubts: tuple[BadLine, ...]
    stored: bool


class _TakenBack(Exception):
    """Ends the transaction of a trial."""


def bring(
    house: House,
    sheet: Sheet,
    *,
    store: bool,
    skip_bad: bool,
    welcome: bool,
    by: str,
    now: datetime,
    progress: Callable[[str], None] = lambda _said: None,
) -> Brought:
    """Try every line; with `store` keep them when none is wrong, or with `skip_bad` those that are not.

    Args:
        house: the service.
        sheet: the lines.
        store: whether to keep anything.
        skip_bad: whether wrong lines are left out, where otherwise they keep all others from being kept.
        welcome: whether those who are added are asked by text to agree.
        by: who does it.
        now: when.
        progress: told how far it is.
    """
    bad = list(sheet.bad)
    fit: list[tuple[Line, bool]] = []
    known = 0
    for count, line in enumerate(sheet.lines, start=1):
        try:
            tried = _keep(house, line, welcome=welcome, by=by, now=now, keep=False)
        except CareError as error:
            bad.append(BadLine(number=line.number, reason=str(error)))
        else:
            known += tried is None
            fit += [] if tried is None else [(line, tried.asked)]
        _tell(progress, "tried", count, len(sheet.lines))
    storing = store and (skip_bad or not bad)
    if storing:
        fit = [
            (line, kept.asked)
            for line, kept in _kept(
                house, [line for line, _asked in fit], bad, progress, welcome=welcome, by=by, now=now
            )
        ]
    return Brought(
        fit=len(fit),
        asked=sum(asked for _line_kept, asked in fit),
        known=known,
        bad=tuple(sorted(bad, key=lambda each: each.number)),
        doubts=tuple(BadLine(number=line.number, reason=line.doubt) for line, _asked in fit if line.doubt),
        stored=storing,
    )


def _kept(
    house: House,
    lines: Sequence[Line],
    bad: list[BadLine],
    progress: Callable[[str], None],
    *,
    welcome: bool,
    by: str,
    now: datetime,
) -> Iterator[tuple[Line, Invited]]:
    """Keep each line in a transaction of its own; what somebody else changed since the trial is told."""
    for count, line in enumerate(lines, start=1):
        try:
            invited = _keep(house, line, welcome=welcome, by=by, now=now, keep=True)
        except CareError as error:
            bad.append(BadLine(number=line.number, reason=str(error)))
        else:
            if invited is not None:
                yield line, invited
        _tell(progress, "kept", count, len(lines))


def _keep(house: House, line: Line, *, welcome: bool, by: str, now: datetime, keep: bool) -> Invited | None:
    """Add the patient of a line, or only see whether that is possible; None for one who is on file already."""
    invited: Invited | None = None
    try:
        with house.database.begin() as records:
            if records.patient_with_reference(line.reference) is not None:
                return None
            invited = house.enrolment.add(
                records,
                phone=line.phone,
                reference=line.reference,
                language=line.language,
                country=line.country,
                time_zone=line.time_zone,
                applies=line.applies,
                welcome=welcome,
                by=by,
                now=now,
            )
            for course in line.courses:
                _tell_course(house, records.courses_of(invited.patient.id), invited.patient, course, now=now)
                desk.tell_course(records, invited.patient.id, course, by=by, now=now)
            if not keep:
                raise _TakenBack
    except _TakenBack:
        pass
    return invited


def _tell_course(house: House, courses: Sequence[Course], patient: Patient, course: Course, *, now: datetime) -> None:
    """Refuse a course that is impossible or doubtful; a nurse enters it with the command that asks them to confirm."""
    found = problems(house.plan, courses, course, today=patient.today(now))
    if found:
        doubts = ", ".join(problem.doubt.value.replace("_", " ") for problem in found)
        advice = "" if any(not problem.nurse_may_confirm for problem in found) else "; if it is right, leave it out "
        advice += "and enter it with `patient course … --confirm`" if advice else ""
        raise NotAccepted(f"course {course.number}: {doubts}{advice}")


def _tell(progress: Callable[[str], None], what: str, count: int, of: int) -> None:
    if count % EVERY == 0 or count == of:
        progress(f"{what} {count} of {of}")
