"""The 25 cases that a plan of this kind gets wrong: what does this one decide in each?

Each case of the table is one test. Where a case goes on in another part, such as what is sent or who is told, a comment
says which; here stands what the plan decides of it.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta

import pytest

from care.course import Course, CourseStatus, SaidBy
from care.monitoring import (
    Doubt,
    Settings,
    Verdict,
    baseline,
    due_days,
    earliest_next_course,
    end_comes_before_planned_course,
    end_of_monitoring,
    next_due,
    overdue,
    placements,
    planned_but_not_confirmed,
    problems,
    windows,
)
from care.patient import Patient, PatientStatus, Preferences
from care.plan import Applies, Who
from care.recorded_test import RecordedState, RecordedTest

D = date.fromisoformat
EVERYONE = Settings()
FIRST = ("2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31")
SECOND = ("2026-02-02", "2026-02-03", "2026-02-04")
CASES: dict[str, Callable[..., None]] = {}


def case(check: Callable[..., None]) -> Callable[..., None]:
    """Put a test into the table under the name of its case."""
    name = check.__name__.removeprefix("when_")
    assert name not in CASES
    CASES[name] = check
    return check


class Tools:
    """The plan and what makes patients for it."""

    def __init__(self, plan, course, planned, done):
        self.plan, self.course, self.planned, self.done = plan, course, planned, done

    def due(self, courses, recorded=(), settings=EVERYONE, *, today):
        return next_due(self.plan, courses, recorded, settings, today=D(today))

    def late(self, courses, recorded=(), settings=EVERYONE, *, today):
        return {each.test: each for each in overdue(self.plan, courses, recorded, settings, today=D(today))}

    def end(self, courses):
        return end_of_monitoring(self.plan, courses).on

    def doubts(self, courses, candidate, *, today="2026-11-22"):
        return {problem.doubt: problem for problem in problems(self.plan, courses, candidate, today=D(today))}

    def until(self, courses, window, settings=EVERYONE):
        return [each.at_least_until for each in windows(self.plan, courses, settings) if each.id == window]


@case
def when_month_end(it: Tools) -> None:
    courses = [it.course(1, "2025-01-31", "2025-02-04")]
    days = due_days(it.plan, courses, [], EVERYONE, first=D("2025-02-01"), last=D("2025-05-31"))
    assert [day.on.isoformat() for day in days] == ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]
    ended_on_the_31st = [it.course(1, "2025-01-27", "2025-01-31")]
    assert it.until(ended_on_the_31st, "herpes_prophylaxis") == [D("2025-03-01")]


@case
def when_leap_day(it: Tools) -> None:
    courses = [it.course(1, "2024-02-26", "2024-02-27", "2024-02-28", "2024-02-29")]
    assert it.end(courses) == D("2028-02-29")
    assert earliest_next_course(it.plan, courses).on == D("2025-03-01")


@case
def when_five_versus_three_days(it: Tools) -> None:
    # The last day really given counts, whatever the plan gives a course: 5 days, then 3, then only 2 of 3.
    assert it.end([it.course(1, *FIRST)]) == D("2029-01-31")
    assert it.end([it.course(1, *FIRST), it.course(2, *SECOND)]) == D("2030-02-04")
    assert it.end([it.course(1, *FIRST), it.course(2, *SECOND[:2])]) == D("2030-02-03")


@case
def when_interrupted_course(it: Tools) -> None:
    # Whether a course with missing days counts as a course is for the team to state; follow-up goes on in any case.
    stopped_early = [it.course(1, "2025-03-03", "2025-03-04")]
    assert it.end(stopped_early) == D("2029-03-04")
    went_on = [it.course(1, "2025-03-03", "2025-03-04", "2025-03-05", "2025-03-10", "2025-03-11")]
    assert it.end(went_on) == D("2029-03-11")
    settings = Settings(applies=it.plan.when_set)
    assert it.until(went_on, "herpes_prophylaxis") == [D("2025-04-11")]
    assert it.until(went_on, "listeria_diet") == [D("2025-04-11")]
    assert it.until(went_on, "contraception", settings) == [D("2025-07-11")]
    assert it.until(went_on, "breast_feeding_pause", settings) == [D("2025-07-11")]


@case
def when_steroid_days_after_pause(it: Tools) -> None:
    # No date is reckoned for the corticosteroids: the hospital's own, and after a pause the team's decision.
    rule = next(check for check in it.plan.checks if check.id == "corticosteroids")
    assert rule.who is Who.HOSPITAL
    assert "the team decides" in rule.when
    paused = [it.course(1, "2025-03-03", "2025-03-04", "2025-03-10", "2025-03-11", "2025-03-12")]
    assert "corticosteroids" not in {window.id for window in windows(it.plan, paused, EVERYONE)}


@case
def when_next_course_delayed(it: Tools) -> None:
    first, late_second = it.course(1, *FIRST), it.course(2, "2027-09-06", "2027-09-07", "2027-09-08")
    for day in ("2025-06-01", "2026-06-01", "2027-09-07", "2028-06-01"):
        assert it.due([first, late_second], today=day) == it.due([first], today=day)
    assert it.end([first, late_second]) == D("2031-09-08")
    # 60 days before the end the team is told that a further course is still planned; the telling is the nurses' list.
    still_planned = [first, it.planned(2, "2029-06-04", "2029-06-05", "2029-06-06")]
    assert [
        end_comes_before_planned_course(it.plan, still_planned, EVERYONE, today=D("2029-01-31") - timedelta(days=days))
        for days in (61, 60, 0, -1)
    ] == [False, True, True, False]


@case
def when_next_course_too_early(it: Tools) -> None:
    early = it.course(2, "2026-01-30", "2026-01-31", "2026-02-01")
    doubts = it.doubts([it.course(1, *FIRST)], early)
    assert set(doubts) == {Doubt.TOO_SOON}
    assert doubts[Doubt.TOO_SOON].allowed_from == D("2026-01-31")
    assert doubts[Doubt.TOO_SOON].nurse_may_confirm
    assert not it.doubts([it.course(1, *FIRST)], it.course(2, "2026-01-31", "2026-02-01", "2026-02-02"))


@case
def when_planned_course_not_given(it: Tools) -> None:
    first, planned = it.course(1, *FIRST), it.planned(2, *SECOND)
    assert planned_but_not_confirmed([first, planned], today=D("2026-02-02")) == ()
    assert planned_but_not_confirmed([first, planned], today=D("2026-02-03")) == (planned,)
    assert it.end([first, planned]) == it.end([first])
    assert windows(it.plan, [first, planned], EVERYONE) == windows(it.plan, [first], EVERYONE)
    assert it.due([first, planned], today="2026-03-01") == it.due([first], today="2026-03-01")


@case
def when_tests_due_before_course_start(it: Tools) -> None:
    # Before course 1 what is missing blocks the nurse, never the patient; who shows it is the console.
    before = [it.planned(1, *FIRST)]
    missing = baseline(it.plan, before, [it.done("cbc", "2025-01-20")], EVERYONE)
    assert {each.test for each in missing} == {"creatinine", "urine", "thyroid", "liver"}
    assert {(each.before, each.given) for each in missing} == {(D("2025-01-27"), False)}
    # A monthly date within a later course is kept, and a test in that week counts for it.
    courses = [it.course(1, *FIRST), it.course(2, "2026-02-26", "2026-02-27", "2026-02-28")]
    assert it.due(courses, today="2026-02-26")["cbc"] == D("2026-02-27")
    assert it.due(courses, [it.done("cbc", "2026-02-26")], today="2026-02-26")["cbc"] == D("2026-03-27")


@case
def when_baseline_missing(it: Tools) -> None:
    # That the nurse is told the same day is the escalation's part.
    settings = Settings(enrolled_on=D("2025-01-02"))
    courses = [it.course(1, *FIRST)]
    on_the_day_itself = [it.done("cbc", "2025-01-27"), it.done("urine", "2025-01-26")]
    missing = baseline(it.plan, courses, on_the_day_itself, settings)
    assert {each.test for each in missing} == {"cbc", "creatinine", "thyroid", "liver"}
    assert all(each.given for each in missing)
    assert baseline(it.plan, courses, [], Settings(enrolled_on=D("2025-03-01"))) == ()


@case
def when_late_test(it: Tools) -> None:
    courses = [it.course(1, *FIRST)]
    late = [it.done("cbc", "2025-03-10")]
    assert it.due(courses, late, today="2025-03-10")["cbc"] == D("2025-03-27")
    assert placements(it.plan, courses, late, EVERYONE)[0].due == D("2025-02-27")
    # Fewer than 14 days before the next one: it counts for that, and the nurse is shown both.
    very_late = placements(it.plan, courses, [it.done("cbc", "2025-03-20")], EVERYONE)[0]
    assert (very_late.verdict, very_late.due, very_late.earlier) == (Verdict.EITHER, D("2025-03-27"), D("2025-02-27"))


@case
def when_early_test(it: Tools) -> None:
    courses = [it.course(1, *FIRST)]
    early = it.done("thyroid", "2025-04-13")
    assert placements(it.plan, courses, [early], EVERYONE)[0].due == D("2025-04-27")
    assert it.due(courses, [early], today="2025-04-13")["thyroid"] == D("2025-07-27")
    too_early = it.done("thyroid", "2025-04-12")
    assert placements(it.plan, courses, [too_early], EVERYONE)[0].verdict is Verdict.ASK_NURSE
    assert it.due(courses, [too_early], today="2025-04-12")["thyroid"] == D("2025-04-27")


@case
def when_thyroid_alignment(it: Tools) -> None:
    courses = [it.course(1, *FIRST)]
    days = due_days(it.plan, courses, [], EVERYONE, first=D("2025-04-01"), last=D("2025-05-31"))
    assert [(day.on, day.tests) for day in days] == [
        (D("2025-04-27"), ("cbc", "creatinine", "urine", "thyroid", "liver")),
        (D("2025-05-27"), ("cbc", "creatinine", "urine", "liver")),
    ]
    without_liver = Settings(tests_off=frozenset({"liver"}))
    days = due_days(it.plan, courses, [], without_liver, first=D("2025-04-01"), last=D("2025-04-30"))
    assert days[0].tests == ("cbc", "creatinine", "urine", "thyroid")


@case
def when_only_course_1(it: Tools) -> None:
    end = end_of_monitoring(it.plan, [it.course(1, *FIRST)])
    assert (end.on, end.course, end.provisional) == (D("2029-01-31"), 1, False)
    assert "signed off" in it.plan.follow_up.note


@case
def when_fifth_course(it: Tools) -> None:
    doubts = it.doubts([], it.course(5, "2026-03-02", "2026-03-03", "2026-03-04"))
    assert set(doubts) == {Doubt.TOO_MANY_COURSES}
    assert doubts[Doubt.TOO_MANY_COURSES].most == 4
    assert doubts[Doubt.TOO_MANY_COURSES].nurse_may_confirm


@case
def when_unknown_dates(it: Tools) -> None:
    # Asking for the card or the hospital letter is the conversation's part.
    first_undated, second_undated = (
        Course(number=number, status=CourseStatus.GIVEN, said_by=SaidBy.PATIENT) for number in (1, 2)
    )
    nothing_known = [first_undated]
    settings = Settings(enrolled_on=D("2025-06-10"))
    assert end_of_monitoring(it.plan, nothing_known, settings) is None
    assert it.due(nothing_known, settings=settings, today="2030-01-01")["cbc"] == D("2030-01-10")
    # A newer course on unknown days takes back the end, which would be too early.
    newer = [it.course(1, *FIRST), second_undated]
    assert end_of_monitoring(it.plan, newer) is None
    assert it.due(newer, today="2035-01-01")["cbc"] == D("2035-01-27")
    # Where only the first infusion is known the latest known day stands in, and the end is said to be provisional.
    only_first = it.course(1, "2025-01-27", last=None)
    assert end_of_monitoring(it.plan, [only_first]).provisional
    assert it.end([only_first]) == D("2029-01-27")


@case
def when_corrected_dates(it: Tools) -> None:
    # The old dates stay in the audit; the plan is that of the corrected dates as if they had always been there.
    wrong, right = it.course(1, "2025-01-20", "2025-01-24"), it.course(1, *FIRST)
    recorded = [it.done("cbc", "2025-03-02")]
    before = it.due([right], recorded, today="2025-03-05")
    assert it.due([wrong], recorded, today="2025-03-05") != before
    assert it.due([right], recorded, today="2025-03-05") == before


@case
def when_end_of_monitoring(it: Tools) -> None:
    # The nurse confirms the end; what the patient is told then is the conversation's part. Nothing ends by itself: the
    # closing test stays overdue until it is done.
    courses = [it.course(1, *FIRST)]
    assert it.due(courses, today="2029-01-31")["cbc"] == D("2029-01-31")
    assert it.due(courses, today="2029-02-01") == {}
    enrolled = Settings(enrolled_on=D("2029-01-28"))
    assert it.late(courses, settings=enrolled, today="2029-03-31")["thyroid"].due == D("2029-01-31")
    too_early_to_close = [it.done("thyroid", "2029-01-30")]
    assert "thyroid" in it.late(courses, too_early_to_close, enrolled, today="2029-03-31")
    closed = [it.done("thyroid", "2029-03-30")]
    assert "thyroid" not in it.late(courses, closed, enrolled, today="2029-03-31")


@case
def when_pregnancy(it: Tools) -> None:
    # The nurse's alert and the team's own words belong to the conversation. Blood and urine tests go on whatever the
    # nurse sets: only tests and windows of those for whom something was set depend on `applies`.
    assert all(test.applies is Applies.EVERYONE for test in it.plan.tests if test.safety)
    courses = [it.course(1, *FIRST)]
    nothing_set = it.due(courses, today="2025-06-01")
    assert it.due(courses, settings=Settings(applies=it.plan.when_set), today="2025-06-01") == nothing_set
    assert it.until(courses, "contraception") == []


@case
def when_pause_of_reminders(it: Tools) -> None:
    # Not sending, and telling the nurse, is the reminders' part. The plan does not know that they are off.
    patient = Patient(id="1", status=PatientStatus.ACTIVE, enrolled_on=D("2025-02-01"))
    silent = Patient(
        id="1",
        status=PatientStatus.ACTIVE,
        enrolled_on=D("2025-02-01"),
        preferences=Preferences(on=False, off=frozenset({"cbc"}), snoozed_until=D("2027-01-01")),
    )
    courses = [it.course(1, *FIRST)]
    assert it.due(courses, settings=EVERYONE.of(silent), today="2025-06-01") == it.due(
        courses, settings=EVERYONE.of(patient), today="2025-06-01"
    )


@case
def when_enrolled_late(it: Tools) -> None:
    # Asking for the last tests is the conversation's part.
    courses = [it.course(1, *FIRST)]
    settings = Settings(enrolled_on=D("2026-03-01"))
    assert it.late(courses, settings=settings, today="2026-03-20") == {}
    assert it.due(courses, settings=settings, today="2026-03-20")["cbc"] == D("2026-03-27")
    assert it.late(courses, settings=settings, today="2026-03-30")["cbc"].days_late == 3
    assert it.late(courses, settings=settings, today="2026-03-30")["cbc"].missed == 1


@case
def when_course_after_the_end(it: Tools) -> None:
    courses = [it.course(1, "2016-03-14", "2016-03-18"), it.course(2, "2022-05-09", "2022-05-11")]
    assert it.end(courses) == D("2026-05-11")
    in_the_gap = due_days(it.plan, courses, [], EVERYONE, first=D("2020-03-19"), last=D("2022-06-08"))
    assert in_the_gap == ()
    assert it.late(courses, today="2022-06-09") == {}
    assert it.due(courses, today="2021-01-01")["cbc"] == D("2022-06-09")
    assert it.due(courses, today="2022-05-12")["thyroid"] == D("2022-08-09")


@case
def when_left_the_service(it: Tools) -> None:
    # Stopping every send at once, queued ones too, is the one way out's part; the plan only says what would be due.
    left = Patient(id="1", status=PatientStatus.LEFT, enrolled_on=D("2025-02-01"))
    assert it.due([it.course(1, *FIRST)], settings=EVERYONE.of(left), today="2025-06-01")["cbc"] == D("2025-06-27")


@case
def when_done_is_not_result(it: Tools) -> None:
    # Saying so, and whom to call when nothing is heard, is the conversation's part: a test on record has no result.
    assert {field.name for field in fields(RecordedTest)} == {"id", "test", "state", "on", "said_by"}
    courses = [it.course(1, *FIRST)]
    for state in (RecordedState.BOOKED, RecordedState.MISSED):
        recorded = [it.done("cbc", "2025-02-27", state)]
        assert it.due(courses, recorded, today="2025-02-27")["cbc"] == D("2025-02-27")


@case
def when_severe_result(it: Tools) -> None:
    # Handing over to the nurse, and the warning signs, belong to triage. Nothing in the plan can hold a figure of a
    # result or a limit for one.
    names = {field.name for test in it.plan.tests for field in fields(test)}
    assert not names & {"result", "value", "limit", "threshold", "normal"}


NAMES = """
    month_end leap_day five_versus_three_days interrupted_course steroid_days_after_pause next_course_delayed
    next_course_too_early planned_course_not_given tests_due_before_course_start baseline_missing late_test early_test
    thyroid_alignment only_course_1 fifth_course unknown_dates corrected_dates end_of_monitoring pregnancy
    pause_of_reminders enrolled_late course_after_the_end left_the_service done_is_not_result severe_result
""".split()


@pytest.mark.parametrize("name", NAMES)
def test_edge_case(name, plan, course, planned, done):
    CASES[name](Tools(plan, course, planned, done))


def test_every_case_of_the_table_is_run():
    assert len(NAMES) == 25
    assert set(CASES) == set(NAMES)
