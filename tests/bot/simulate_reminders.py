"""How long do the reminders of a whole centre take over years, and does any come twice or never?

    python tests/bot/simulate_reminders.py --patients 100 --years 1
    python tests/bot/simulate_reminders.py --tick 10000 1000000

The first runs the real tick over a real SQLite file with a clock of its own: it jumps from one moment at which
something is due to the next. Patients take their tests on time, late or never, by a seed; what they tell is written to
the record by plain statements, because not the telling is measured. The last line is JSON. The second measures one tick
with a thousand patients due among so many enrolled.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, insert, select, update

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from bot.reminding import Reminding  # noqa: E402 - the checkout is made known first
from bot.replies import Replies  # noqa: E402
from care import desk  # noqa: E402
from care.course import CourseStatus, SaidBy, course_of  # noqa: E402
from care.db import tables  # noqa: E402
from care.db.database import Database  # noqa: E402
from care.db.reminder_table import looks, reminders  # noqa: E402
from care.db.reminders import SOON  # noqa: E402
from care.db.sealing import Sealer, new_keyset  # noqa: E402
from care.monitoring import Settings, due_days  # noqa: E402
from care.recorded_test import RecordedState  # noqa: E402
from content import load  # noqa: E402
from content.monitoring import load_plan  # noqa: E402

BEGAN = datetime(2026, 1, 5, 6, tzinfo=UTC)
ZONES = ("Europe/Brussels", "Europe/London", "America/New_York", "Asia/Kolkata")
CENTRE = {
    "clinic_name": "Demo MS Centre",
    "clinic_phone": "02 555 01 10",
    "clinic_hours": "Monday to Friday, 9 to 5",
    "out_of_hours_phone": "02 555 01 99",
    "crisis_line": "02 648 40 14",
    "emergency_number": "112",
}
HABITS = {0: 6, 1: 2, 2: 1, 5: 2, 9: 1, None: 1}
"""How many days after the due date a test is told as taken, and how often; None for never."""


class Simulation:
    """A centre on SQLite with a clock that jumps."""

    def __init__(self, folder: Path) -> None:
        self.knowledge = load(CHECKOUT / "knowledge")
        self.plan = load_plan(CHECKOUT / "knowledge" / "monitoring.yml", self.knowledge.facts)
        self.database = Database(f"sqlite:///{folder / 'clinic.db'}", Sealer(new_keyset(), "0123456789abcdef" * 4))
        self.database.upgrade()
        self.now = BEGAN
        self.looked = 0
        self.reminding = Reminding(
            self.database, self.plan, Settings(), Replies(self.knowledge, CENTRE), now=lambda: self.now
        )

    def enrol(self, number: int, first: date, *, zone: str) -> str:
        """One patient with a first course."""
        with self.database.begin() as records:
            given = {"by": "nurse", "now": self.now}
            patient = desk.enrol(
                records, phone=f"+3247{number:07d}", language="en", country="BE", time_zone=zone, **given
            ).id
            desk.agree(records, patient, version="1", **given)
            last = first + timedelta(days=4)
            course = course_of(1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, first=first, last=last)
            desk.tell_course(records, patient, course, **given)
        return patient

    def told(self, happenings: list[tuple[datetime, str, date, tuple[str, ...]]]) -> None:
        """What patients told at one moment goes on record, and they are looked at again."""
        entries = [
            {
                "id": str(uuid4()),
                "patient_id": patient,
                "test": test,
                "state": RecordedState.DONE,
                "on": on,
                "said_by": SaidBy.PATIENT,
                "recorded_at": at,
            }
            for at, patient, on, tests in happenings
            for test in tests
        ]
        patients = [patient for _, patient, _, _ in happenings]
        with self.database.engine.begin() as connection:
            connection.execute(insert(tables.recorded_tests), entries)
            connection.execute(update(looks).where(looks.c.patient_id.in_(patients)).values(next_look_at=SOON))

    def run_until(self, moment: datetime) -> None:
        """Tick whenever something is due."""
        while (due := self._next()) is not None and due <= moment:
            self.now = max(self.now, due)
            while found := self.reminding.tick():
                self.looked += found
        self.now = moment

    def _next(self) -> datetime | None:
        with self.database.engine.connect() as connection:
            return connection.execute(
                select(looks.c.next_look_at)
                .where(looks.c.next_look_at.is_not(None))
                .order_by(looks.c.next_look_at)
                .limit(1)
            ).scalar_one_or_none()


def years(patients: int, length: int, seed: int) -> int:
    """Simulate so many years of so many patients; returns 1 when something was lost or doubled."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        simulation = Simulation(Path(folder))
        end = BEGAN + relativedelta(years=length)
        happenings = []
        expected: dict[str, set[date]] = {}
        for number in range(patients):
            first = BEGAN.date() - timedelta(days=chance.randrange(28))
            patient = simulation.enrol(number, first, zone=chance.choice(ZONES))
            course = course_of(
                1, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE, first=first, last=first + timedelta(days=4)
            )
            dates = due_days(
                simulation.plan,
                [course],
                [],
                Settings(enrolled_on=BEGAN.date()),
                first=BEGAN.date() + timedelta(days=8),
                last=min((end - timedelta(days=10)).date(), first + relativedelta(months=47)),
            )
            expected[patient] = {due.on for due in dates}
            for due in dates:
                days = chance.choices(list(HABITS), list(HABITS.values()))[0]
                if days is not None:
                    on = due.on + timedelta(days=days)
                    at = datetime(on.year, on.month, on.day, 23, tzinfo=UTC)
                    happenings.append((at, patient, on, due.tests))
        started = time.monotonic()
        for moment, told in groupby(sorted(happenings), key=lambda happening: happening[0]):
            if moment >= end:
                break
            simulation.run_until(moment)
            simulation.told(list(told))
        simulation.run_until(end)
        seconds = time.monotonic() - started
        with simulation.database.engine.connect() as connection:
            rows = connection.execute(select(reminders).where(reminders.c.state == "queued")).all()
            texts = connection.execute(select(func.count()).select_from(tables.outgoing)).scalar_one()
            escalated = connection.execute(
                select(func.count()).select_from(reminders).where(reminders.c.state == "escalated")
            ).scalar_one()
            linked = connection.execute(
                select(func.count(reminders.c.outgoing_id.distinct())).where(reminders.c.state == "queued")
            ).scalar_one()
        spoken: dict[str, set[date]] = {}
        for row in rows:
            spoken.setdefault(row.patient_id, set()).add(row.due_on)
        lost = sum(len(due - spoken.get(patient, set())) for patient, due in expected.items())
        doubled = len(rows) - linked + (texts - patients - len(rows))
        print(
            json.dumps(
                {
                    "patients": patients,
                    "years": length,
                    "seed": seed,
                    "due_dates": sum(map(len, expected.values())),
                    "sent": len(rows),
                    "lost": lost,
                    "doubled": doubled,
                    "told_to_nurses": escalated,
                    "looks": simulation.looked,
                    "steps": dict(Counter(row.step for row in rows)),
                    "seconds": round(seconds, 1),
                    "looks_a_second": round(simulation.looked / seconds),
                }
            )
        )
        return int(lost > 0 or doubled != 0)


def tick(enrolled: int, due: int = 1000) -> dict[str, float]:
    """Measure the tick for so many due among so many enrolled; who is not due is written by plain statements."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = Simulation(Path(folder))
        first = BEGAN.date() - timedelta(days=3)
        for number in range(due):
            simulation.enrol(number, first, zone="Europe/Brussels")
        simulation.run_until(BEGAN + timedelta(hours=1))
        with simulation.database.engine.begin() as connection:
            one = dict(connection.execute(select(tables.patients).limit(1)).mappings().one())
        later = BEGAN + timedelta(days=300)
        for start in range(0, enrolled - due, 20_000):
            ids = [str(uuid4()) for _ in range(min(20_000, enrolled - due - start))]
            rows = [{**one, "id": each, "phone": None, "phone_index": None} for each in ids]
            with simulation.database.engine.begin() as connection:
                connection.execute(insert(tables.patients), rows)
                connection.execute(
                    insert(looks), [{"patient_id": each, "next_look_at": later, "fence": 1} for each in ids]
                )
        simulation.now = datetime(2026, 1, 26, 9, tzinfo=UTC)
        began = time.monotonic()
        found = 0
        while taken := simulation.reminding.tick():
            found += taken
        seconds = time.monotonic() - began
        began = time.monotonic()
        for _ in range(200):
            simulation.reminding.tick()
        idle = (time.monotonic() - began) / 200
        return {"enrolled": enrolled, "due": found, "seconds": round(seconds, 2), "idle_tick_ms": round(idle * 1000, 3)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tick", type=int, nargs="+", metavar="ENROLLED")
    asked = parser.parse_args()
    if asked.tick:
        for size in asked.tick:
            print(json.dumps(tick(size)))
    else:
        sys.exit(years(asked.patients, asked.years, asked.seed))
