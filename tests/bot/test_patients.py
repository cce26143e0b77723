"""Do the commands about patients keep what a nurse means, say what they refuse, and show no number unasked?"""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot import wiring
from bot.commands import application
from care import desk
from care.course import SaidBy, course_of
from care.escalation import Concern, Reason
from care.message import Channel, Level, NewMessage
from care.patient import PatientStatus
from care.recorded_test import RecordedState, RecordedTest

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHONE = "+32470123456"


class Terminal:
    """The commands on a centre's database, at a time that stands still."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.runner = CliRunner()

    def __call__(self, *arguments: str, given: str | None = None) -> Result:
        return self.runner.invoke(application, ["patient", *arguments], input=given)

    def fine(self, *arguments: str, given: str | None = None) -> str:
        result = self(*arguments, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.fine(*arguments, "--json").splitlines()]

    def row(self, *arguments: str) -> dict[str, Any]:
        (row,) = self.rows(*arguments)
        return row

    def refused(self, *arguments: str, given: str | None = None) -> str:
        """The words of a refusal, in one line."""
        result = self(*arguments, given=given)
        assert result.exit_code == 2, result.output
        return " ".join(result.stderr.split())

    def read(self, question: Callable[[Any], Any]) -> Any:
        with self.house.database.reading() as records:
            return question(records)

    def do(self, use_case: Callable[..., Any], *arguments: Any, **given: Any) -> Any:
        with self.house.database.begin() as records:
            return use_case(records, *arguments, **{"by": "nurse-1", "now": NOW, **given})

    def events(self, action: str) -> list[Any]:
        return self.read(lambda records: [kept.event for kept in records.chain() if kept.event.action == action])


@pytest.fixture
def patient(build_house: Any, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    house = build_house(visitors_are_patients="false")
    monkeypatch.setattr(wiring, "open_house", lambda _settings: replace(house, now=lambda: NOW))
    monkeypatch.setattr("bot.commands.terminal.settings_of", lambda _demo: house.settings)
    return Terminal(house)


@pytest.fixture
def anna(patient: Terminal) -> str:
    return patient.row("add", "--phone", "0470 12 34 56", "--reference", "MS-17")["id"]


def courses(patient: Terminal, who: str) -> Any:
    return patient.read(lambda records: records.courses_of(who))


def recorded(patient: Terminal, who: str) -> Any:
    return patient.read(lambda records: records.recorded_tests_of(who))


def told_by_patient(patient: Terminal, who: str, first: date = date(2026, 3, 2)) -> None:
    told = course_of(1, said_by=SaidBy.PATIENT, first=first, last=first + timedelta(days=4))
    patient.do(desk.tell_course, who, told)


# ---------------------------------------------------------------- adding and showing
def test_a_number_is_read_as_it_is_dialled_at_home_and_the_patient_is_asked_to_agree(patient):
    row = patient.row("add", "--phone", "0470 12 34 56", "--reference", "MS-17")
    assert (row["status"], row["asked"], row["country"]) == ("invited", True, "BE")
    assert row["phone"] == "+32*******56"
    assert patient.read(lambda records: records.patient_with_phone(PHONE)).id == row["id"]
    (asked,) = patient.events("patient.asked_to_agree")
    assert asked.by.startswith("terminal:")


def test_who_does_it_is_kept_under_the_name_that_is_given(patient):
    patient.fine("add", "--reference", "MS-17", "--by", "nurse.peeters")
    assert patient.events("patient.enrolled")[0].by == "terminal:nurse.peeters"


def test_a_number_of_a_range_for_films_is_taken_with_a_note(patient):
    result = patient("add", "--phone", "+447700900123")
    assert result.exit_code == 0
    assert "No phone company is known to give out this number" in " ".join(result.stderr.split())


@pytest.mark.parametrize("number", ["12", "abc", "+3247012345678901234", "0470 12 34 56 ext. 7"])
def test_what_is_no_number_is_refused_with_the_way_to_write_one(patient, number):
    assert "+32470123456" in patient.refused("add", "--phone", number)
    assert patient.rows("list") == []


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["add"], "--phone and --reference"),
        (["add", "--reference", "1", "--country", "GB"], "--time-zone"),
        (["add", "--reference", "1", "--time-zone", "Mars/Crater"], "Europe/London"),
        (["add", "--reference", "1", "--language", "english"], "two small letters"),
        (["add", "--reference", "1", "--applies", "botox"], "hpv"),
        (["show", "nobody"], "patient list"),
        (["course", "MS-17", "1", "--first", "31/02/2026"], "2026-03-31"),
        (["course", "MS-17", "1", "--first", "2026-02-31"], "not a day in the calendar"),
        (["course", "MS-17", "1"], "--first"),
        (["course", "MS-17", "1", "--remove"], "No course 1"),
        (["test", "MS-17", "blood", "done", "2026-11-20"], "cbc"),
        (["test", "MS-17", "cbc", "done", "2026-11-23"], "booked"),
        (["test", "MS-17", "cbc", "booked", "2026-11-21"], "done or missed"),
        (["test", "MS-17", "cbc", "done", "2026-11-20", "--instead-of", "2026-11-19"], "2026-11-19"),
        (["test", "MS-17", "cbc", "done", "2026-11-20", "--remove"], "2026-11-20"),
        (["confirm", "MS-17", "--course", "2"], "no course 2"),
        (["confirm", "MS-17", "--off", "cbc"], "not asked"),
        (["invite", "MS-17"], "call them"),
        (["import", "missing.csv"], "cannot be read"),
    ],
)
def test_a_refusal_has_exit_code_2_says_what_to_do_and_changes_nothing(patient, anna, arguments, advice):
    before = patient.rows("list")
    assert advice in patient.refused(*arguments)
    assert patient.rows("list") == before
    assert courses(patient, anna) == []


def test_the_same_number_is_not_added_twice(patient, anna):
    assert anna in patient.refused("add", "--phone", PHONE)
    assert "belongs to another" in patient.refused("add", "--reference", "MS-17")
    assert len(patient.rows("list")) == 1


def test_a_patient_is_found_by_the_centres_number_and_by_id(patient, anna):
    assert patient.row("show", "MS-17")["id"] == patient.row("show", anna)["id"] == anna


def test_the_whole_number_is_shown_only_when_asked_for_and_that_is_kept(patient, anna):
    plain = patient.fine("show", anna)
    assert PHONE not in plain
    assert "+32*******56" in plain
    assert patient.events("patient.phone_shown") == []
    assert PHONE in patient.fine("show", anna, "--reveal", "--by", "nurse.peeters")
    (shown,) = patient.events("patient.phone_shown")
    assert (shown.subject, shown.by) == (anna, "terminal:nurse.peeters")


def test_show_says_what_is_due_and_overdue_and_until_when(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02", "--last", "2026-03-06")
    row = patient.row("show", anna)
    assert row["next_due"]["cbc"] == "2026-12-02"
    assert row["follow_up_until"] == "2030-03-06"
    assert row["courses"][0]["infusions"][0] == {"date": "2026-03-02", "day": 1, "last": False}
    text = patient.fine("show", anna)
    assert "2026-12-02 cbc" in text
    assert "Follow-up until at least 2030-03-06" in text


def test_the_list_shows_everybody_or_those_who_stand_so(patient, anna):
    other = patient.row("add", "--reference", "MS-18")["id"]
    patient.fine("leave", other, "--reason", "transferred")
    assert {row["id"] for row in patient.rows("list")} == {anna, other}
    assert [row["id"] for row in patient.rows("list", "--status", "left")] == [other]
    assert PHONE not in patient.fine("list")


def test_the_list_goes_on_behind_its_first_page(patient, monkeypatch):
    monkeypatch.setattr("bot.commands.patients.PAGE", 2)
    for number in range(5):
        patient.fine("add", "--reference", f"MS-{number}")
    assert len({row["id"] for row in patient.rows("list")}) == 5


# ---------------------------------------------------------------- courses
def test_what_the_patient_said_is_shown_beside_what_the_nurse_says(patient, anna):
    told_by_patient(patient, anna)
    line = patient.fine("course", anna, "1", "--first", "2026-03-03")
    assert "2026-03-02 (day 1)" in line.split(" -> ")[0]
    assert "the patient said so" in line.split(" -> ")[0]
    assert "2026-03-03 (day 1)" in line.split(" -> ")[1]
    assert "a nurse said so" in line.split(" -> ")[1]
    (kept,) = courses(patient, anna)
    assert (kept.first_infusion, kept.last_infusion) == (date(2026, 3, 3), date(2026, 3, 6))
    assert kept.said_by is SaidBy.NURSE


def test_days_between_are_set_and_replaced(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02", "--day", "2026-03-03", "--last", "2026-03-06")
    patient.fine("course", anna, "1", "--day", "2026-03-04", "--day", "2026-03-05")
    (kept,) = courses(patient, anna)
    assert [each.date.day for each in kept.infusions] == [2, 4, 5, 6]
    assert (kept.first_infusion, kept.last_infusion) == (date(2026, 3, 2), date(2026, 3, 6))


def test_a_course_of_one_day_begins_and_ends_on_it(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02", "--last", "2026-03-02")
    patient.fine("course", anna, "1", "--last", "2026-03-04")
    (kept,) = courses(patient, anna)
    assert [(each.date.day, each.day, each.last) for each in kept.infusions] == [(2, 1, False), (4, None, True)]


def test_what_is_on_file_already_changes_nothing_and_says_so(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02")
    assert "as it was" in patient.fine("course", anna, "1", "--first", "2026-03-02")
    assert patient.row("course", anna, "1", "--first", "2026-03-02")["kept"] is False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["1", "--first", "2026-03-06", "--last", "2026-03-02"], "last day lies before its first"),
        (["1", "--first", "2026-11-23"], "--planned"),
        (["2", "--first", "2025-11-05"], "shares 2025-11-05 with course 1"),
    ],
)
def test_what_cannot_be_is_refused_even_when_it_is_confirmed(patient, anna, arguments, says):
    patient.fine("course", anna, "1", "--first", "2025-11-03", "--last", "2025-11-07")
    before = courses(patient, anna)
    words = patient.refused("course", anna, *arguments, "--confirm")
    assert says in words
    assert "cannot be so" in words
    assert courses(patient, anna) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["2", "--first", "2026-03-02"], "not before 2026-11-07"),
        (["5", "--first", "2026-11-20"], "4 courses"),
        (["1", "--first", "1990-01-01", "--last", "1990-01-03"], "before anybody was given the medicine"),
        (["2", "--first", "2026-11-09", "--planned"], "--given"),
    ],
)
def test_what_is_doubtful_is_kept_once_it_is_confirmed(patient, anna, arguments, says):
    patient.fine("course", anna, "1", "--first", "2025-11-03", "--last", "2025-11-07")
    before = courses(patient, anna)
    words = patient.refused("course", anna, *arguments)
    assert says in words
    assert "--confirm" in words
    assert courses(patient, anna) == before
    assert patient.row("course", anna, *arguments, "--confirm")["confirmed_doubts"]
    assert courses(patient, anna) != before


def test_a_planned_course_is_given_later(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-12-07", "--planned")
    assert patient.row("course", anna, "1", "--first", "2026-11-09", "--given")["after"]["status"] == "given"


def test_a_course_is_taken_off_the_file(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02")
    assert "-> nothing" in patient.fine("course", anna, "1", "--remove")
    assert courses(patient, anna) == []


# ---------------------------------------------------------------- tests
def test_a_test_is_recorded_corrected_and_taken_off(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02", "--last", "2026-03-06")
    assert "nothing -> cbc done 2026-11-02" in patient.fine("test", anna, "cbc", "done", "2026-11-02")
    line = patient.fine("test", anna, "cbc", "done", "2026-11-03", "--instead-of", "2026-11-02")
    assert "cbc done 2026-11-02 (a nurse said so) -> cbc done 2026-11-03" in line
    assert [entry.on for entry in recorded(patient, anna)] == [date(2026, 11, 3)]
    patient.fine("test", anna, "cbc", "done", "2026-11-03", "--remove")
    assert recorded(patient, anna) == []


def test_a_test_that_counts_for_no_date_is_kept_with_a_note(patient, anna):
    patient.fine("course", anna, "1", "--first", "2026-03-02", "--last", "2026-03-06")
    assert "before the first infusion" in patient.fine("test", anna, "cbc", "done", "2026-02-20")
    assert "not followed" in patient.row("test", anna, "hpv", "done", "2026-11-20")["note"]
    assert len(recorded(patient, anna)) == 2


def test_a_booking_is_replaced_by_a_newer_one_and_shown(patient, anna):
    patient.fine("test", anna, "cbc", "booked", "2026-12-01")
    line = patient.fine("test", anna, "cbc", "booked", "2026-12-03")
    assert "2026-12-01 (a nurse said so) -> cbc booked 2026-12-03" in line


# ---------------------------------------------------------------- confirming
def test_what_the_patient_told_waits_and_is_confirmed(patient, anna):
    told_by_patient(patient, anna)
    entry = RecordedTest(test="cbc", state=RecordedState.DONE, on=date(2026, 11, 2), said_by=SaidBy.PATIENT)
    patient.do(desk.record_test, anna, entry)
    waiting = patient.fine("confirm", anna)
    assert "--course 1" in waiting
    assert "--tests" in waiting
    assert patient.row("confirm", anna, "--course", "1", "--tests") == {"confirmed": 2}
    assert {each.said_by for each in (*courses(patient, anna), *recorded(patient, anna))} == {SaidBy.NURSE}
    assert "Nothing waits" in patient.fine("confirm", anna)


def test_reminders_of_a_safety_test_go_off_when_a_nurse_confirms(patient, anna):
    with patient.house.database.begin() as records:
        wished = replace(records.patient(anna).preferences, off=frozenset({"cbc"}))
        desk.change_preferences(records, anna, wished, said_by=SaidBy.PATIENT, safety={"cbc"}, by="action", now=NOW)
    assert "--off cbc" in patient.fine("confirm", anna)
    patient.fine("confirm", anna, "--off", "cbc")
    assert patient.read(lambda records: records.patient(anna)).preferences.off == {"cbc"}


# ---------------------------------------------------------------- codes and addresses
def test_a_code_is_printed_in_two_halves_and_works_once(patient, anna):
    code = patient.fine("link-code", anna).strip()
    assert (len(code), code[4]) == (9, "-")
    with patient.house.database.begin() as records:
        web = records.conversation_with(Channel.WEB, "token", linked=False, now=NOW)
        linked = desk.use_link_code(records, web.id, code, by="chat", now=NOW)
    assert linked.patient.id == anna
    assert patient.row("link-code", anna)["valid_until"] == "2026-11-22T12:30:00+00:00"


def test_a_calendar_address_is_made_and_ended(patient, anna):
    link = patient.row("calendar", anna)["link"]
    secret = link.rpartition("/")[2].removesuffix(".ics")
    assert patient.house.calendar.of_secret(secret, now=NOW).startswith(b"BEGIN:VCALENDAR")
    assert patient.row("calendar", anna, "--end") == {"ended": True}
    assert patient.house.calendar.of_secret(secret, now=NOW) is None
    assert "had no calendar address" in patient.fine("calendar", anna, "--end")


# ---------------------------------------------------------------- handing out, leaving, erasing
def test_all_that_is_held_is_handed_out_whole(patient, anna, tmp_path):
    out = tmp_path / "anna.json"
    patient.fine("export", anna, "--out", str(out))
    held = json.loads(out.read_text())
    assert held["profile"]["phone"] == PHONE
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(patient.fine("export", anna))["profile"]["id"] == anna
    assert patient.row("export", anna)["profile"]["id"] == anna
    assert len(patient.events("patient.exported")) == 3
    assert "another name" in patient.refused("export", anna, "--out", str(out))


def test_who_left_can_be_invited_again(patient, anna):
    assert patient.row("leave", anna, "--reason", "asked")["status"] == "left"
    assert "left the service" in patient.refused("link-code", anna)
    assert patient.row("invite", anna)["status"] == "invited"


def test_erasing_asks_first_and_without_an_answer_erases_nothing(patient, anna):
    assert "--yes" in patient.refused("erase", anna)
    assert "Nothing was changed" in patient.refused("erase", anna, given="n\n")
    assert [row["id"] for row in patient.rows("list")] == [anna]
    assert "Erased" in patient.fine("erase", anna, given="y\n")
    assert patient.rows("list") == []


def test_erasing_warns_of_what_no_nurse_has_settled(patient, anna):
    with patient.house.database.begin() as records:
        message = NewMessage(channel=Channel.SMS, address=PHONE, provider_id="SM1", text="chest pain", written_at=NOW)
        concern = Concern(level=Level.EMERGENCY, reason=Reason.WARNING_SIGN, flag="stroke", words="chest pain")
        reading = desk.FirstReading(concerns=(concern,), settled=True)
        desk.receive(records, message, reading, linked=True, by="sms", now=NOW)
    result = patient("erase", anna, "--yes", "--json")
    assert result.exit_code == 0
    assert "no nurse has settled 1 of their escalations yet (emergency)" in " ".join(result.stderr.split())
    assert json.loads(result.stdout)["open_escalations"] == 1


def test_no_command_prints_a_number_in_the_clear_unasked(patient, anna):
    told_by_patient(patient, anna)
    for arguments in (["list"], ["show", anna], ["confirm", anna], ["link-code", anna], ["calendar", anna]):
        for options in ([], ["--json"]):
            result = patient(*arguments, *options)
            assert PHONE[4:] not in result.output


# ---------------------------------------------------------------- help
COMMANDS = typer.main.get_command(application).commands["patient"].commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_names_it_and_json(name):
    command = COMMANDS[name]
    assert command.epilog.startswith(f"Example: python -m bot patient {name} ")
    assert any("--json" in option.opts for option in command.params)
    assert CliRunner().invoke(application, ["patient", name, "--help"]).exit_code == 0


def test_somebody_who_agreed_is_active(patient, anna):
    patient.do(desk.agree, anna, version="1")
    assert patient.row("show", anna)["status"] == PatientStatus.ACTIVE
    assert "Agreed to texts: 2026-11-22" in patient.fine("show", anna)
