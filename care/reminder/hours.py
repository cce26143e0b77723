"""At which instant may a text that nobody asked for reach a patient?

On a day of theirs, at their own hour, in their own zone. What does not fit waits for the next hour that does; nothing
is dropped for coming at the wrong time. An instant is reckoned from the civil date and the wall clock each time, so
that summer time moves no text to another hour of the day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from care.patient import Patient

LATEST = time(20, 0)
"""After this nobody is written to who did not choose a later hour."""
CHOSEN_LATE = timedelta(minutes=30)
"""How long after a later hour that was chosen a text may still come."""
LAST_MINUTE = time(23, 59)
A_YEAR = 400
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When texts may come.

    Attributes:
        zone: the patient's.
        opens: their hour.
        closes: after this a text waits for another day.
        days: weekdays, 0 for Monday; None for any.
        not_before: no text before this civil date, or None.
    """

    zone: ZoneInfo
    opens: time
    closes: time
    days: frozenset[int] | None
    not_before: date | None

    def day_of(self, instant: datetime) -> date:
        """The civil date of an instant where the patient lives."""
        return instant.astimezone(self.zone).date()

    def at(self, day: date, hour: time) -> datetime:
        """An hour of a civil date as an instant; of an hour that comes twice the first one."""
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)

    def opening(self, day: date, *, earliest: datetime, taken: Collection[date] = ()) -> datetime:
        """The first instant on or after both a civil date and an instant at which a text may come.

        Args:
            day: the civil date that it is meant for.
            earliest: no sooner than this.
            taken: days that have their text already.
        """
        found = max(day, self.day_of(earliest), self.not_before or day)
        for _ in range(A_YEAR):
            if found not in taken and (self.days is None or found.weekday() in self.days):
                moment = max(self.at(found, self.opens), earliest)
                if moment <= self.at(found, self.closes):
                    return moment
            found += _DAY
        raise ValueError("no day of the week is left for a text")


def hours_of(patient: Patient) -> Hours:
    """When texts may come to a patient: from their hour on, until 20:00 unless they chose a later one."""
    preferences = patient.preferences
    late = datetime.combine(date.min, preferences.time) + CHOSEN_LATE
    chosen = late.time() if late.date() == date.min else LAST_MINUTE
    return Hours(
        zone=ZoneInfo(patient.time_zone),
        opens=preferences.time,
        closes=max(LATEST, chosen),
        days=None if preferences.days is None else frozenset(preferences.days),
        not_before=preferences.snoozed_until,
    )
