"""What does a monitoring plan consist of: which tests and windows, counted from what, on which source?

A plan is content: `knowledge/monitoring.yml` holds the one of this service, and another medicine's is another file.
Nothing here knows a medicine, a test or a number of months; `care.monitoring` turns a plan and a patient's courses into
dates.
"""

from care.plan.items import CheckRule, CourseRule, PlannedTest, WindowRule
from care.plan.rules import CountingRule, EntryRule, FollowUpRule, ReminderRule
from care.plan.terms import Anchor, Applies, Basis, Counted, Edge, Founded, ReviewStatus, Scope, Span, Unit, Who
from care.plan.whole import Plan

__all__ = [
    "Anchor",
    "Applies",
    "Basis",
    "CheckRule",
    "Counted",
    "CountingRule",
    "CourseRule",
    "Edge",
    "EntryRule",
    "FollowUpRule",
    "Founded",
    "Plan",
    "PlannedTest",
    "ReminderRule",
    "ReviewStatus",
    "Scope",
    "Span",
    "Unit",
    "Who",
    "WindowRule",
]
