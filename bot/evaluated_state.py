"""Does the record hold, after a dialogue, what a labelled task asks for?

The keys are those of tests/evaluation/README.md. Everything that is named must fit; asking back is right only where the
case says so, and a case that nothing may be stored for fails on anything new.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

_TESTS = {
    "blood": ("cbc", "creatinine"),
    "urine": ("urine",),
    "thyroid": ("thyroid",),
    "hpv": ("hpv",),
    "liver": ("liver",),
}
_REMINDERS = {"reminder_time": "time", "lead_days": "lead_days", "reminder_days": "days"}
_SAME = ("follow_up_until", "next_course_from", "contraception_until")

State = Mapping[str, Any]


def state_fits(case: State, result: State) -> bool:
    """Whether the state and the reply after a task's last message are what the case asks for.

    Args:
        case: a labelled task.
        result: the line `ask` printed for it.
    """
    expected: State = case.get("state", {})
    state: State = result.get("state") or {}
    reply = str(result.get("reply") or "")
    asks = result.get("kind") == "clarify" or bool((state.get("pending") or {}).get("question") in _OPEN)
    if not _forbidden_absent(expected, state, case):
        return False
    if not all(re.search(pattern, reply, re.IGNORECASE) for pattern in expected.get("answer_must", ())):
        return False
    if expected.get("clarify") or expected.get("reject"):
        return asks or result.get("kind") in ("clarify", "handoff") or bool(expected.get("reject"))
    if expected.get("clarify_ok") and asks:
        return True
    return all(check(expected, state, asks) for check in (_courses, _tests, _reminders, _computed))


_OPEN = ("course", "test", "wish", "choose")


def _forbidden_absent(expected: State, state: State, case: State) -> bool:
    """Nothing that may not be stored is stored."""
    days = _course_days(state) | {entry.get("done") for entry in state.get("tests", ())}
    if any(value in days for value in expected.get("not", ())):
        return False
    done = {entry["test"] for entry in _new_tests(state, case) if "done" in entry}
    if any(set(_ids(name)) & done for name in expected.get("not_done", ())):
        return False
    if expected.get("reject") or (expected.get("clarify") and not _wants_something(expected)):
        return not _new_courses(state, case) and not done
    if expected.get("no_change"):
        return (
            not _new_courses(state, case)
            and not done
            and not (expected.get("booked_ok") is None and _booked(state, case))
        )
    return True


def _wants_something(expected: State) -> bool:
    return any(key in expected for key in ("first_infusion", "last_infusion", "courses", "test", "tests"))


def _courses(expected: State, state: State, _asks: bool) -> bool:  # noqa: FBT001
    courses: Sequence[State] = state.get("courses", ())
    wanted = {key: expected[key] for key in ("course", "first_infusion", "last_infusion", "status") if key in expected}
    if wanted and not any(all(course.get(key) == value for key, value in wanted.items()) for course in courses):
        return False
    for each in expected.get("courses", ()):
        if not any(all(course.get(key) == value for key, value in each.items()) for course in courses):
            return False
    week = expected.get("first_infusion_week_of")
    if week is None:
        return True
    monday = date.fromisoformat(week)
    first = [date.fromisoformat(course["first_infusion"]) for course in courses if course.get("first_infusion")]
    return any(monday <= day < monday + timedelta(days=7) for day in first)


def _tests(expected: State, state: State, _asks: bool) -> bool:  # noqa: FBT001
    entries: Sequence[State] = state.get("tests", ())
    wanted = [*expected.get("tests", ()), *([expected] if "test" in expected else [])]
    for each in wanted:
        for test in (test for name in each["test"].split("+") for test in _ids(name)):
            mine = [entry for entry in entries if entry["test"] == test]
            for state_name in ("done", "booked", "missed"):
                if state_name not in each:
                    continue
                value = each[state_name]
                if not any(state_name in entry and value in (True, entry[state_name]) for entry in mine):
                    return False
    return True


def _reminders(expected: State, state: State, _asks: bool) -> bool:  # noqa: FBT001
    reminders: State = state.get("reminders", {})
    if "reminders" in expected and reminders.get("on") != (expected["reminders"] == "on"):
        return False
    for key, name in _REMINDERS.items():
        if key in expected and reminders.get(name) != expected[key]:
            return False
    if "snooze_until" not in expected:
        return True
    until = reminders.get("snoozed_until")
    if until is None:
        return False
    apart = abs(date.fromisoformat(until) - date.fromisoformat(expected["snooze_until"]))
    return apart <= timedelta(days=expected.get("tolerance_days", 0))


def _computed(expected: State, state: State, asks: bool) -> bool:  # noqa: FBT001
    if expected.get("pending") and not asks:
        return False
    due: State = state.get("next_due", {})
    if any(due.get(test) != day for test, day in expected.get("next_due", {}).items()):
        return False
    return all(state.get(key) == expected[key] for key in _SAME if key in expected)


def _ids(name: str) -> Sequence[str]:
    return _TESTS.get(name, (name,))


def _course_days(state: State) -> set[str]:
    return {
        course[key]
        for course in state.get("courses", ())
        for key in ("first_infusion", "last_infusion")
        if course.get(key)
    }


def _new_courses(state: State, case: State) -> bool:
    """Whether a course is on file with a day that was not there before the dialogue."""
    before = _course_days({"courses": (case.get("patient") or {}).get("courses", ())})
    return bool(_course_days(state) - before)


def _new_tests(state: State, case: State) -> Sequence[State]:
    before = [
        {key: value for key, value in entry.items() if key != "said_by"}
        for entry in (case.get("patient") or {}).get("tests", ())
    ]
    return [entry for entry in state.get("tests", ()) if dict(entry) not in before]


def _booked(state: State, case: State) -> bool:
    return any("booked" in entry for entry in _new_tests(state, case))
