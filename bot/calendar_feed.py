"""Which days stand in the calendar that a patient subscribes to, and at which secret address?

An event says no more than "Health check", since calendars are shared and stand open on desks; a patient who agreed to
it gets the medicine's name and the tests. It is a day without an hour: nobody here books appointments. RFC 5545.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from fastapi import APIRouter
from fastapi.responses import Response
from icalendar import Calendar, Event

from bot.replies import Replies
from bot.settings import Settings
from care import desk
from care.course import Course
from care.message import Channel, Kind
from care.monitoring import Settings as FollowUpSettings
from care.monitoring import due_days, next_due
from care.patient import Patient
from care.plan import Plan
from care.ports import OpensRecords, Records
from care.recorded_test import RecordedTest

AHEAD = timedelta(days=731)
"""How far the calendar looks: 24 months, the day more in a leap year included."""
ASK_AGAIN = timedelta(hours=12)
"""How often a calendar program is asked to look for changes."""
LONGEST_SECRET = 100
MAKER = "-//Aftercourse//Calendar 1//EN"
_ADDRESS = "/calendar/{secret}.ics"


def calendar_link(
    records: Records,
    patient: str,
    settings: Settings,
    *,
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> str:
    """A new address of a patient's calendar; earlier ones end, and it cannot be shown again.

    Args:
        records: the open records.
        patient: whose calendar.
        settings: say how the service is reached.
        turn: the turn in which the patient asks for it, or None.
        part: which part of the turn's message.
        by: who makes it.
        now: when.

    Raises:
        MoveNotAllowed, TurnClosed, NotFound: as `desk.make_calendar_secret`.
    """
    secret = desk.make_calendar_secret(records, patient, turn=turn, part=part, by=by, now=now)
    reached = settings.public_url.rstrip("/") or f"http://{settings.web_host}:{settings.web_port}"
    return reached + _ADDRESS.format(secret=secret)


class CalendarFeed:
    """The calendars of all patients of a centre."""

    def __init__(
        self,
        database: OpensRecords,
        plan: Plan,
        settings: FollowUpSettings,
        replies: Replies,
    ) -> None:
        """Take the parts.

        Args:
            database: where patients are kept.
            plan: the monitoring plan.
            settings: how the centre follows it.
            replies: makes the titles.
        """
        self._database = database
        self._plan = plan
        self._settings = settings
        self._replies = replies

    def of_secret(self, secret: str, *, now: datetime) -> bytes | None:
        """The calendar behind a secret, or None when there is none, it was ended, or the patient has left."""
        if len(secret) > LONGEST_SECRET:
            return None
        with self._database.reading() as records:
            patient = desk.patient_of_calendar(records, secret)
            if patient is None:
                return None
            courses = records.courses_of(patient.id)
            recorded = records.recorded_tests_of(patient.id)
        return self.written(patient, courses, recorded, now=now)

    def written(
        self, patient: Patient, courses: Sequence[Course], recorded: Sequence[RecordedTest], *, now: datetime
    ) -> bytes:
        """The calendar of a patient as an iCalendar file.

        Args:
            patient: whose.
            courses: what is known of their courses.
            recorded: what is known of their tests.
            now: the moment; from that day on, 24 months are shown.
        """
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", MAKER)
        calendar.add("calscale", "GREGORIAN")
        calendar.add("x-wr-calname", self._words("calendar.name"))
        calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
        for day, tests in self._days(patient, courses, recorded, today=patient.today(now)):
            calendar.add_component(self._event(patient, day, tests, now))
        return bytes(calendar.to_ical())

    def _days(
        self, patient: Patient, courses: Sequence[Course], recorded: Sequence[RecordedTest], *, today: date
    ) -> Iterator[tuple[date, Sequence[str]]]:
        """The days to come on which something is due that is not done yet."""
        settings = self._settings.of(patient)
        upcoming = next_due(self._plan, courses, recorded, settings, today=today)
        for due in due_days(self._plan, courses, recorded, settings, first=today, last=today + AHEAD):
            tests = [test for test in due.tests if _is_open(test, due.on, upcoming, patient.preferences.off)]
            if tests:
                yield due.on, tests

    def _event(self, patient: Patient, day: date, tests: Sequence[str], now: datetime) -> Event:
        event = Event()
        # The same day of the same patient is the same event, under a new address, too; nothing can be read from it.
        event.add("uid", f"{uuid5(UUID(patient.id), day.isoformat())}@aftercourse")
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        if not patient.preferences.names_medicine:
            event.add("summary", self._words("calendar.title"))
            return event
        medicine = self._plan.medicine.partition(" (")[0]
        event.add("summary", self._words("calendar.title_named", {"medicine": medicine}))
        event.add("description", "; ".join(test.what for test in self._plan.tests if test.id in tests))
        return event

    def _words(self, name: str, values: Mapping[str, str] | None = None) -> str:
        return self._replies.wording(name, kind=Kind.TASK, channel=Channel.WEB, values=values).text


def routes(feed: CalendarFeed, now: Callable[[], datetime]) -> APIRouter:
    """The route of the calendars."""
    router = APIRouter(include_in_schema=False)

    @router.api_route(_ADDRESS, methods=["GET", "HEAD"], response_class=Response)
    def calendar(secret: str) -> Response:
        written = feed.of_secret(secret, now=now())
        if written is None:
            # Nobody learns whether an address was ever one.
            return Response(status_code=404)
        return Response(written, media_type="text/calendar; charset=utf-8")

    return router


def _is_open(test: str, day: date, upcoming: Mapping[str, date], off: Collection[str]) -> bool:
    return test in upcoming and day >= upcoming[test] and test not in off
