"""Does a patient's calendar hold the right days, for them alone, and tell a stranger nothing?"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from bot.calendar_feed import calendar_link
from bot.web import web_app
from care import desk
from care.course import SaidBy, course_of
from care.monitoring import due_days
from care.patient import LeaveReason
from care.recorded_test import RecordedState, RecordedTest

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHONE = "+32470123456"
REFERENCE = "MS-2024-017"
FIRST = date(2026, 3, 2)
BASE = "http://127.0.0.1:8080"


@pytest.fixture
def client(house: Any) -> Any:
    with TestClient(web_app(replace(house, now=lambda: NOW)), base_url=BASE) as opened:
        yield opened


@pytest.fixture
def patient(house: Any) -> str:
    with house.database.begin() as records:
        enrolled = desk.enrol(
            records,
            phone=PHONE,
            reference=REFERENCE,
            language="en",
            country="BE",
            time_zone="Europe/Brussels",
            by="nurse-1",
            now=NOW,
        )
        course = course_of(1, said_by=SaidBy.NURSE, first=FIRST, last=FIRST + timedelta(days=4))
        desk.tell_course(records, enrolled.id, course, by="nurse-1", now=NOW)
    return enrolled.id


def do(house: Any, use_case: Any, *arguments: Any, **given: Any) -> Any:
    with house.database.begin() as records:
        return use_case(records, *arguments, by="nurse-1", now=NOW, **given)


def path_of(house: Any, patient: str) -> str:
    return do(house, calendar_link, patient, house.settings).removeprefix(BASE)


def feed(client: TestClient, house: Any, patient: str) -> str:
    return client.get(path_of(house, patient)).text


def read(text: str) -> list[Any]:
    """The events as the second implementation reads them."""
    return sorted(IcsCalendarStream.calendar_from_ics(text).events, key=lambda event: event.dtstart)


def name_the_medicine(house: Any, patient: str) -> None:
    with house.database.begin() as records:
        wished = replace(records.patient(patient).preferences, names_medicine=True)
        desk.change_preferences(records, patient, wished, said_by=SaidBy.PATIENT, safety=set(), by="nurse-1", now=NOW)


def test_both_implementations_read_the_days_of_the_plan(client, house, patient):
    text = feed(client, house, patient)
    with house.database.reading() as records:
        planned = due_days(
            house.plan,
            records.courses_of(patient),
            (),
            house.calendar._settings.of(records.patient(patient)),
            first=date(2026, 11, 22),
            last=date(2028, 11, 22),
        )
    days = [due.on for due in planned]
    assert len(days) == 24
    assert [event.dtstart for event in read(text)] == days
    assert all(event.dtend - event.dtstart == timedelta(days=1) for event in read(text))
    assert sorted(event.decoded("dtstart") for event in Calendar.from_ical(text).walk("VEVENT")) == days


def test_the_second_implementation_reads_titles_names_and_stamps(client, house, patient):
    events = read(feed(client, house, patient))
    assert {event.summary for event in events} == {"Health check"}
    assert {event.dtstamp for event in events} == {NOW}
    assert {event.transparency for event in events} == {"TRANSPARENT"}


def test_lines_are_as_long_and_end_as_the_standard_says(client, house, patient):
    name_the_medicine(house, patient)
    body = client.get(path_of(house, patient)).content
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_nothing_says_who_the_patient_is_or_what_they_have(client, house, patient):
    text = feed(client, house, patient)
    for secret in (PHONE, PHONE[1:], REFERENCE, patient, "LEMTRADA", "alemtuzumab", "blood", "Demo MS Centre", "MS "):
        assert secret.lower() not in text.lower()


def test_the_medicine_and_the_tests_are_named_to_a_patient_who_agreed_to_it(client, house, patient):
    name_the_medicine(house, patient)
    event = read(feed(client, house, patient))[0]
    assert event.summary == "LEMTRADA check"
    assert "complete blood count" in event.description
    assert "urinalysis" in event.description


def test_an_event_keeps_its_name_under_a_new_address_and_at_another_time(client, house, patient):
    first = {event.dtstart: event.uid for event in read(feed(client, house, patient))}
    with TestClient(web_app(replace(house, now=lambda: NOW + timedelta(days=40))), base_url=BASE) as later:
        second = {event.dtstart: event.uid for event in read(feed(later, house, patient))}
    assert len(set(first.values())) == len(first)
    shared = first.keys() & second.keys()
    assert len(shared) > 20
    assert all(first[day] == second[day] for day in shared)


def test_a_test_that_is_done_is_in_the_calendar_no_more(client, house, patient):
    before = read(feed(client, house, patient))[0].dtstart
    with house.database.begin() as records:
        for test in house.plan.tests:
            entry = RecordedTest(
                test=test.id, state=RecordedState.DONE, on=before - timedelta(days=3), said_by=SaidBy.NURSE
            )
            desk.record_test(records, patient, entry, by="nurse-1", now=NOW)
    assert read(feed(client, house, patient))[0].dtstart > before


def test_a_patient_without_dates_has_an_empty_calendar(client, house):
    enrolled = do(house, desk.enrol, reference="empty", language="en", country="BE", time_zone="Europe/Brussels")
    response = client.get(path_of(house, enrolled.id))
    assert response.status_code == 200
    assert read(response.text) == []


def test_only_the_newest_address_works_and_none_after_it_is_ended(client, house, patient):
    first, second = path_of(house, patient), path_of(house, patient)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    do(house, desk.revoke_calendar_secret, patient)
    assert client.get(second).status_code == 404


def test_who_left_has_no_calendar(client, house, patient):
    path = path_of(house, patient)
    do(house, desk.leave, patient, reason=LeaveReason.ASKED)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a" * 43, "a" * 5000, "%00", "..%2f..%2fetc", "é", "ENDED"])
def test_an_unknown_address_gets_a_bare_404_that_is_like_that_of_an_ended_one(client, house, patient, secret):
    ended = path_of(house, patient)
    do(house, desk.revoke_calendar_secret, patient)
    response = client.get(ended if secret == "ENDED" else f"/calendar/{secret}.ics")
    assert response.status_code == 404
    if "%2f" not in secret:
        assert response.content == b""
        assert "content-type" not in response.headers


def test_nobody_between_us_and_the_patient_keeps_a_copy(client, house, patient):
    response = client.get(path_of(house, patient))
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert client.head(path_of(house, patient)).status_code == 200


def test_the_address_is_reached_as_the_settings_say(build_house, patient, house):
    public = build_house(public_url="https://texts.example.org/")
    link = do(house, calendar_link, patient, public.settings)
    assert re.fullmatch(r"https://texts\.example\.org/calendar/[\w-]{43}\.ics", link)
    assert re.fullmatch(
        r"http://127\.0\.0\.1:8080/calendar/[\w-]{43}\.ics", do(house, calendar_link, patient, house.settings)
    )


def test_the_secret_of_an_address_stands_nowhere_in_the_records(house, patient):
    secret = path_of(house, patient).removeprefix("/calendar/").removesuffix(".ics")
    with house.database.reading() as records:
        assert all(secret not in repr(event) for event in records.events_about(patient))
