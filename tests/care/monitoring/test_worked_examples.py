"""Six patients whose dates were reckoned by hand: does the plan give every one of them?"""

from datetime import date
from itertools import pairwise

import pytest

from care.monitoring import Settings, due_days, earliest_next_course, end_of_monitoring, newest_window, windows

STANDARD = (
    ("2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"),
    ("2026-02-02", "2026-02-03", "2026-02-04"),
)
THIRD = ("2028-05-15", "2028-05-16", "2028-05-17")


@pytest.fixture
def someone(plan, course):
    """A patient with these courses; every window is set to apply."""

    class Someone:
        def __init__(self, *courses):
            self.courses = [course(number, *days) for number, days in enumerate(courses, start=1)]
            self.settings = Settings(applies=plan.when_set)

        @property
        def end(self):
            return end_of_monitoring(plan, self.courses, self.settings).on.isoformat()

        @property
        def next_course(self):
            return earliest_next_course(plan, self.courses).on.isoformat()

        def until(self, window, number):
            return next(
                each.at_least_until.isoformat()
                for each in windows(plan, self.courses, self.settings)
                if (each.id, each.course) == (window, number)
            )

        def window(self, window, number):
            return next(
                each
                for each in windows(plan, self.courses, self.settings)
                if (each.id, each.course) == (window, number)
            )

        def days_of(self, test, *, closing):
            days = due_days(plan, self.courses, [], self.settings, first=date(2000, 1, 1), last=date(2050, 1, 1))
            return [day.on.isoformat() for day in days if test in day.tests and (closing is (test in day.closing))]

    return Someone


def test_a_standard_pair_of_courses(someone):
    patient = someone(*STANDARD)
    assert patient.window("vaccination_complete", 1).latest == date(2024, 12, 16)
    assert [
        (window.starts.isoformat(), window.at_least_until.isoformat())
        for window in (patient.window("listeria_diet", 1), patient.window("listeria_diet", 2))
    ] == [("2025-01-13", "2025-03-01"), ("2026-01-19", "2026-03-04")]
    assert patient.until("herpes_prophylaxis", 1) == "2025-03-01"
    assert patient.until("herpes_prophylaxis", 2) == "2026-03-04"
    for window in ("contraception", "breast_feeding_pause"):
        assert patient.until(window, 1) == "2025-05-31"
        assert patient.until(window, 2) == "2026-06-04"
    assert someone(STANDARD[0]).next_course == "2026-01-31"
    assert patient.next_course == "2027-02-04"
    monthly = patient.days_of("cbc", closing=False)
    assert monthly[:3] == ["2025-02-27", "2025-03-27", "2025-04-27"]
    assert monthly[-1] == "2030-01-27"
    assert len(monthly) == 60
    thyroid = patient.days_of("thyroid", closing=False)
    assert thyroid[:2] == ["2025-04-27", "2025-07-27"]
    assert len(thyroid) == 20
    assert patient.end == "2030-02-04"
    assert patient.days_of("cbc", closing=True) == ["2030-02-04"]
    assert patient.days_of("thyroid", closing=True) == ["2030-02-04"]


def test_a_third_course_that_was_added_later(someone):
    assert someone(*STANDARD).end == "2030-02-04"
    patient = someone(*STANDARD, THIRD)
    assert patient.end == "2032-05-17"
    monthly = patient.days_of("cbc", closing=False)
    assert monthly[-1] == "2032-04-27"
    assert len(monthly) == 87


def test_only_the_first_course(someone):
    patient = someone(("2024-08-26", "2024-08-27", "2024-08-28", "2024-08-29", "2024-08-30"))
    assert patient.end == "2028-08-30"
    assert patient.until("contraception", 1) == "2024-12-30"


def test_a_leap_day_and_rounding_up(someone):
    patient = someone(
        ("2023-02-20", "2023-02-21", "2023-02-22", "2023-02-23", "2023-02-24"),
        ("2024-02-27", "2024-02-28", "2024-02-29"),
    )
    assert patient.end == "2028-02-29"
    assert patient.next_course == "2025-03-01"
    assert patient.until("herpes_prophylaxis", 2) == "2024-03-29"


def test_an_interrupted_first_course(someone):
    patient = someone(("2025-03-03", "2025-03-04", "2025-03-05", "2025-03-10", "2025-03-11"))
    assert patient.courses[0].last_infusion == date(2025, 3, 11)
    assert patient.until("herpes_prophylaxis", 1) == "2025-04-11"
    assert patient.until("contraception", 1) == "2025-07-11"
    assert patient.next_course == "2026-03-11"
    assert patient.end == "2029-03-11"


def test_a_course_at_the_end_of_a_month(someone):
    patient = someone(("2024-10-27", "2024-10-28", "2024-10-29", "2024-10-30", "2024-10-31"))
    assert patient.until("herpes_prophylaxis", 1) == "2024-12-01"
    assert patient.until("contraception", 1) == "2025-03-01"


def test_the_newest_window_is_that_of_the_newest_course(plan, someone):
    patient = someone(*STANDARD)
    everything = windows(plan, patient.courses, patient.settings)
    assert newest_window(everything, "contraception").at_least_until == date(2026, 6, 4)
    assert newest_window(everything, "contraception", today=date(2025, 12, 1)).at_least_until == date(2025, 5, 31)
    assert newest_window(everything, "sunshine") is None


def test_no_month_between_the_first_and_the_last_is_missing(someone):
    monthly = [date.fromisoformat(day) for day in someone(*STANDARD, THIRD).days_of("urine", closing=False)]
    assert all(
        (later.year * 12 + later.month) - (earlier.year * 12 + earlier.month) == 1
        for earlier, later in pairwise(monthly)
    )
