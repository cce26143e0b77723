"""When is a patient reminded of a test, when is a nurse told, and what is never sent?

Pure functions from the plan, what is on file and what was sent to the next text, what goes on the nurses' list, and the
moment of the next look. Like `care.monitoring` they have no clock: `now` is always an argument.
"""

from care.reminder.dates import DueDate, due_dates
from care.reminder.hours import Hours, hours_of
from care.reminder.ladder import Rung, rungs
from care.reminder.nurse import Tell, Why
from care.reminder.outlook import LOOK_BACK, MOST_A_MONTH, Kept, Outlook, Reminder, Situation, dates_of, outlook
from care.reminder.steps import ALLOWED_MOVES, BEGINNINGS, Move, State, Step, StepKind, moved, step_read

__all__ = [
    "ALLOWED_MOVES",
    "BEGINNINGS",
    "LOOK_BACK",
    "MOST_A_MONTH",
    "DueDate",
    "Hours",
    "Kept",
    "Move",
    "Outlook",
    "Reminder",
    "Rung",
    "Situation",
    "State",
    "Step",
    "StepKind",
    "Tell",
    "Why",
    "dates_of",
    "due_dates",
    "hours_of",
    "moved",
    "outlook",
    "rungs",
    "step_read",
]
