"""How does a patient or a nurse change how reminders come, and who may silence a safety test?

Reminders of a safety test stay off only when a nurse confirms it: until then the wish is kept, and the nurse is told.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from care.change import Change, ChangeOf
from care.course import SaidBy
from care.desk.changes import log, made_before
from care.desk.escalations import tell_nurse
from care.desk.moves import Move, for_patient
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotAccepted
from care.escalation import Reason
from care.patient import Patient, Preferences
from care.ports import Records
from care.written import preferences_read, preferences_written, text

DAYS_OF_WEEK = range(7)
LONGEST_LEAD = 60
"""Days ahead of a test; two months ahead the next test would be meant."""

_TEST = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, kw_only=True)
class PreferencesChanged:
    """What came of a wish about reminders.

    Attributes:
        preferences: as they are on file now.
        before: as they were.
        asked_off: safety tests that wait since now for a nurse to confirm that they are off.
        change: the id of the change, for `undo`; None when nothing was changed.
    """

    preferences: Preferences
    before: Preferences
    asked_off: frozenset[str] = frozenset()
    change: str | None = None


def change_preferences(
    records: Records,
    patient: str,
    preferences: Preferences,
    *,
    said_by: SaidBy,
    safety: Collection[str],
    seen: int | None = None,
    conversation: str | None = None,
    words: str = "",
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> PreferencesChanged:
    """Keep preferences as they are wished, whole.

    What a patient wishes off and is a safety test comes under `asked_off`, unless a nurse confirmed it before. For
    that, and when a patient turns all reminders off, a routine escalation is raised when the conversation is known.

    Args:
        records: the open records.
        patient: whose they are.
        preferences: all of them, as they are wished.
        said_by: who wishes it.
        safety: ids of the safety tests in the monitoring plan.
        seen: the version of the patient that the writer had read; None to write whatever is there.
        conversation: where it was said, when no turn says so.
        words: the patient's words, for the nurse to see.
        turn: the turn on whose behalf it is done; a repeat returns the first result.
        part: which part of the turn's message.
        by: who does it.
        now: when.

    Raises:
        NotAccepted: when preferences cannot be so.
        ChangedMeanwhile: when the patient on file has another version than `seen`; it names both.
        MoveNotAllowed: when a turn is to speak for a nurse or for another patient.
        TurnClosed: when the turn was answered or taken over meanwhile.
        NotFound: when there is no such patient.
    """
    if turn is not None and said_by is SaidBy.NURSE:
        raise MoveNotAllowed("A turn speaks for a patient, not for a nurse.")
    move = for_patient(
        records,
        patient,
        turn,
        part,
        "preferences",
        conversation=conversation,
        check=lambda: _check(preferences),
    )
    held = records.hold_patient(patient)
    repeated = made_before(records, move)
    if repeated is not None:
        before, after = preferences_read(repeated.before), preferences_read(repeated.after)
        asked = after.asked_off - before.asked_off
        return PreferencesChanged(preferences=after, before=before, asked_off=asked, change=repeated.id)
    before = held.preferences
    wished = preferences
    if said_by is SaidBy.PATIENT:
        wished = _as_patients_may(preferences, before, frozenset(safety))
    else:
        wished = replace(preferences, asked_off=preferences.asked_off - preferences.off)
    if wished == before or not move.first:
        return PreferencesChanged(preferences=before, before=before)
    change = _keep(records, held, wished, seen=seen, action="preferences.changed", move=move, by=by, now=now)
    asked = wished.asked_off - before.asked_off
    silenced = before.on and not wished.on
    if said_by is SaidBy.PATIENT and (asked or silenced):
        tell_nurse(records, move, Reason.REMINDERS, words, by=by, now=now)
    return PreferencesChanged(preferences=wished, before=before, asked_off=asked, change=change.id)


def confirm_tests_off(
    records: Records, patient: str, tests: Collection[str], *, seen: int | None = None, by: str, now: datetime
) -> PreferencesChanged:
    """A nurse confirms that reminders of these tests are off, as the patient asked.

    Raises:
        NotAccepted: when the patient did not ask for one of them.
        ChangedMeanwhile: when the patient on file has another version than `seen`; it names both.
    """
    move = for_patient(records, patient, None, 0, "confirm.preferences")
    held = records.hold_patient(patient)
    before, confirmed = held.preferences, frozenset(tests)
    if not confirmed <= before.asked_off | before.off:
        raise NotAccepted("Only what the patient asked for can be confirmed.")
    wished = replace(before, off=before.off | confirmed, asked_off=before.asked_off - confirmed)
    if wished == before:
        return PreferencesChanged(preferences=before, before=before)
    change = _keep(records, held, wished, seen=seen, action="preferences.confirmed", move=move, by=by, now=now)
    return PreferencesChanged(preferences=wished, before=before, change=change.id)


def restore_preferences(records: Records, change: Change, *, move: Move, by: str, now: datetime) -> Change:
    """Put the preferences back as they were before a change.

    Raises:
        ChangedMeanwhile: when they are no longer as the change had left them.
    """
    held = records.hold_patient(change.patient)
    if held.preferences != preferences_read(change.after):
        raise ChangedMeanwhile("The preferences were changed again since; they cannot be put back.")
    before = preferences_read(change.before)
    return _keep(records, held, before, seen=None, action="preferences.undone", move=move, by=by, now=now)


def _as_patients_may(wished: Preferences, before: Preferences, safety: frozenset[str]) -> Preferences:
    """A patient's wish with every safety test that no nurse has confirmed among those asked for only."""
    off = wished.off | wished.asked_off
    unconfirmed = (off & safety) - before.off
    return replace(wished, off=off - unconfirmed, asked_off=unconfirmed)


def _check(preferences: Preferences) -> None:
    days, lead = preferences.days, preferences.lead_days
    if days is not None and (not days or any(day not in DAYS_OF_WEEK for day in days)):
        raise NotAccepted("The days of reminders are weekdays from 0 for Monday to 6, at least one of them.")
    if any(not 0 <= days_ahead <= LONGEST_LEAD for days_ahead in lead) or len(set(lead)) < len(lead):
        raise NotAccepted(f"Reminders come 0 to {LONGEST_LEAD} days ahead of a test, each number of days once.")
    if any(not _TEST.fullmatch(test) for test in preferences.off | preferences.asked_off):
        raise NotAccepted("A test is named by its id in the monitoring plan.")


def _keep(
    records: Records,
    held: Patient,
    wished: Preferences,
    *,
    seen: int | None,
    action: str,
    move: Move,
    by: str,
    now: datetime,
) -> Change:
    version = held.version if seen is None else seen
    records.change_patient(replace(held, preferences=wished, version=version))
    return log(
        records,
        held.id,
        ChangeOf.PREFERENCES,
        "",
        action=action,
        before=text(preferences_written(held.preferences)),
        after=text(preferences_written(wished)),
        move=move,
        by=by,
        now=now,
    )
