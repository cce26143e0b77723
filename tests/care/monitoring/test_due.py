"""Which dates does a patient get whose tests, settings or courses are out of the ordinary?"""

from dataclasses import replace
from datetime import date

import pytest

from care.monitoring import (
    Settings,
    Verdict,
    baseline,
    due_days,
    earliest_next_course,
    end_comes_before_planned_course,
    end_of_monitoring,
    never_done,
    next_due,
    overdue,
    periods,
    placements,
    unknown_in,
    windows,
)
from care.patient import Patient, PatientStatus

D = date.fromisoformat
EVERYONE = Settings()
FIRST = ("2026-11-12", "2026-11-13", "2026-11-14", "2026-11-15", "2026-11-16")


def test_without_a_course_nothing_is_due_and_nothing_ends(plan, planned):
    for courses in ([], [planned(1, *FIRST)]):
        assert next_due(plan, courses, [], EVERYONE, today=D("2026-12-12")) == {}
        assert overdue(plan, courses, [], EVERYONE, today=D("2026-12-12")) == ()
        assert end_of_monitoring(plan, courses) is None
        assert earliest_next_course(plan, courses) is None
        assert windows(plan, courses, EVERYONE) == ()
        assert not end_comes_before_planned_course(plan, courses, EVERYONE, today=D("2026-12-12"))
        assert never_done(plan, courses, [], Settings(applies=plan.when_set)) == ()
    assert baseline(plan, [], [], EVERYONE) == ()


def test_ten_days_after_the_first_infusion(plan, course):
    courses = [course(1, *FIRST)]
    monthly, quarterly = D("2026-12-12"), D("2027-02-12")
    assert next_due(plan, courses, [], EVERYONE, today=D("2026-11-22")) == {
        "cbc": monthly,
        "creatinine": monthly,
        "urine": monthly,
        "thyroid": quarterly,
        "liver": monthly,
    }


def test_an_unknown_first_infusion_falls_back_to_the_earliest_one_known(plan, course):
    only_the_last = course(1, "2026-11-16", first=None)
    assert next_due(plan, [only_the_last], [], EVERYONE, today=D("2026-11-22"))["cbc"] == D("2026-12-16")
    assert periods(plan, [only_the_last], EVERYONE)[0].provisional
    assert not end_of_monitoring(plan, [only_the_last]).provisional
    second_only = course(2, "2026-02-02", "2026-02-03", "2026-02-04")
    assert periods(plan, [second_only], EVERYONE)[0].provisional


def test_the_last_infusion_told_later_moves_the_end_later(plan, course):
    begun = course(1, "2026-11-12", last=None)
    assert end_of_monitoring(plan, [begun]).on == D("2030-11-12")
    assert end_of_monitoring(plan, [course(1, *FIRST)]).on == D("2030-11-16")


def test_a_team_may_set_a_later_end_and_never_an_earlier_one(plan, course):
    courses = [course(1, *FIRST)]
    later, earlier = Settings(not_before=D("2032-01-01")), Settings(not_before=D("2028-01-01"))
    assert end_of_monitoring(plan, courses, later).on == D("2032-01-01")
    assert next_due(plan, courses, [], later, today=D("2031-12-20"))["cbc"] == D("2032-01-01")
    assert end_of_monitoring(plan, courses, earlier).on == D("2030-11-16")
    assert next_due(plan, courses, [], earlier, today=D("2030-11-15"))["cbc"] == D("2030-11-16")


def test_no_course_comes_after_the_fourth(plan, course):
    four = [course(number, f"{2018 + 2 * number}-03-04") for number in (1, 2, 3, 4)]
    assert earliest_next_course(plan, four[:3]).on == D("2025-03-04")
    assert earliest_next_course(plan, four) is None


def test_a_centre_switches_tests_off_and_on(plan, course):
    courses = [course(1, *FIRST)]
    without = Settings(tests_off=frozenset({"liver"}))
    assert "liver" not in next_due(plan, courses, [], without, today=D("2026-11-22"))
    assert "liver" not in {each.test for each in baseline(plan, courses, [], without)}
    assert unknown_in(plan, Settings(tests_off=frozenset({"livr"}), applies=frozenset({"contraception"}))) == {"livr"}


@pytest.mark.parametrize(
    ("monitoring_day", "first", "thyroid"),
    [(1, "2026-12-01", "2027-02-01"), (12, "2026-12-12", "2027-02-12"), (20, "2026-11-20", "2027-01-20")],
)
def test_a_centre_has_its_own_day_of_the_month(plan, course, monitoring_day, first, thyroid):
    settings = Settings(monitoring_day=monitoring_day)
    due = next_due(plan, [course(1, *FIRST)], [], settings, today=D("2026-11-17"))
    assert (due["cbc"], due["thyroid"]) == (D(first), D(thyroid))


@pytest.mark.parametrize("day", [0, 29, 31, -1])
def test_a_day_that_some_months_lack_is_refused(day):
    with pytest.raises(ValueError, match="1 to 28"):
        Settings(monitoring_day=day)


def test_the_settings_of_a_patient_are_the_centres_with_theirs(plan):
    patient = Patient(
        id="1", status=PatientStatus.ACTIVE, enrolled_on=D("2026-11-20"), applies=frozenset({"hpv", "contraception"})
    )
    settings = Settings(monitoring_day=3).of(patient)
    assert (settings.monitoring_day, settings.enrolled_on) == (3, D("2026-11-20"))
    assert [test.id for test in plan.tests if settings.follow(test)][-1] == "hpv"


def test_screening_is_counted_from_the_last_one_and_asked_about_when_unknown(plan, course, done):
    courses, settings = [course(1, *FIRST)], Settings(applies=frozenset({"hpv"}))
    today = D("2026-11-22")
    assert never_done(plan, courses, [], settings) == ("hpv",)
    assert "hpv" not in next_due(plan, courses, [], settings, today=today)
    recorded = [done("hpv", "2025-03-01"), done("hpv", "2026-03-31")]
    assert never_done(plan, courses, recorded, settings) == ()
    assert next_due(plan, courses, recorded, settings, today=today)["hpv"] == D("2027-03-31")
    assert placements(plan, courses, recorded, settings)[0].verdict is Verdict.COUNTS
    assert "hpv" not in next_due(plan, courses, recorded, EVERYONE, today=today)
    late = overdue(plan, courses, [done("hpv", "2025-03-01")], settings, today=today)
    assert [(each.test, each.due) for each in late] == [("hpv", D("2026-03-01"))]


def test_what_was_done_before_the_first_infusion_satisfies_no_due_date(plan, course, done):
    settings = Settings(monitoring_day=20)
    courses, recorded = [course(1, *FIRST)], [done("cbc", "2026-11-10")]
    assert placements(plan, courses, recorded, settings)[0].verdict is Verdict.BEFORE_TREATMENT
    assert next_due(plan, courses, recorded, settings, today=D("2026-11-17"))["cbc"] == D("2026-11-20")


def test_a_test_that_is_not_followed_counts_for_nothing(plan, course, done):
    off = Settings(tests_off=frozenset({"liver"}))
    recorded = [done("liver", "2026-12-12"), done("vitamins", "2026-12-12")]
    verdicts = {each.verdict for each in placements(plan, [course(1, *FIRST)], recorded, off)}
    assert verdicts == {Verdict.NOT_FOLLOWED}


def test_two_tests_for_one_date_leave_the_next_one_due(plan, course, done):
    recorded = [done("cbc", "2026-12-10"), done("cbc", "2026-12-14")]
    assert next_due(plan, [course(1, *FIRST)], recorded, EVERYONE, today=D("2026-12-11"))["cbc"] == D("2027-01-12")


def test_a_satisfied_date_and_the_one_after_it_are_both_passed_over(plan, course, done):
    recorded = [done("cbc", "2026-12-12"), done("cbc", "2027-01-05")]
    assert next_due(plan, [course(1, *FIRST)], recorded, EVERYONE, today=D("2026-12-12"))["cbc"] == D("2027-02-12")


def test_how_late_and_how_often_missed(plan, course, done):
    courses = [course(1, *FIRST)]
    late = {each.test: each for each in overdue(plan, courses, [], EVERYONE, today=D("2027-02-14"))}
    assert (late["cbc"].due, late["cbc"].days_late, late["cbc"].missed) == (D("2026-12-12"), 64, 3)
    assert (late["thyroid"].due, late["thyroid"].days_late, late["thyroid"].missed) == (D("2027-02-12"), 2, 1)
    on_the_day = {each.test for each in overdue(plan, courses, [], EVERYONE, today=D("2026-12-12"))}
    assert on_the_day == set()
    since = overdue(plan, courses, [done("cbc", "2027-01-15")], EVERYONE, today=D("2027-02-14"))
    assert {(each.test, each.due) for each in since} >= {("cbc", D("2027-02-12"))}


def test_a_test_done_early_leaves_nothing_overdue_from_before(plan, course, done):
    recorded = [done("cbc", "2027-01-03")]
    late = overdue(plan, [course(1, *FIRST)], recorded, EVERYONE, today=D("2027-01-04"))
    assert "cbc" not in {each.test for each in late}


def test_the_closing_test_is_named_as_such(plan, course):
    days = due_days(plan, [course(1, *FIRST)], [], EVERYONE, first=D("2030-11-01"), last=D("2031-12-31"))
    assert [(day.on, sorted(day.closing)) for day in days] == [
        (D("2030-11-12"), []),
        (D("2030-11-16"), ["cbc", "creatinine", "liver", "thyroid", "urine"]),
    ]


def test_no_closing_test_when_a_regular_one_falls_on_the_end(plan, course):
    days = due_days(plan, [course(1, "2026-11-12")], [], EVERYONE, first=D("2030-11-01"), last=D("2031-12-31"))
    assert [(day.on, sorted(day.closing)) for day in days] == [(D("2030-11-12"), [])]


def test_what_planned_courses_would_bring_is_told_apart(plan, course, planned):
    courses = [course(1, *FIRST), planned(2, "2027-12-06", "2027-12-08")]
    given = {window.course for window in windows(plan, courses, EVERYONE)}
    coming = {window.id: window for window in windows(plan, courses, EVERYONE, planned=True)}
    assert given == {1}
    assert coming["vaccination_complete"].latest == D("2027-10-25")
    assert coming["listeria_diet"].starts == D("2027-11-22")
    assert coming["alert_card"].at_least_until is None


def test_a_window_without_an_end_stays_open(plan, course):
    live = next(each for each in windows(plan, [course(1, *FIRST)], EVERYONE) if each.id == "live_vaccine_stop")
    assert (live.starts, live.at_least_until, live.open_ended) == (D("2026-10-01"), None, True)


def test_windows_from_an_infusion_that_nobody_knows_are_provisional(plan, course):
    begun = course(1, "2026-11-12", last=None)
    found = {each.id: each.provisional for each in windows(plan, [begun], EVERYONE)}
    assert found["herpes_prophylaxis"]
    assert found["alert_card"]
    assert not found["vaccination_complete"]


def test_half_way_between_two_dates_a_test_counts_for_the_earlier_one(plan, course, done):
    courses, recorded = [course(1, *FIRST)], [done("cbc", "2027-02-26")]
    placed = placements(plan, courses, recorded, EVERYONE)[0]
    assert (placed.verdict, placed.due) == (Verdict.COUNTS, D("2027-02-12"))
    assert next_due(plan, courses, recorded, EVERYONE, today=D("2027-02-26"))["cbc"] == D("2027-03-12")


def test_a_date_on_the_very_end_is_due_even_without_a_closing_test(plan, course, done):
    settings = Settings(applies=frozenset({"hpv"}))
    recorded = [done("hpv", "2029-11-16")]
    due = next_due(plan, [course(1, *FIRST)], recorded, settings, today=D("2030-11-16"))
    assert due["hpv"] == end_of_monitoring(plan, [course(1, *FIRST)]).on
    assert "hpv" not in next_due(plan, [course(1, *FIRST)], recorded, settings, today=D("2030-11-17"))


def test_a_course_that_begins_on_the_very_day_of_the_end_goes_on_without_a_gap(plan, course):
    first = course(1, "2016-03-14", "2016-03-18")
    on_the_end, after_it = course(2, "2020-03-18"), course(2, "2020-03-19")
    assert [period.anchor for period in periods(plan, [first, on_the_end], EVERYONE)] == [D("2016-03-14")]
    assert len(periods(plan, [first, after_it], EVERYONE)) == 2


def test_a_test_told_from_before_the_enrolment_makes_nothing_before_it_overdue(plan, course, done):
    joined = Settings(enrolled_on=D("2027-01-20"))
    late = overdue(plan, [course(1, *FIRST)], [done("cbc", "2026-12-12")], joined, today=D("2027-01-25"))
    assert late == ()


def test_a_late_test_counts_for_its_date_whatever_was_missed_before(plan, course, done):
    placed = placements(plan, [course(1, *FIRST)], [done("cbc", "2027-01-15")], EVERYONE)[0]
    assert (placed.verdict, placed.due, placed.earlier) == (Verdict.COUNTS, D("2027-01-12"), None)


def test_whoever_joins_on_the_day_of_the_first_infusion_is_asked_for_the_tests_before_it(plan, course):
    courses = [course(1, *FIRST)]
    assert baseline(plan, courses, [], Settings(enrolled_on=D("2026-11-12")))
    assert not baseline(plan, courses, [], Settings(enrolled_on=D("2026-11-13")))


def test_tests_that_come_back_alike_and_begin_differently_have_their_own_dates(plan, course):
    cbc, *others = plan.tests
    other = replace(plan, tests=(cbc, replace(cbc, id="later", first_after=plan.course(2).earliest), *others))
    due = next_due(other, [course(1, *FIRST)], [], EVERYONE, today=D("2026-11-22"))
    assert (due["cbc"], due["later"]) == (D("2026-12-12"), D("2027-11-12"))


def test_once_the_closing_test_is_done_nothing_is_due_any_more(plan, course, done):
    recorded = [done("cbc", "2030-11-16")]
    due = next_due(plan, [course(1, *FIRST)], recorded, EVERYONE, today=D("2030-11-16"))
    assert "cbc" not in due
    assert due["urine"] == D("2030-11-16")


def test_a_test_that_a_nurse_has_to_be_asked_about_leaves_its_date_overdue(plan, course, done):
    recorded = [done("thyroid", "2027-03-15")]
    late = overdue(plan, [course(1, *FIRST)], recorded, EVERYONE, today=D("2027-03-16"))
    assert ("thyroid", D("2027-02-12")) in {(each.test, each.due) for each in late}
