"""How is a course, a test or a preference written down as plain text, for the audit, the log and an export?

The text is canonical JSON with dates in ISO form: the same value is always the same text, and it reads back exactly.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from care.course import Course, CourseStatus, Infusion, SaidBy
from care.patient import Preferences
from care.recorded_test import RecordedState, RecordedTest

Plain = Mapping[str, Any]
"""Texts, numbers, truth values, lists of them and such mappings: what JSON can hold."""


def text(value: Plain | Sequence[Plain] | None) -> str:
    """Plain values as canonical JSON; the empty text for nothing."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")) if value else ""


def course_written(course: Course) -> Plain:
    """A course without its version."""
    return {
        "number": course.number,
        "status": course.status.value,
        "said_by": course.said_by.value,
        "infusions": [
            {"date": infusion.date.isoformat(), "day": infusion.day, "last": infusion.last}
            for infusion in course.infusions
        ],
    }


def course_read(written: str) -> Course | None:
    """The course that a text tells, or None for the empty text."""
    if not written:
        return None
    plain = json.loads(written)
    return Course(
        number=plain["number"],
        status=CourseStatus(plain["status"]),
        said_by=SaidBy(plain["said_by"]),
        infusions=tuple(
            Infusion(date=date.fromisoformat(each["date"]), day=each["day"], last=each["last"])
            for each in plain["infusions"]
        ),
    )


def recorded_test_written(entry: RecordedTest) -> Plain:
    """An entry about a test."""
    return {
        "id": entry.id,
        "test": entry.test,
        "state": entry.state.value,
        "on": entry.on.isoformat(),
        "said_by": entry.said_by.value,
    }


def recorded_tests_read(written: str) -> tuple[RecordedTest, ...]:
    """The entries that a text tells; none for the empty text."""
    return tuple(
        RecordedTest(
            id=plain["id"],
            test=plain["test"],
            state=RecordedState(plain["state"]),
            on=date.fromisoformat(plain["on"]),
            said_by=SaidBy(plain["said_by"]),
        )
        for plain in json.loads(written or "[]")
    )


def preferences_written(preferences: Preferences) -> Plain:
    """All preferences."""
    return {
        "on": preferences.on,
        "time": preferences.time.isoformat(),
        "lead_days": list(preferences.lead_days),
        "days": None if preferences.days is None else list(preferences.days),
        "snoozed_until": preferences.snoozed_until.isoformat() if preferences.snoozed_until else None,
        "off": sorted(preferences.off),
        "asked_off": sorted(preferences.asked_off),
        "names_medicine": preferences.names_medicine,
    }


def preferences_read(written: str) -> Preferences:
    """The preferences that a text tells."""
    plain = json.loads(written)
    return Preferences(
        on=plain["on"],
        time=time.fromisoformat(plain["time"]),
        lead_days=tuple(plain["lead_days"]),
        days=None if plain["days"] is None else tuple(plain["days"]),
        snoozed_until=date.fromisoformat(plain["snoozed_until"]) if plain["snoozed_until"] else None,
        off=frozenset(plain["off"]),
        asked_off=frozenset(plain["asked_off"]),
        names_medicine=plain["names_medicine"],
    )
