"""Are courses kept as told, a nurse's never changed by a patient's text, and everything undone exactly?"""

import json
from dataclasses import replace
from datetime import date

import pytest

from care import desk
from care.course import Course, CourseStatus, Infusion, SaidBy, course_of
from care.errors import ChangedMeanwhile, MoveNotAllowed, NotAccepted, NotFound, TurnClosed
from care.escalation import Reason
from care.message import Level

NURSE = SaidBy.NURSE


@pytest.fixture
def patient(clinic):
    return clinic.enrol(phone="+32470123456").id


def test_a_course_is_read_back_as_it_was_told(clinic, patient, a_course):
    days = (
        Infusion(date=date(2025, 1, 27), day=1),
        Infusion(date=date(2025, 1, 29)),
        Infusion(date=date(2025, 2, 3), last=True),
    )
    told = Course(number=2, status=CourseStatus.GIVEN, said_by=SaidBy.PATIENT, infusions=days)
    result = clinic.do(desk.tell_course, patient, told)
    assert (result.course, result.before, result.kept, result.differs) == (told, None, True, False)
    clinic.do(desk.tell_course, patient, a_course(1))
    assert clinic.courses(patient) == [a_course(1), told]
    assert [course.version for course in clinic.courses(patient)] == [2, 1]


def test_a_course_without_any_date_is_a_course(clinic, patient, a_course):
    planned = a_course(2, status=CourseStatus.PLANNED, first=None, last=None)
    clinic.do(desk.tell_course, patient, planned)
    assert clinic.courses(patient) == [planned]


def test_a_patient_corrects_their_own_course_whole(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course(between=[date(2025, 1, 29)]))
    corrected = a_course(first=date(2025, 2, 3), last=date(2025, 2, 7))
    result = clinic.do(desk.tell_course, patient, corrected)
    assert result.before == a_course(between=[date(2025, 1, 29)])
    assert clinic.courses(patient) == [corrected]


def test_telling_the_same_again_changes_nothing(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course())
    again = clinic.do(desk.tell_course, patient, a_course())
    assert (again.kept, again.differs, again.change) == (False, False, None)
    assert len(clinic.events("course.told")) == 1


def test_the_audit_has_the_old_and_the_new_dates(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course())
    result = clinic.do(desk.tell_course, patient, a_course(first=date(2025, 1, 26)))
    event = clinic.events("course.told")[-1]
    assert (event.subject, event.details["key"], event.details["change"]) == (patient, "1", result.change)
    before, after = (json.loads(event.details[name]) for name in ("before", "after"))
    assert [day["date"] for day in before["infusions"]] == ["2025-01-27", "2025-01-31"]
    assert [day["date"] for day in after["infusions"]] == ["2025-01-26", "2025-01-31"]


def test_a_nurse_overrides_what_a_patient_told(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course())
    nurses = a_course(said_by=NURSE, first=date(2025, 1, 20))
    result = clinic.do(desk.tell_course, patient, nurses)
    assert (result.before, result.kept) == (a_course(), True)
    assert clinic.courses(patient) == [nurses]


DIFFERENT = {
    "another first day": {"first": date(2025, 1, 28)},
    "another last day": {"last": date(2025, 1, 30)},
    "a day between": {"between": [date(2025, 1, 29)]},
    "only planned": {"status": CourseStatus.PLANNED},
}


@pytest.mark.parametrize("given", DIFFERENT.values(), ids=DIFFERENT)
def test_a_nurses_course_is_never_changed_by_a_patients_text_and_the_nurse_is_told(clinic, a_course, given):
    patient, turn = clinic.patient_in_turn()
    nurses = a_course(said_by=NURSE)
    clinic.do(desk.tell_course, patient, nurses)
    told = a_course(**given)
    for _ in range(2):
        result = clinic.do(desk.tell_course, patient, told, words="it was the 28th", turn=turn, by="action")
        assert (result.course, result.before, result.kept, result.differs) == (told, nurses, False, True)
    assert clinic.courses(patient) == [nurses]
    (raised,) = clinic.escalations()
    assert (raised.concern.reason, raised.concern.level) == (Reason.DATES, Level.ROUTINE)
    assert raised.concern.words == "it was the 28th"
    assert raised.incoming is not None
    assert len(clinic.events("course.told")) == 1


def test_a_patient_tells_that_what_a_nurse_planned_was_given_and_the_nurse_can_confirm_it(clinic, patient, a_course):
    planned = a_course(said_by=NURSE, status=CourseStatus.PLANNED)
    clinic.do(desk.tell_course, patient, planned)
    told = clinic.do(desk.tell_course, patient, a_course(first=date(2025, 1, 28)))
    assert (told.kept, told.differs, told.before) == (True, False, planned)
    assert clinic.courses(patient) == [a_course(first=date(2025, 1, 28))]
    clinic.do(desk.confirm_course, patient, 1)
    assert clinic.courses(patient) == [a_course(first=date(2025, 1, 28), said_by=NURSE)]


BORNE_OUT = {
    "the same": {},
    "only the first day": {"last": None},
    "only the last day": {"first": None},
    "no day": {"first": None, "last": None},
}


@pytest.mark.parametrize("given", BORNE_OUT.values(), ids=BORNE_OUT)
def test_what_a_nurses_course_bears_out_is_no_difference(clinic, a_course, given):
    patient, turn = clinic.patient_in_turn()
    nurses = a_course(said_by=NURSE, between=[date(2025, 1, 28)])
    clinic.do(desk.tell_course, patient, nurses)
    result = clinic.do(desk.tell_course, patient, a_course(**given), turn=turn)
    assert (result.kept, result.differs) == (False, False)
    assert clinic.escalations() == []
    assert clinic.courses(patient) == [nurses]


def test_a_difference_without_a_conversation_raises_nothing_and_with_one_it_does(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course(said_by=NURSE))
    told = a_course(first=date(2025, 1, 28))
    assert clinic.do(desk.tell_course, patient, told).differs
    assert clinic.escalations() == []
    conversation = clinic.receive("hello").conversation
    assert clinic.do(desk.tell_course, patient, told, conversation=conversation).differs
    assert [each.conversation for each in clinic.escalations()] == [conversation]


def infused(*days, **given):
    values = {"number": 1, "status": CourseStatus.GIVEN, "said_by": SaidBy.PATIENT}
    return Course(infusions=tuple(days), **{**values, **given})


MONDAY, TUESDAY = date(2025, 1, 27), date(2025, 1, 28)
IMPOSSIBLE = {
    "number 0": infused(number=0),
    "two on one day": infused(Infusion(date=MONDAY), Infusion(date=MONDAY, day=2)),
    "newest first": infused(Infusion(date=TUESDAY), Infusion(date=MONDAY)),
    "day 2 before day 1": infused(Infusion(date=MONDAY, day=2), Infusion(date=TUESDAY, day=1)),
    "day 1 twice": infused(Infusion(date=MONDAY, day=1), Infusion(date=TUESDAY, day=1)),
    "day 0": infused(Infusion(date=MONDAY, day=0)),
    "a day after the last": infused(Infusion(date=MONDAY, last=True), Infusion(date=TUESDAY)),
}


@pytest.mark.parametrize("said_by", SaidBy)
@pytest.mark.parametrize("course", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_no_course_can_be_is_refused_from_everybody(clinic, patient, course, said_by):
    with pytest.raises(NotAccepted):
        clinic.do(desk.tell_course, patient, replace(course, said_by=said_by))
    assert clinic.courses(patient) == []


def test_a_patients_infusion_of_a_later_day_is_not_kept_as_given(clinic, patient, a_course):
    today, tomorrow = date(2026, 11, 22), date(2026, 11, 23)
    with pytest.raises(NotAccepted):
        clinic.do(desk.tell_course, patient, a_course(first=today, last=tomorrow))
    clinic.do(desk.tell_course, patient, a_course(first=today, last=None))
    clinic.do(desk.tell_course, patient, a_course(2, first=tomorrow, last=None, status=CourseStatus.PLANNED))
    assert len(clinic.courses(patient)) == 2


def test_today_is_the_patients_own_day(clinic, a_course):
    ahead = clinic.enrol(time_zone="Pacific/Kiritimati").id
    clinic.do(desk.tell_course, ahead, a_course(first=date(2026, 11, 23), last=None))
    assert len(clinic.courses(ahead)) == 1


def test_after_a_refusal_the_same_part_of_the_turn_may_tell_again(clinic, a_course):
    patient, turn = clinic.patient_in_turn()
    with clinic.database.begin() as records:
        given = {"turn": turn, "by": "action", "now": clinic.now}
        with pytest.raises(NotAccepted):
            desk.tell_course(records, patient, a_course(last=date(2030, 1, 1)), **given)
        assert desk.tell_course(records, patient, a_course(), **given).kept


def test_the_second_of_two_nurses_is_told_and_overwrites_nothing(clinic, patient, a_course):
    first = clinic.do(desk.tell_course, patient, a_course(said_by=NURSE), seen=0)
    assert first.kept
    seen = clinic.courses(patient)[0].version
    by_one, by_two = (a_course(said_by=NURSE, first=date(2025, 1, day)) for day in (20, 21))
    clinic.do(desk.tell_course, patient, by_one, seen=seen)
    with pytest.raises(ChangedMeanwhile, match=f"version {seen} and is now version {seen + 1}"):
        clinic.do(desk.tell_course, patient, by_two, seen=seen)
    with pytest.raises(ChangedMeanwhile, match="version 0"):
        clinic.do(desk.tell_course, patient, by_two, seen=0)
    assert clinic.courses(patient) == [by_one]


def test_a_course_that_was_removed_and_told_anew_is_not_taken_for_the_old_one(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course(said_by=NURSE))
    seen = clinic.courses(patient)[0].version
    clinic.do(desk.remove_course, patient, 1, said_by=NURSE)
    clinic.do(desk.tell_course, patient, a_course(said_by=NURSE, first=date(2025, 1, 20)))
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.remove_course, patient, 1, said_by=NURSE, seen=seen)
    assert len(clinic.courses(patient)) == 1


def test_of_nurses_who_save_at_once_one_is_first_and_the_others_are_told(clinic, patient, a_course, at_once):
    versions = [a_course(said_by=NURSE, first=date(2025, 1, day)) for day in (20, 21, 22, 23)]
    results = at_once(*[lambda c=c: clinic.do(desk.tell_course, patient, c, seen=0) for c in versions])
    assert sorted(type(each).__name__ for each in results) == ["ChangedMeanwhile"] * 3 + ["Told"]
    (told,) = [each for each in results if isinstance(each, desk.Told)]
    assert clinic.courses(patient) == [told.course]


def test_a_patient_and_a_nurse_at_once_leave_the_nurses_course(clinic, patient, a_course, at_once):
    for number in range(1, 7):
        nurses = a_course(number, said_by=NURSE)
        told = a_course(number, first=date(2025, 1, 28))
        results = at_once(
            lambda n=nurses: clinic.do(desk.tell_course, patient, n),
            lambda t=told: clinic.do(desk.tell_course, patient, t),
        )
        assert not any(isinstance(each, Exception) for each in results)
        assert clinic.courses(patient)[-1] == nurses


def test_a_nurse_confirms_what_a_patient_told(clinic, patient, a_course):
    clinic.do(desk.tell_course, patient, a_course())
    seen = clinic.courses(patient)[0].version
    confirmed = clinic.do(desk.confirm_course, patient, 1, seen=seen)
    assert clinic.courses(patient) == [a_course(said_by=NURSE)] == [confirmed.course]
    assert not clinic.do(desk.confirm_course, patient, 1).kept
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.confirm_course, patient, 1, seen=seen)
    with pytest.raises(NotFound):
        clinic.do(desk.confirm_course, patient, 2)
    assert len(clinic.events("course.confirmed")) == 1


def test_a_course_is_removed_by_who_told_it_and_a_nurses_only_by_a_nurse(clinic, a_course):
    patient, turn = clinic.patient_in_turn()
    clinic.do(desk.tell_course, patient, a_course())
    clinic.do(desk.tell_course, patient, a_course(2, said_by=NURSE))
    own = clinic.do(desk.remove_course, patient, 1, said_by=SaidBy.PATIENT, turn=turn)
    assert (own.before, own.removed, own.differs) == (a_course(), True, False)
    nurses = clinic.do(desk.remove_course, patient, 2, said_by=SaidBy.PATIENT, turn=turn, words="not mine")
    assert (nurses.removed, nurses.differs) == (False, True)
    assert [each.concern.words for each in clinic.escalations()] == ["not mine"]
    assert clinic.courses(patient) == [a_course(2, said_by=NURSE)]
    assert clinic.do(desk.remove_course, patient, 2, said_by=NURSE).removed
    assert not clinic.do(desk.remove_course, patient, 2, said_by=NURSE).removed
    assert clinic.courses(patient) == []


def test_a_removal_repeated_in_its_turn_gives_the_first_result(clinic, a_course):
    patient, turn = clinic.patient_in_turn()
    clinic.do(desk.tell_course, patient, a_course())
    first = clinic.do(desk.remove_course, patient, 1, said_by=SaidBy.PATIENT, turn=turn)
    clinic.do(desk.tell_course, patient, a_course(said_by=NURSE))
    assert clinic.do(desk.remove_course, patient, 1, said_by=SaidBy.PATIENT, turn=turn) == first
    assert clinic.courses(patient) == [a_course(said_by=NURSE)]


def test_a_telling_repeated_in_its_turn_does_nothing_and_gives_the_first_result(clinic, a_course):
    patient, turn = clinic.patient_in_turn()
    clinic.do(desk.tell_course, patient, a_course(first=date(2025, 1, 20)))
    first = clinic.do(desk.tell_course, patient, a_course(), turn=turn)
    clinic.do(desk.tell_course, patient, a_course(said_by=NURSE, first=date(2025, 1, 6)))
    assert clinic.do(desk.tell_course, patient, a_course(), turn=turn) == first
    assert clinic.do(desk.tell_course, patient, a_course(first=date(2025, 1, 2)), turn=turn) == first
    assert clinic.courses(patient) == [a_course(said_by=NURSE, first=date(2025, 1, 6))]
    assert clinic.do(desk.tell_course, patient, a_course(2), turn=turn).kept


def test_a_telling_repeated_at_once_is_kept_once(clinic, a_course, at_once):
    patient, turn = clinic.patient_in_turn()
    results = at_once(*[lambda: clinic.do(desk.tell_course, patient, a_course(), turn=turn)] * 5)
    assert [each for each in results if each != results[0]] == []
    assert results[0].kept
    assert len(clinic.events("course.told")) == 1


def test_a_closed_turn_tells_nothing_any_more(clinic, a_course):
    patient = clinic.enrol(phone="+32470123456").id
    turn = clinic.turn("first of january")
    clinic.close(turn)
    refused = [
        lambda: clinic.do(desk.tell_course, patient, a_course(), turn=turn.id),
        lambda: clinic.do(desk.remove_course, patient, 1, said_by=SaidBy.PATIENT, turn=turn.id),
        lambda: clinic.do(desk.undo, patient, "some change", turn=turn.id),
    ]
    for attempt in refused:
        with pytest.raises(TurnClosed):
            attempt()
    assert clinic.courses(patient) == []


def test_a_turn_speaks_for_its_own_patient_and_not_for_a_nurse(clinic, a_course):
    patient, turn = clinic.patient_in_turn()
    stranger = clinic.enrol().id
    refused = [
        lambda: clinic.do(desk.tell_course, stranger, a_course(), turn=turn),
        lambda: clinic.do(desk.tell_course, patient, a_course(said_by=NURSE), turn=turn),
        lambda: clinic.do(desk.remove_course, patient, 1, said_by=NURSE, turn=turn),
    ]
    for attempt in refused:
        with pytest.raises(MoveNotAllowed):
            attempt()
    assert clinic.courses(patient) == clinic.courses(stranger) == []


def test_no_courses_are_told_for_a_patient_who_is_not_there(clinic, a_course):
    with pytest.raises(NotFound):
        clinic.do(desk.tell_course, "no such patient", a_course())


def test_undoing_puts_back_exactly_what_was_there(clinic, patient, a_course):
    days = (Infusion(date=MONDAY, day=1), Infusion(date=TUESDAY), Infusion(date=date(2025, 2, 3), day=4, last=True))
    original = infused(*days, said_by=NURSE)
    clinic.do(desk.tell_course, patient, original)
    change = clinic.do(desk.tell_course, patient, a_course(said_by=NURSE)).change
    undone = clinic.do(desk.undo, patient, change)
    assert clinic.courses(patient) == [original]
    event = clinic.events("course.undone")[-1]
    assert json.loads(event.details["before"])["infusions"][-1]["date"] == "2025-01-31"
    assert json.loads(event.details["after"])["infusions"][-1]["date"] == "2025-02-03"
    clinic.do(desk.undo, patient, undone.id)
    assert clinic.courses(patient) == [a_course(said_by=NURSE)]


def test_undoing_the_first_telling_leaves_no_course_and_undoing_a_removal_brings_it_back(clinic, patient, a_course):
    told = clinic.do(desk.tell_course, patient, a_course())
    removed = clinic.do(desk.remove_course, patient, 1, said_by=NURSE)
    clinic.do(desk.undo, patient, removed.change)
    assert clinic.courses(patient) == [a_course()]
    clinic.do(desk.undo, patient, told.change)
    assert clinic.courses(patient) == []


def test_what_was_changed_again_since_is_not_undone(clinic, patient, a_course):
    told = clinic.do(desk.tell_course, patient, a_course())
    clinic.do(desk.confirm_course, patient, 1)
    with pytest.raises(ChangedMeanwhile):
        clinic.do(desk.undo, patient, told.change)
    assert clinic.courses(patient) == [a_course(said_by=NURSE)]


def test_a_later_turn_undoes_what_an_earlier_one_did_once(clinic, a_course):
    patient, first = clinic.patient_in_turn()
    change = clinic.do(desk.tell_course, patient, a_course(), turn=first).change
    clinic.wait(minutes=1)
    second = clinic.turn("no, wrong").id
    undone = clinic.do(desk.undo, patient, change, turn=second)
    assert clinic.do(desk.undo, patient, change, turn=second) == undone
    assert clinic.courses(patient) == []
    assert len(clinic.events("course.undone")) == 1


def test_a_turn_undoes_neither_what_a_nurse_did_nor_what_is_anothers(clinic, a_course):
    patient, turn = clinic.patient_in_turn()
    nurses = clinic.do(desk.tell_course, patient, a_course(said_by=NURSE)).change
    with pytest.raises(MoveNotAllowed):
        clinic.do(desk.undo, patient, nurses, turn=turn)
    stranger = clinic.enrol().id
    with pytest.raises(MoveNotAllowed):
        clinic.do(desk.undo, stranger, nurses)
    with pytest.raises(NotFound):
        clinic.do(desk.undo, patient, "no such change")
    assert clinic.courses(patient) == [a_course(said_by=NURSE)]


def test_changes_are_numbered_without_a_gap_whoever_makes_them_at_once(clinic, patient, a_course, at_once):
    results = at_once(*[lambda n=n: clinic.do(desk.tell_course, patient, a_course(n)) for n in range(1, 7)])
    assert all(each.kept for each in results)
    changes = clinic.read(lambda records: records.changes_of(patient))
    assert [change.number for change in changes] == [1, 2, 3, 4, 5, 6]
    assert {change.id for change in changes} == {each.change for each in results}


def test_a_course_from_dates_bears_out_itself_and_less_of_itself():
    whole = course_of(1, said_by=NURSE, first=MONDAY, last=TUESDAY)
    assert whole.bears_out(whole)
    assert whole.bears_out(course_of(1, said_by=SaidBy.PATIENT, between=[TUESDAY]))
    assert not course_of(1, said_by=NURSE, first=MONDAY).bears_out(whole)
