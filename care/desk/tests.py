"""How does an entry about a monitoring test come on file, and off it again?

There is one entry at most for a test and a date, and one open booking at most for a test. What a nurse entered stays
when a patient says otherwise: the nurse is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from care.change import Change, ChangeOf
from care.course import SaidBy
from care.desk.changes import log, made_before
from care.desk.escalations import tell_nurse
from care.desk.moves import Move, for_patient
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotAccepted
from care.escalation import Reason
from care.ports import Records
from care.recorded_test import RecordedState, RecordedTest
from care.written import recorded_test_written, recorded_tests_read, text

SETTLED_AHEAD = timedelta(days=14)
"""How long before its day a booking is settled by a test that was taken or missed: as long as a test may be early."""

_TEST = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What came of an entry about a test.

    Attributes:
        entry: as it stands on file now; as it was told where it was not kept; None when it was taken off.
        before: the entries on file that it replaced or contradicts: an open booking, one of the same date.
        kept: whether the file says now what was told and did not before.
        differs: whether a nurse's entry says otherwise, so that nothing was changed and the nurse was told.
        change: the id of the change, for `undo`; None when nothing was changed.
    """

    entry: RecordedTest | None
    before: tuple[RecordedTest, ...]
    kept: bool
    differs: bool = False
    change: str | None = None


def record_test(
    records: Records,
    patient: str,
    entry: RecordedTest,
    *,
    replaces: str | None = None,
    conversation: str | None = None,
    words: str = "",
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> Recorded:
    """Keep that a test was done, booked or missed.

    Done or missed settles the test's open booking; a booking takes the place of an open one; an entry takes the place
    of one of the same date. What the file says already is not kept again, save to make it the nurse's.

    Args:
        records: the open records.
        patient: whose test it is.
        entry: what is told, without an id; `said_by` says whose word it is.
        replaces: the id of the entry that the writer means to correct, as they had read it; it is taken off, too.
        conversation: where it was told, when no turn says so.
        words: the patient's words, for the nurse to see where the two differ.
        turn: the turn on whose behalf it is told; a repeat returns the first result.
        part: which part of the turn's message.
        by: who does it.
        now: when; for a patient's words, when they were written.

    Raises:
        NotAccepted: when there can be no such test, or a patient tells a day to come as done or missed, or a past one
            as booked.
        ChangedMeanwhile: when the entry `replaces` is no longer on file.
        MoveNotAllowed: when a turn is to speak for a nurse or for another patient.
        TurnClosed: when the turn was answered or taken over meanwhile.
        NotFound: when there is no such patient.
    """
    _check_voice(entry.said_by, turn)
    move = for_patient(
        records,
        patient,
        turn,
        part,
        f"test.{entry.state}.{entry.on.isoformat()}.{entry.test}",
        conversation=conversation,
        check=lambda: _check(entry, today=records.patient(patient).today(now)),
    )
    records.hold_patient(patient)
    repeated = made_before(records, move)
    if repeated is not None:
        return _as_before(repeated)
    corrected = _corrected(records, patient, replaces)
    on_file = records.recorded_tests_of(patient, test=entry.test)
    same = next((each for each in on_file if each.on == entry.on and each.state is entry.state), None)
    confirms = same is not None and (entry.said_by, same.said_by) == (SaidBy.NURSE, SaidBy.PATIENT)
    if same is not None and not corrected and not confirms:
        return Recorded(entry=same, before=(), kept=False)
    before = tuple(dict.fromkeys((*corrected, *(each for each in on_file if _gives_way(each, to=entry)))))
    contradicted = tuple(each for each in before if _contradicts(entry, each))
    if contradicted:
        tell_nurse(records, move, Reason.DATES, words, by=by, now=now)
        return Recorded(entry=entry, before=contradicted, kept=False, differs=True)
    if not move.first:
        return Recorded(entry=entry, before=before, kept=False)
    for each in before:
        records.remove_recorded_test(patient, each.id)
    kept = records.put_recorded_test(patient, replace(entry, id=""), now=now)
    change = _log(records, patient, before, (kept,), action=f"test.{entry.state}", move=move, by=by, now=now)
    return Recorded(entry=kept, before=before, kept=True, change=change.id)


def remove_recorded_test(
    records: Records,
    patient: str,
    entry: str,
    *,
    said_by: SaidBy,
    conversation: str | None = None,
    words: str = "",
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> Recorded:
    """Take an entry off the file by its id; a nurse's one stays when a patient asks, and the nurse is told.

    Arguments are those of `record_test`.

    Raises:
        ChangedMeanwhile: when the entry is no longer on file.
        MoveNotAllowed, TurnClosed, NotFound: as `record_test`.
    """
    _check_voice(said_by, turn)
    move = for_patient(records, patient, turn, part, f"remove.test.{entry}", conversation=conversation)
    records.hold_patient(patient)
    repeated = made_before(records, move)
    if repeated is not None:
        return _as_before(repeated)
    before = _corrected(records, patient, entry)
    if said_by is SaidBy.PATIENT and before[0].said_by is SaidBy.NURSE:
        tell_nurse(records, move, Reason.DATES, words, by=by, now=now)
        return Recorded(entry=None, before=before, kept=False, differs=True)
    records.remove_recorded_test(patient, entry)
    change = _log(records, patient, before, (), action="test.removed", move=move, by=by, now=now)
    return Recorded(entry=None, before=before, kept=True, change=change.id)


def restore_tests(records: Records, change: Change, *, move: Move, by: str, now: datetime) -> Change:
    """Put the entries back as they were before a change; the caller holds the patient.

    Raises:
        ChangedMeanwhile: when they are no longer as the change had left them.
    """
    before, after = recorded_tests_read(change.before), recorded_tests_read(change.after)
    on_file = set(records.recorded_tests_of(change.patient, test=change.key))
    if not on_file.issuperset(after):
        raise ChangedMeanwhile(f"The entries about {change.key} were changed again since; they cannot be put back.")
    for each in after:
        records.remove_recorded_test(change.patient, each.id)
    for each in before:
        records.put_recorded_test(change.patient, each, now=now)
    return _log(records, change.patient, after, before, action="test.undone", move=move, by=by, now=now)


def _check(entry: RecordedTest, *, today: date) -> None:
    if not _TEST.fullmatch(entry.test):
        raise NotAccepted("A test is named by its id in the monitoring plan.")
    if entry.said_by is SaidBy.NURSE:
        return
    if entry.state is RecordedState.BOOKED and entry.on < today:
        raise NotAccepted("A test cannot be booked for a day that is past.")
    if entry.state is not RecordedState.BOOKED and entry.on > today:
        raise NotAccepted("A test of a day to come was neither done nor missed yet.")


def _check_voice(said_by: SaidBy, turn: str | None) -> None:
    if turn is not None and said_by is SaidBy.NURSE:
        raise MoveNotAllowed("A turn speaks for a patient, not for a nurse.")


def _corrected(records: Records, patient: str, entry: str | None) -> tuple[RecordedTest, ...]:
    """The entry that the writer had read, while it is still on file."""
    if entry is None:
        return ()
    found = tuple(each for each in records.recorded_tests_of(patient) if each.id == entry)
    if not found:
        raise ChangedMeanwhile("The entry was corrected or taken off meanwhile.")
    return found


def _gives_way(on_file: RecordedTest, *, to: RecordedTest) -> bool:
    if on_file.on == to.on:
        return True
    settles = to.state is RecordedState.BOOKED or on_file.on - to.on <= SETTLED_AHEAD
    return on_file.state is RecordedState.BOOKED and settles


def _contradicts(told: RecordedTest, on_file: RecordedTest) -> bool:
    """Whether a patient says otherwise than a nurse; that a nurse's booking was kept or missed is no contradiction."""
    if (told.said_by, on_file.said_by) != (SaidBy.PATIENT, SaidBy.NURSE):
        return False
    return on_file.state is not RecordedState.BOOKED or told.state is RecordedState.BOOKED


def _as_before(change: Change) -> Recorded:
    """The result that a repeated move had when it was made first."""
    entries = recorded_tests_read(change.after)
    return Recorded(
        entry=entries[0] if entries else None,
        before=recorded_tests_read(change.before),
        kept=True,
        change=change.id,
    )


def _log(
    records: Records,
    patient: str,
    before: Sequence[RecordedTest],
    after: Sequence[RecordedTest],
    *,
    action: str,
    move: Move,
    by: str,
    now: datetime,
) -> Change:
    return log(
        records,
        patient,
        ChangeOf.TEST,
        (*after, *before)[0].test,
        action=action,
        before=text([recorded_test_written(entry) for entry in before]),
        after=text([recorded_test_written(entry) for entry in after]),
        move=move,
        by=by,
        now=now,
    )
