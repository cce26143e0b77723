"""How fast are due dates reckoned? Prints figures.

`PYTHONPATH=. python tests/care/monitoring/measure.py --patients 1000000`

Every patient is another one: courses, tests on record and settings are drawn anew, so that nothing is reckoned once and
used twice. The figures are those of one core; the drawing is left out.
"""

import argparse
import random
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from care.course import Course, SaidBy, course_of
from care.monitoring import Settings, next_due, overdue
from care.recorded_test import RecordedState, RecordedTest
from content.loading import load
from content.monitoring import load_plan

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"
TODAY = date(2026, 11, 22)
IN_ONE_ROUND = 1_000
TESTS = ("cbc", "creatinine", "urine", "thyroid", "liver")


def patients(seed: int):
    """Patients as they come: one to four courses, a year of tests done, some late; every second one has HPV set."""
    draw = random.Random(seed)
    while True:
        day = TODAY - timedelta(days=draw.randrange(30, 9 * 365))
        courses: list[Course] = []
        for number in range(1, draw.choice((1, 2, 2, 2, 2, 3, 4)) + 1):
            if day > TODAY:
                break
            length = 5 if number == 1 else 3
            courses.append(course_of(number, said_by=SaidBy.NURSE, first=day, last=day + timedelta(days=length - 1)))
            day += timedelta(days=draw.randrange(370, 900))
        recorded = [
            RecordedTest(
                test=test,
                state=RecordedState.DONE,
                on=TODAY - timedelta(days=30 * month + draw.randrange(12)),
                said_by=SaidBy.PATIENT,
            )
            for month in range(12)
            for test in TESTS
            if test != "thyroid" or month % 3 == 0
        ]
        applies = frozenset({"hpv"}) if draw.random() < 0.5 else frozenset()
        monitoring_day = draw.choice((None, None, draw.randrange(1, 29)))
        yield (
            courses,
            recorded,
            Settings(applies=applies, monitoring_day=monitoring_day, enrolled_on=courses[0].latest_known),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    plan = load_plan(KNOWLEDGE / "monitoring.yml", load(KNOWLEDGE).facts)
    stream = patients(options.seed)
    for name, ask, with_tests in (
        ("next due dates, no tests on record", next_due, False),
        ("next due dates, a year of tests on record", next_due, True),
        ("overdue tests, a year of tests on record", overdue, True),
    ):
        took = 0.0
        single: list[float] = []
        found = 0
        left = options.patients
        while left:
            batch = list(islice(stream, min(IN_ONE_ROUND, left)))
            left -= len(batch)
            began = process_time()
            for courses, recorded, settings in batch:
                found += len(ask(plan, courses, recorded if with_tests else (), settings, today=TODAY))
            took += process_time() - began
            for courses, recorded, settings in batch[:200]:
                began_one = perf_counter()
                ask(plan, courses, recorded if with_tests else (), settings, today=TODAY)
                single.append(perf_counter() - began_one)
        each = took / options.patients
        nearly_all = sorted(single)[len(single) * 999 // 1000]
        print(
            f"{name}: {options.patients:,} patients in {took:.1f} s of one core, {each * 1e6:.1f} microseconds each,"
            f" {each * 1e6:.1f} s for a million; 999 of 1,000 single ones under {nearly_all * 1e3:.3f} ms;"
            f" {found:,} dates",
            flush=True,
        )


if __name__ == "__main__":
    main()
