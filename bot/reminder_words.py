"""Which approved sentence says a reminder, and how are its tests and dates spoken of?

Nothing in it names the medicine unless the patient agreed to that: a text lights up on a table where others see it.
"""

from collections.abc import Iterable
from datetime import date

from bot.replies import Replies
from care.message import Channel, Kind, Reply
from care.patient import Patient
from care.reminder import Reminder, StepKind

NAMES = {
    "cbc": "blood",
    "creatinine": "blood",
    "liver": "blood",
    "urine": "urine",
    "thyroid": "thyroid",
    "hpv": "yearly check",
}
"""What the tests are called: blood values come from one needle and are one test to a patient."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LATE = {StepKind.BEFORE: "before_late", StepKind.ON_DAY: "late", StepKind.AFTER: "after"}


class ReminderWords:
    """Finds the approved words of reminders, for `care.desk.reminders`."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    def first(self, patient: Patient, channel: Channel) -> Reply:
        """What a person reads before any other text: that a computer writes, and whom to call."""
        return self._replies.wording(
            "reminder.first", kind=Kind.TASK, channel=channel, language=self._language(patient, "reminder.first")
        )

    def reminder(self, reminder: Reminder, patient: Patient, channel: Channel) -> Reply:
        """The text of a reminder, late ones as such."""
        kind = reminder.step.kind
        name = f"reminder.{_LATE.get(kind, kind.value) if reminder.late else kind.value}"
        if patient.preferences.names_medicine:
            name = f"{name}_named"
        asked_for = reminder.booked if kind is StepKind.AFTER_BOOKING and reminder.booked else reminder.due
        return self._replies.wording(
            name,
            kind=Kind.TASK,
            channel=channel,
            values={"tests": spoken_tests(reminder.tests), "date": spoken_date(asked_for)},
            language=self._language(patient, name),
        )

    def _language(self, patient: Patient, name: str) -> str:
        """The patient's own language where the sentence exists in it."""
        return patient.language if self._replies.has(name, patient.language) else "en"


def spoken_tests(tests: Iterable[str]) -> str:
    """Tests by the names that patients use, each once: `blood, urine and thyroid test`."""
    names = list(dict.fromkeys(NAMES.get(test, "check") for test in sorted(tests, key=_order)))
    joined = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return joined if joined.endswith("check") else f"{joined} test"


def spoken_date(day: date) -> str:
    """A date with its weekday and without doubt: `Tuesday 17 November 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {day:%B} {day.year}"


def _order(test: str) -> int:
    names = list(NAMES)
    return names.index(test) if test in names else len(names)
