"""How are dates, courses, tests and hours said to a patient? Computed values for the slots of approved sentences."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from care.course import Course

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TEST_NAMES = {
    "cbc": "blood",
    "creatinine": "blood",
    "liver": "blood",
    "urine": "urine",
    "thyroid": "thyroid",
    "hpv": "HPV",
}
"""What the tests are called: the monthly blood values come from one needle and are one test to a patient."""


def spoken_date(day: date) -> str:
    """A date with its weekday and without doubt: `Tuesday 17 November 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {day:%B} {day.year}"


def spoken_course(number: int | None, whose: str = "your") -> str:
    """A course by its number: `your second course`; `that course` when the number is not known."""
    return f"{whose} {_ORDINALS[number]} course" if number in _ORDINALS else "that course"


def spoken_days(course: Course) -> str:
    """The days of a course that are known: `first day Monday 2 March 2026, last day Friday 6 March 2026`."""
    first, last = course.first_infusion, course.last_infusion
    said = [f"first day {spoken_date(first)}"] if first is not None else []
    said += [
        f"day {infusion.day} {spoken_date(infusion.date)}"
        for infusion in course.infusions
        if infusion.day not in (None, 1) and not infusion.last
    ]
    if last is not None:
        said.append(f"last day {spoken_date(last)}")
    return ", ".join(said) or "no day known"


def spoken_tests(tests: Iterable[str]) -> str:
    """Tests by the names that patients use, each once: `blood, urine and thyroid test`."""
    names = list(dict.fromkeys(TEST_NAMES.get(test, test) for test in sorted(tests, key=_order)))
    return f"{joined(names)} test" if names else "test"


def spoken_time(hour: time) -> str:
    """An hour of the day on the 24-hour clock: `19:00`."""
    return f"{hour:%H:%M}"


def spoken_weekdays(days: Iterable[int] | None) -> str:
    """Weekdays, 0 for Monday; None is every day."""
    return "every day" if days is None else joined([_WEEKDAYS[day] for day in sorted(days)])


def spoken_lead(days: Sequence[int]) -> str:
    """How long before a test: `7 days before and on the day`."""
    ahead = [day for day in days if day > 0]
    said = ""
    if ahead:
        said = f"{joined([str(day) for day in ahead])} {'day' if ahead == [1] else 'days'} before and "
    return said + "on the day"


def joined(words: Sequence[str]) -> str:
    """Words as a list in a sentence: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def _order(test: str) -> int:
    names = list(TEST_NAMES)
    return names.index(test) if test in names else len(names)
