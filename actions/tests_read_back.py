"""In which words is read back what a patient told of their tests? Taken means taken and never normal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.record import Clinic, OwnRecord
from actions.spoken import spoken_date, spoken_tests
from actions.tests_meant import names_of
from actions.turn import Said, task_wording
from care.course import SaidBy
from care.message import Kind, Pending
from care.recorded_test import RecordedState, RecordedTest

_STATE_WORDS = {RecordedState.DONE: "taken on", RecordedState.BOOKED: "booked for", RecordedState.MISSED: "missed on"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is kept: these tests, in this state, on this day."""

    tests: tuple[str, ...]
    state: RecordedState
    on: date


def read_back(clinic: Clinic, record: OwnRecord, entries: Sequence[Entry], changes: Sequence[str]) -> Said:
    """What was kept, in full, and open to be taken back; a test that was taken with the day of the next one.

    Args:
        clinic: how the next day is reckoned.
        record: as it was before.
        entries: one or more.
        changes: the ids of the changes; none when all of it was on file already.
    """
    first = entries[0]
    known = {"told": first.state.value, "tests": " ".join(names_of(first.tests)), "on": first.on.isoformat()}
    undo = undoable(changes, known)
    if len(entries) > 1:
        said = "; ".join(
            f"{spoken_tests(entry.tests)} {_STATE_WORDS[entry.state]} {spoken_date(entry.on)}" for entry in entries
        )
        return task_wording("task.tests_mixed", {"list": said}, pending=undo)
    values = {"tests": spoken_tests(first.tests), "date": spoken_date(first.on)}
    if first.state is RecordedState.BOOKED:
        return task_wording("task.test_booked", values, pending=undo)
    if first.state is RecordedState.MISSED:
        return task_wording("task.test_missed", values, pending=undo)
    following = _following(clinic, record, first)
    if following is None:
        return task_wording("task.test_done", values, pending=undo)
    return task_wording("task.test_done_next", {**values, "next": spoken_date(following)}, pending=undo)


def called_off(tests: Sequence[str], changes: Sequence[str]) -> Said:
    """That a booking came off the file."""
    values = {"tests": _the(tests)}
    return task_wording("task.test_cancelled", values, pending=undoable(changes, {}))


def not_yet(tests: Sequence[str]) -> Said:
    """That nothing is kept of a test that was not taken yet."""
    return task_wording("task.test_not_yet", {"tests": _the(tests)})


def differs() -> Said:
    """That the team's own entry says otherwise and stands; a nurse looks at it."""
    return task_wording("task.test_differs", {}, kind=Kind.HANDOFF)


def undoable(changes: Sequence[str], known: Mapping[str, str]) -> Pending | None:
    """What stays open after changes, so that one word takes them back; None when nothing was changed."""
    if not changes:
        return None
    return Pending(question="undo", known={**known, "of": "test", "changes": " ".join(changes)})


def _the(tests: Sequence[str]) -> str:
    return f"the {spoken_tests(tests)}" if tests else "your test"


def _following(clinic: Clinic, record: OwnRecord, entry: Entry) -> date | None:
    """The next day of these tests once they are on file as taken."""
    taken = [
        RecordedTest(test=test, state=RecordedState.DONE, on=entry.on, said_by=SaidBy.PATIENT) for test in entry.tests
    ]
    due = clinic.next_due(replace(record, tests=(*record.tests, *taken)))
    return min((due[test] for test in entry.tests if test in due), default=None)
