"""Are tests kept as done, booked or missed, each once, and put back exactly?"""

import json
from datetime import date, timedelta

import pytest

from care import desk
from care.course import SaidBy
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotAccepted, NotFound, TurnClosed
from care.escalation import Reason
from care.recorded_test import RecordedState

DONE, BOOKED, MISSED = RecordedState
NURSE = SaidBy.NURSE
TODAY = date(2026, 11, 22)


@pytest.fixture
def patient(clinic):
    return clinic.enrol(phone="+32470123456").id


def in_days(days):
    return TODAY + timedelta(days=days)


def facts(entries):
    return [(entry.test, entry.state, entry.on, entry.said_by) for entry in entries]


def test_an_entry_is_read_back_as_it_was_told(clinic, patient, an_entry):
    recorded = clinic.do(desk.record_test, patient, an_entry())
    assert recorded.kept
    assert recorded.before == ()
    assert clinic.tests(patient) == [recorded.entry]
    assert facts([recorded.entry]) == facts([an_entry()])
    assert recorded.entry.id


def test_entries_are_listed_oldest_first_and_by_test(clinic, patient, an_entry):
    for test, days in (("urine", -1), ("cbc", -40), ("cbc", -9)):
        clinic.do(desk.record_test, patient, an_entry(test, on=in_days(days)))
    assert [entry.on for entry in clinic.tests(patient)] == [in_days(-40), in_days(-9), in_days(-1)]
    assert len(clinic.read(lambda records: records.recorded_tests_of(patient, test="cbc"))) == 2


def test_a_test_is_done_once_on_a_date(clinic, patient, an_entry):
    first = clinic.do(desk.record_test, patient, an_entry())
    again = clinic.do(desk.record_test, patient, an_entry())
    assert (again.entry, again.kept, again.change) == (first.entry, False, None)
    assert len(clinic.events("test.done")) == 1


def test_a_test_recorded_at_once_is_recorded_once(clinic, patient, an_entry, at_once):
    results = at_once(*[lambda: clinic.do(desk.record_test, patient, an_entry())] * 5)
    assert sorted(each.kept for each in results) == [False] * 4 + [True]
    assert len(clinic.tests(patient)) == 1


@pytest.mark.parametrize("settled_by", [DONE, MISSED])
@pytest.mark.parametrize("booked_for", [-3, 0, 14])
def test_a_booking_is_settled_by_done_or_missed(clinic, patient, an_entry, settled_by, booked_for):
    clinic.now -= timedelta(days=30)
    booked = clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=in_days(booked_for))).entry
    clinic.now += timedelta(days=30)
    recorded = clinic.do(desk.record_test, patient, an_entry(state=settled_by, on=TODAY))
    assert recorded.before == (booked,)
    assert clinic.tests(patient) == [recorded.entry]
    event = clinic.events(f"test.{settled_by}")[-1]
    before, after = (json.loads(event.details[name]) for name in ("before", "after"))
    assert [each["state"] for each in before] == ["booked"]
    assert [(each["state"], each["on"]) for each in after] == [(settled_by, "2026-11-22")]


def test_the_booking_of_the_next_test_stays_open_and_so_does_that_of_another(clinic, patient, an_entry):
    clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=in_days(15)))
    clinic.do(desk.record_test, patient, an_entry("urine", state=BOOKED, on=in_days(1)))
    recorded = clinic.do(desk.record_test, patient, an_entry(on=TODAY))
    assert recorded.before == ()
    assert [entry.state for entry in clinic.tests(patient)] == [DONE, BOOKED, BOOKED]


def test_a_new_booking_takes_the_place_of_the_open_one(clinic, patient, an_entry):
    clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=in_days(3)))
    clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=in_days(40)))
    assert facts(clinic.tests(patient)) == [("cbc", BOOKED, in_days(40), SaidBy.PATIENT)]


def test_done_after_all_takes_the_place_of_missed(clinic, patient, an_entry):
    clinic.do(desk.record_test, patient, an_entry(state=MISSED))
    clinic.do(desk.record_test, patient, an_entry(state=DONE))
    assert [entry.state for entry in clinic.tests(patient)] == [DONE]


def test_a_date_is_corrected_with_the_entry_that_was_read(clinic, patient, an_entry):
    wrong = clinic.do(desk.record_test, patient, an_entry(on=in_days(-2))).entry
    recorded = clinic.do(desk.record_test, patient, an_entry(on=in_days(-1)), replaces=wrong.id)
    assert recorded.before == (wrong,)
    assert [entry.on for entry in clinic.tests(patient)] == [in_days(-1)]
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.record_test, patient, an_entry(on=in_days(-3)), replaces=wrong.id)
    assert [entry.on for entry in clinic.tests(patient)] == [in_days(-1)]


def test_of_writers_who_correct_one_entry_at_once_one_is_first_and_the_others_are_told(
    clinic, patient, an_entry, at_once
):
    wrong = clinic.do(desk.record_test, patient, an_entry(on=in_days(-2))).entry.id
    entries = [an_entry(on=in_days(-days), said_by=NURSE) for days in (3, 4, 5)]
    results = at_once(*[lambda e=e: clinic.do(desk.record_test, patient, e, replaces=wrong) for e in entries])
    assert sorted(type(each).__name__ for each in results) == ["ChangedMeanwhile", "ChangedMeanwhile", "Recorded"]
    assert len(clinic.tests(patient)) == 1


def test_a_nurse_makes_a_patients_entry_hers_and_not_the_reverse(clinic, patient, an_entry):
    clinic.do(desk.record_test, patient, an_entry())
    assert clinic.do(desk.record_test, patient, an_entry(said_by=NURSE)).kept
    again = clinic.do(desk.record_test, patient, an_entry())
    assert (again.kept, again.differs) == (False, False)
    assert facts(clinic.tests(patient)) == [("cbc", DONE, in_days(-2), NURSE)]


CONTRADICTED = {
    "missed against done": ((DONE, -2), (MISSED, -2)),
    "done against missed": ((MISSED, -2), (DONE, -2)),
    "another booking": ((BOOKED, 3), (BOOKED, 5)),
    "a booking against done": ((DONE, 0), (BOOKED, 0)),
}


@pytest.mark.parametrize(("on_file", "told"), CONTRADICTED.values(), ids=CONTRADICTED)
def test_a_nurses_entry_is_never_changed_by_a_patients_text_and_the_nurse_is_told(clinic, an_entry, on_file, told):
    patient, turn = clinic.patient_in_turn()
    nurses = clinic.do(
        desk.record_test, patient, an_entry(state=on_file[0], on=in_days(on_file[1]), said_by=NURSE)
    ).entry
    for _ in range(2):
        entry = an_entry(state=told[0], on=in_days(told[1]))
        recorded = clinic.do(desk.record_test, patient, entry, turn=turn, words="no it was not")
        assert (recorded.before, recorded.kept, recorded.differs) == ((nurses,), False, True)
    assert clinic.tests(patient) == [nurses]
    assert [(each.concern.reason, each.concern.words) for each in clinic.escalations()] == [
        (Reason.DATES, "no it was not")
    ]


@pytest.mark.parametrize("told", [DONE, MISSED])
def test_a_patient_tells_what_became_of_a_nurses_booking(clinic, patient, an_entry, told):
    clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=TODAY, said_by=NURSE))
    assert clinic.do(desk.record_test, patient, an_entry(state=told, on=TODAY)).kept
    assert facts(clinic.tests(patient)) == [("cbc", told, TODAY, SaidBy.PATIENT)]


@pytest.mark.parametrize(("state", "days"), [(DONE, 1), (MISSED, 1), (BOOKED, -1)])
def test_what_cannot_be_yet_is_refused_from_a_patient(clinic, patient, an_entry, state, days):
    with pytest.raises(NotAccepted):
        clinic.do(desk.record_test, patient, an_entry(state=state, on=in_days(days)))
    assert clinic.tests(patient) == []
    assert clinic.do(desk.record_test, patient, an_entry(state=state, on=in_days(days), said_by=NURSE)).kept


@pytest.mark.parametrize("test", ["", "Blood count", "cbc; DROP TABLE", "x" * 41])
def test_what_is_no_test_id_is_refused(clinic, patient, an_entry, test):
    with pytest.raises(NotAccepted):
        clinic.do(desk.record_test, patient, an_entry(test, said_by=NURSE))


def test_the_longest_test_id_fits_everywhere(clinic, an_entry):
    patient, turn = clinic.patient_in_turn()
    recorded = clinic.do(desk.record_test, patient, an_entry("x" * 40, state=MISSED), turn=turn)
    assert clinic.do(desk.record_test, patient, an_entry("x" * 40, state=MISSED), turn=turn) == recorded


def test_an_entry_is_removed_by_who_may(clinic, an_entry):
    patient, turn = clinic.patient_in_turn()
    own = clinic.do(desk.record_test, patient, an_entry()).entry
    nurses = clinic.do(desk.record_test, patient, an_entry("urine", said_by=NURSE)).entry
    given = {"said_by": SaidBy.PATIENT, "turn": turn}
    removed = clinic.do(desk.remove_recorded_test, patient, own.id, **given)
    assert (removed.entry, removed.before, removed.kept) == (None, (own,), True)
    assert clinic.do(desk.remove_recorded_test, patient, own.id, **given) == removed
    refused = clinic.do(desk.remove_recorded_test, patient, nurses.id, **given)
    assert (refused.kept, refused.differs) == (False, True)
    assert [each.concern.reason for each in clinic.escalations()] == [Reason.DATES]
    assert clinic.tests(patient) == [nurses]
    clinic.do(desk.remove_recorded_test, patient, nurses.id, said_by=NURSE)
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.remove_recorded_test, patient, nurses.id, said_by=NURSE)
    assert clinic.tests(patient) == []


def test_the_entry_of_another_patient_is_not_touched(clinic, patient, an_entry):
    other = clinic.enrol().id
    entry = clinic.do(desk.record_test, other, an_entry()).entry
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.remove_recorded_test, patient, entry.id, said_by=NURSE)
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.record_test, patient, an_entry("urine"), replaces=entry.id)
    assert clinic.tests(other) == [entry]


def test_a_recording_repeated_in_its_turn_gives_the_first_result_and_both_tests_of_a_message_are_kept(clinic, an_entry):
    patient, turn = clinic.patient_in_turn("both done")
    clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=TODAY))
    first = clinic.do(desk.record_test, patient, an_entry(), turn=turn)
    clinic.do(desk.remove_recorded_test, patient, first.entry.id, said_by=NURSE)
    assert clinic.do(desk.record_test, patient, an_entry(), turn=turn) == first
    assert clinic.tests(patient) == []
    assert clinic.do(desk.record_test, patient, an_entry("urine"), turn=turn).kept


def test_a_repeat_of_what_changed_nothing_changes_nothing_either(clinic, an_entry):
    patient, turn = clinic.patient_in_turn()
    entry = clinic.do(desk.record_test, patient, an_entry()).entry
    assert not clinic.do(desk.record_test, patient, an_entry(), turn=turn).kept
    clinic.do(desk.remove_recorded_test, patient, entry.id, said_by=NURSE)
    assert not clinic.do(desk.record_test, patient, an_entry(), turn=turn).kept
    assert clinic.tests(patient) == []


def test_a_closed_or_foreign_turn_and_one_that_speaks_for_a_nurse_are_refused(clinic, an_entry):
    patient = clinic.enrol(phone="+32470123456").id
    turn = clinic.turn("bloods done")
    with pytest.raises(MoveNotAllowed):
        clinic.do(desk.record_test, patient, an_entry(said_by=NURSE), turn=turn.id)
    with pytest.raises(MoveNotAllowed):
        clinic.do(desk.record_test, clinic.enrol().id, an_entry(), turn=turn.id)
    with pytest.raises(MoveNotAllowed):
        clinic.do(desk.remove_recorded_test, patient, "entry", said_by=NURSE, turn=turn.id)
    clinic.close(turn)
    with pytest.raises(TurnClosed):
        clinic.do(desk.record_test, patient, an_entry(), turn=turn.id)
    with pytest.raises(NotFound):
        clinic.do(desk.record_test, "no such patient", an_entry())
    assert clinic.tests(patient) == []


def test_undoing_puts_back_every_entry_that_gave_way_exactly(clinic, an_entry):
    patient, turn = clinic.patient_in_turn()
    booked = clinic.do(desk.record_test, patient, an_entry(state=BOOKED, on=in_days(2))).entry
    missed = clinic.do(desk.record_test, patient, an_entry(state=MISSED, on=in_days(-20))).entry
    change = clinic.do(desk.record_test, patient, an_entry(on=in_days(0)), turn=turn).change
    undone = clinic.do(desk.undo, patient, change, turn=turn, part=1)
    assert clinic.tests(patient) == [missed, booked]
    assert clinic.do(desk.undo, patient, change, turn=turn, part=1) == undone
    clinic.do(desk.undo, patient, undone.id)
    assert [entry.state for entry in clinic.tests(patient)] == [MISSED, DONE]


def test_what_was_changed_again_since_is_not_undone(clinic, patient, an_entry):
    change = clinic.do(desk.record_test, patient, an_entry()).change
    nurses = clinic.do(desk.record_test, patient, an_entry(said_by=NURSE)).entry
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.undo, patient, change)
    assert clinic.tests(patient) == [nurses]


def test_an_entry_is_not_put_back_over_a_newer_one(clinic, patient, an_entry):
    entry = clinic.do(desk.record_test, patient, an_entry()).entry
    change = clinic.do(desk.remove_recorded_test, patient, entry.id, said_by=NURSE).change
    newer = clinic.do(desk.record_test, patient, an_entry(state=MISSED)).entry
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.undo, patient, change)
    assert clinic.tests(patient) == [newer]
