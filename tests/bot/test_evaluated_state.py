"""Does the measure of tasks count as right only what is right? Each test can turn a right result into a wrong one."""

from typing import Any

import pytest

from bot.evaluated_state import state_fits

COURSE = {"course": 1, "first_infusion": "2026-10-12", "last_infusion": "2026-10-16", "status": "given"}
REMINDERS = {"on": True, "time": "09:00", "lead_days": [7], "days": None, "snoozed_until": None}


def result(kind: str = "task", *, reply: str = "", **state: Any) -> dict[str, Any]:
    kept = {"courses": [], "tests": [], "reminders": REMINDERS, "next_due": {}, "pending": None, **state}
    return {"kind": kind, "reply": reply, "state": kept}


def fits(expected: dict[str, Any], got: dict[str, Any], **case: Any) -> bool:
    return state_fits({"state": expected, **case}, got)


def test_a_course_fits_when_all_that_is_named_of_it_is_so() -> None:
    named = {"course": 1, "first_infusion": "2026-10-12"}
    assert fits(named, result(courses=[COURSE]))
    assert not fits({**named, "last_infusion": "2026-10-15"}, result(courses=[COURSE]))
    assert not fits(named, result())


def test_of_several_courses_each_has_to_be_there() -> None:
    both = {"courses": [{"course": 1, "status": "given"}, {"course": 2}]}
    assert not fits(both, result(courses=[COURSE]))
    assert fits(both, result(courses=[COURSE, {**COURSE, "course": 2}]))


@pytest.mark.parametrize(("day", "right"), [("2026-10-12", True), ("2026-10-18", True), ("2026-10-19", False)])
def test_a_course_in_a_week_may_begin_on_any_day_of_it(day: str, right: bool) -> None:
    course = {**COURSE, "first_infusion": day}
    assert fits({"first_infusion_week_of": "2026-10-12"}, result(courses=[course])) is right


def test_blood_is_both_monthly_values() -> None:
    expected = {"test": "blood", "done": "2026-11-20"}
    cbc, creatinine = ({"test": test, "done": "2026-11-20"} for test in ("cbc", "creatinine"))
    assert fits(expected, result(tests=[cbc, creatinine]))
    assert not fits(expected, result(tests=[cbc]))
    assert not fits(expected, result(tests=[cbc, {**creatinine, "done": "2026-11-21"}]))


def test_any_day_fits_where_only_the_state_of_a_test_is_asked_for() -> None:
    assert fits({"test": "urine", "missed": True}, result(tests=[{"test": "urine", "missed": "2026-11-01"}]))
    assert not fits({"test": "urine", "missed": True}, result(tests=[{"test": "urine", "done": "2026-11-01"}]))


def test_what_must_not_be_stored_is_looked_for_in_courses_and_in_tests() -> None:
    assert not fits({"not": ["2026-10-16"]}, result(courses=[COURSE]))
    assert not fits({"not": ["2026-11-20"]}, result(tests=[{"test": "urine", "done": "2026-11-20"}]))
    assert fits({"not": ["2026-11-21"]}, result(courses=[COURSE]))


def test_a_test_that_is_not_done_is_not_stored_as_done() -> None:
    entry = {"test": "cbc", "done": "2026-11-20"}
    assert not fits({"not_done": ["blood"]}, result(tests=[entry]))
    assert fits({"not_done": ["blood"]}, result(tests=[entry]), patient={"tests": [{**entry, "said_by": "nurse"}]})


@pytest.mark.parametrize("wish", ["reject", "clarify", "no_change"])
def test_nothing_new_may_be_stored_where_nothing_is_to_be(wish: str) -> None:
    assert fits({wish: True}, result("clarify"))
    assert not fits({wish: True}, result("clarify", courses=[COURSE]))
    assert not fits({wish: True}, result("clarify", tests=[{"test": "urine", "done": "2026-11-20"}]))
    on_file = {"courses": [COURSE]}
    assert fits({wish: True}, result("clarify", courses=[COURSE]), patient=on_file)


def test_a_question_back_is_right_only_where_the_case_says_so() -> None:
    expected = {"course": 1, "first_infusion": "2026-10-12"}
    assert not fits(expected, result("clarify"))
    assert fits({**expected, "clarify_ok": True}, result("clarify"))
    assert not fits({**expected, "clarify_ok": True}, result("task"))


def test_where_a_question_is_asked_for_an_answer_is_wrong() -> None:
    assert fits({"clarify": True}, result("clarify"))
    assert not fits({"clarify": True}, result("answer"))


@pytest.mark.parametrize(
    ("expected", "reminders", "right"),
    [
        ({"reminder_time": "19:00"}, {"time": "19:00"}, True),
        ({"reminder_time": "19:00"}, {}, False),
        ({"lead_days": [3]}, {"lead_days": [3]}, True),
        ({"lead_days": [3]}, {}, False),
        ({"reminder_days": ["mon"]}, {"days": ["mon"]}, True),
        ({"reminders": "off"}, {"on": False}, True),
        ({"reminders": "off"}, {}, False),
        ({"snooze_until": "2026-11-26"}, {"snoozed_until": "2026-11-26"}, True),
        ({"snooze_until": "2026-11-26"}, {"snoozed_until": "2026-11-27"}, False),
        ({"snooze_until": "2026-11-26", "tolerance_days": 1}, {"snoozed_until": "2026-11-27"}, True),
        ({"snooze_until": "2026-11-26"}, {}, False),
    ],
)
def test_reminders_fit_when_each_wish_is_kept(expected: Any, reminders: Any, right: bool) -> None:
    assert fits(expected, result(reminders={**REMINDERS, **reminders})) is right


def test_computed_dates_and_the_words_of_the_reply_have_to_be_right() -> None:
    got = result(reply="On Friday 3 December.", next_due={"cbc": "2026-12-03"}, follow_up_until="2030-10-16")
    assert fits(
        {"next_due": {"cbc": "2026-12-03"}, "follow_up_until": "2030-10-16", "answer_must": ["3 december"]}, got
    )
    assert not fits({"next_due": {"cbc": "2026-12-04"}}, got)
    assert not fits({"follow_up_until": "2030-10-17"}, got)
    assert not fits({"answer_must": ["4 december"]}, got)


def test_an_open_question_is_one_that_waits_for_dates_and_not_the_offer_to_undo() -> None:
    assert fits({"pending": True}, result(pending={"question": "test", "options": []}))
    assert not fits({"pending": True}, result(pending={"question": "undo", "options": []}))


def test_a_run_that_failed_has_no_state_and_is_not_right() -> None:
    assert not state_fits({"state": {"course": 1}}, {"id": "1", "error": "ValueError"})
