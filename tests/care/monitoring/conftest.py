"""How do tests of the plan get a patient? From dates as a nurse would read them out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from care.course import Course, CourseStatus, Infusion, SaidBy, course_of
from care.plan import Plan
from care.recorded_test import RecordedState, RecordedTest
from content.loading import load
from content.monitoring import load_plan

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan of this service."""
    return load_plan(KNOWLEDGE / "monitoring.yml", load(KNOWLEDGE).facts)


def a_course(number: int, *days: str | date, status: CourseStatus = CourseStatus.GIVEN, **given: Any) -> Course:
    """A course of which every day is known; the first and the last one as such."""
    dates = [date.fromisoformat(day) if isinstance(day, str) else day for day in days]
    values = {"said_by": SaidBy.NURSE, "first": dates[0], "last": dates[-1], "between": dates[1:-1], **given}
    return course_of(number, status=status, **values)


def a_test(test: str, on: str | date, state: RecordedState = RecordedState.DONE) -> RecordedTest:
    """A test on record."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return RecordedTest(test=test, state=state, on=day, said_by=SaidBy.PATIENT)


@pytest.fixture
def course() -> Callable[..., Course]:
    """Makes a course of which every day is known."""
    return a_course


@pytest.fixture
def planned() -> Callable[..., Course]:
    """Makes a course that is only planned."""

    def make(number: int, *days: str) -> Course:
        return a_course(number, *days, status=CourseStatus.PLANNED)

    return make


@pytest.fixture
def done() -> Callable[..., RecordedTest]:
    """Makes a test on record, done unless said otherwise."""
    return a_test


@pytest.fixture
def numbered() -> Callable[..., Course]:
    """Makes a course from days with their numbers, as a patient tells them."""

    def make(number: int, days: dict[int, str], **given: Any) -> Course:
        infusions = tuple(Infusion(date=date.fromisoformat(on), day=day) for day, on in days.items())
        values = {"status": CourseStatus.GIVEN, "said_by": SaidBy.PATIENT, "infusions": infusions, **given}
        return Course(number=number, **values)

    return make
