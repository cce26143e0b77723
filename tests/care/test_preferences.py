"""Are wishes about reminders kept as they are wished, and a safety test silenced by a nurse alone?"""

import json
from dataclasses import replace
from datetime import date, time

import pytest

from care import desk
from care.course import SaidBy
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotAccepted, TurnClosed
from care.escalation import Reason
from care.patient import Preferences

SAFETY = {"cbc", "creatinine", "urine", "thyroid"}
ALL_DIFFERENT = Preferences(
    on=False,
    time=time(18, 30),
    lead_days=(14, 3, 0),
    days=(0, 2),
    snoozed_until=date(2026, 12, 1),
    off=frozenset({"hpv"}),
    names_medicine=True,
)


@pytest.fixture
def patient(clinic):
    return clinic.enrol(phone="+32470123456").id


def change(clinic, patient, preferences, said_by=SaidBy.PATIENT, **given):
    return clinic.do(desk.change_preferences, patient, preferences, said_by=said_by, safety=SAFETY, **given)


def test_preferences_are_read_back_as_they_were_wished(clinic, patient):
    changed = change(clinic, patient, ALL_DIFFERENT)
    assert (changed.preferences, changed.before) == (ALL_DIFFERENT, Preferences())
    assert clinic.patient(patient).preferences == ALL_DIFFERENT
    event = clinic.events("preferences.changed")[0]
    before, after = (json.loads(event.details[name]) for name in ("before", "after"))
    assert (before["time"], after["time"], after["snoozed_until"]) == ("09:00:00", "18:30:00", "2026-12-01")


def test_wishing_what_is_so_already_changes_nothing(clinic, patient):
    assert change(clinic, patient, Preferences()).change is None
    assert clinic.patient(patient).version == 1


@pytest.mark.parametrize(
    "given",
    [
        {"days": ()},
        {"days": (7,)},
        {"lead_days": (-1,)},
        {"lead_days": (61,)},
        {"lead_days": (7, 7)},
        {"off": frozenset({"My blood"})},
    ],
    ids=str,
)
def test_preferences_that_cannot_be_are_refused(clinic, patient, given):
    with pytest.raises(NotAccepted):
        change(clinic, patient, Preferences(**given), said_by=SaidBy.NURSE)
    assert clinic.patient(patient).preferences == Preferences()


def test_a_safety_test_that_a_patient_wants_off_waits_for_a_nurse_who_is_told(clinic):
    patient, turn = clinic.patient_in_turn("stop the blood reminders")
    wished = Preferences(off=frozenset({"cbc", "hpv"}))
    changed = change(clinic, patient, wished, turn=turn, words="stop the blood reminders")
    assert changed.preferences == Preferences(off=frozenset({"hpv"}), asked_off=frozenset({"cbc"}))
    assert changed.asked_off == {"cbc"}
    (raised,) = clinic.escalations()
    assert (raised.concern.reason, raised.concern.words) == (Reason.REMINDERS, "stop the blood reminders")
    assert change(clinic, patient, wished, turn=turn) == changed
    assert change(clinic, patient, wished, turn=turn, part=1).change is None
    assert len(clinic.escalations()) == 1


def test_a_nurse_confirms_what_was_asked_for_and_nothing_else(clinic, patient):
    change(clinic, patient, Preferences(off=frozenset({"cbc", "urine"})))
    with pytest.raises(NotAccepted):
        clinic.do(desk.confirm_tests_off, patient, ["cbc", "thyroid"])
    confirmed = clinic.do(desk.confirm_tests_off, patient, ["cbc"])
    expected = Preferences(off=frozenset({"cbc"}), asked_off=frozenset({"urine"}))
    assert confirmed.preferences == clinic.patient(patient).preferences == expected
    assert clinic.do(desk.confirm_tests_off, patient, ["cbc"]).change is None
    again = change(clinic, patient, replace(expected, time=time(8, 0)))
    assert (again.preferences.off, again.asked_off) == ({"cbc"}, frozenset())


def test_a_patient_takes_a_wish_back_and_turns_a_test_on_again(clinic, patient):
    change(clinic, patient, Preferences(off=frozenset({"cbc"})))
    clinic.do(desk.confirm_tests_off, patient, ["cbc"])
    change(clinic, patient, replace(clinic.patient(patient).preferences, asked_off=frozenset({"urine"})))
    assert clinic.patient(patient).preferences.asked_off == {"urine"}
    change(clinic, patient, Preferences())
    assert clinic.patient(patient).preferences == Preferences()


def test_a_test_turned_on_again_and_off_again_waits_for_a_nurse_again(clinic, patient):
    change(clinic, patient, Preferences(off=frozenset({"cbc"})))
    clinic.do(desk.confirm_tests_off, patient, ["cbc"])
    change(clinic, patient, Preferences())
    assert change(clinic, patient, Preferences(off=frozenset({"cbc"}))).asked_off == {"cbc"}


def test_a_nurse_silences_a_safety_test_at_once(clinic, patient):
    change(clinic, patient, Preferences(off=frozenset({"cbc"})))
    wished = Preferences(off=frozenset({"cbc", "thyroid"}), asked_off=frozenset({"cbc"}))
    assert change(clinic, patient, wished, said_by=SaidBy.NURSE).preferences == Preferences(
        off=frozenset({"cbc", "thyroid"})
    )
    assert clinic.escalations() == []


def test_all_reminders_off_is_kept_and_the_nurse_is_told(clinic):
    patient, turn = clinic.patient_in_turn("no more reminders")
    assert not change(clinic, patient, Preferences(on=False), turn=turn).preferences.on
    assert [each.concern.reason for each in clinic.escalations()] == [Reason.REMINDERS]
    change(clinic, patient, Preferences(on=True), turn=turn, part=1)
    assert len(clinic.escalations()) == 1


def test_the_second_of_two_nurses_is_told_and_overwrites_nothing(clinic, patient):
    seen = clinic.patient(patient).version
    first = change(clinic, patient, Preferences(time=time(8, 0)), said_by=SaidBy.NURSE, seen=seen)
    with pytest.raises(ChangedMeanwhile, match=f"version {seen} and is now version {seen + 1}"):
        change(clinic, patient, Preferences(time=time(10, 0)), said_by=SaidBy.NURSE, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        change(clinic, patient, Preferences(off=frozenset({"cbc"})), seen=seen)
    assert clinic.patient(patient).preferences == first.preferences


def test_wishes_at_once_follow_each_other(clinic, patient, at_once):
    times = [time(hour, 0) for hour in (10, 11, 12, 13)]
    results = at_once(*[lambda t=t: change(clinic, patient, Preferences(time=t)) for t in times])
    assert sorted(each.preferences.time for each in results) == times
    assert {each.before.time for each in results} - {time(9, 0)} < set(times)
    assert clinic.patient(patient).version == 5


def test_undoing_puts_back_exactly_what_was_wished_before(clinic):
    patient, turn = clinic.patient_in_turn()
    change(clinic, patient, ALL_DIFFERENT)
    changed = change(clinic, patient, Preferences(), turn=turn)
    clinic.do(desk.undo, patient, changed.change, turn=turn, part=1)
    assert clinic.patient(patient).preferences == ALL_DIFFERENT
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.undo, patient, changed.change)


def test_a_closed_or_foreign_turn_and_one_that_speaks_for_a_nurse_are_refused(clinic, patient):
    turn = clinic.turn("remind me at 8")
    with pytest.raises(MoveNotAllowed):
        change(clinic, patient, Preferences(on=False), said_by=SaidBy.NURSE, turn=turn.id)
    with pytest.raises(MoveNotAllowed):
        change(clinic, clinic.enrol().id, Preferences(on=False), turn=turn.id)
    clinic.close(turn)
    with pytest.raises(TurnClosed):
        change(clinic, patient, Preferences(on=False), turn=turn.id)
    assert clinic.patient(patient).preferences == Preferences()
