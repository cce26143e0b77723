"""When does what fall due for a patient, counted from which infusion, and until when?

Pure functions from a plan, a patient's courses, their recorded tests and the decisions of centre and nurses to dates.
No clock: `today` is always an argument, and a civil date in the patient's own time zone. Nothing is kept between calls,
so that a corrected date gives the very plan it would always have given.
"""

from care.monitoring.before_treatment import Baseline, baseline
from care.monitoring.due import DueDay, due_days, never_done, next_due
from care.monitoring.follow_up import (
    Period,
    Reckoned,
    earliest_next_course,
    end_comes_before_planned_course,
    end_of_monitoring,
    given,
    periods,
    planned_but_not_confirmed,
)
from care.monitoring.placing import Overdue, Placement, Verdict, overdue, placements
from care.monitoring.problems import IMPOSSIBLE, Doubt, Problem, problems
from care.monitoring.settings import Settings, unknown_in
from care.monitoring.windows import Window, newest_window, windows

__all__ = [
    "IMPOSSIBLE",
    "Baseline",
    "Doubt",
    "DueDay",
    "Overdue",
    "Period",
    "Placement",
    "Problem",
    "Reckoned",
    "Settings",
    "Verdict",
    "Window",
    "baseline",
    "due_days",
    "earliest_next_course",
    "end_comes_before_planned_course",
    "end_of_monitoring",
    "given",
    "never_done",
    "newest_window",
    "next_due",
    "overdue",
    "periods",
    "placements",
    "planned_but_not_confirmed",
    "problems",
    "unknown_in",
    "windows",
]
