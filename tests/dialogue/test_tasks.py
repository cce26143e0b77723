"""Is what patients tell of their courses, tests and reminders kept right, asked about, and never kept when impossible?

Whole dialogues run over a real database: reception, the actions as Rasa would call them, the desk, the texts. Only Rasa
stands aside: a message whose words state its task needs none, and for others the test says what Rasa would take it for.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import actions
from actions.forms import FORMS
from actions.spoken import spoken_date
from actions.turn import Asked, pending_in, say, task_wording
from bot import ask, wiring
from bot.answering import Answering
from bot.demo import demo_settings
from bot.wiring import House, follow_up_settings
from care.errors import TurnClosed
from care.escalation import Escalation, Reason
from care.message import Channel, Kind
from language.answers import Decision
from language.marked import Marker

TODAY = date(2026, 11, 22)
COURSE = {"course": 1, "first_infusion": "2025-03-03", "last_infusion": "2025-03-07"}
TWO = [COURSE, {"course": 2, "first_infusion": "2026-04-06", "last_infusion": "2026-04-08"}]
QUICKLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OURS = (Reason.DATES, Reason.REMINDERS)
NOTHING = Decision(move="decline", confidence=0.2)


@dataclass
class Reader:
    """Takes each text for what the test says, and declines the rest."""

    intents: dict[str, str] = field(default_factory=dict)

    def read_all(self, sentence: str, *_: object) -> tuple[Decision, ...]:
        intent = self.intents.get(sentence)
        return (Decision(move="intent", intent=intent, confidence=0.9) if intent else NOTHING,)

    def general_rule(self, _sentence: str) -> None:
        return None


class Spoken:
    """Collects what an action says."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def utter_message(self, json_message: dict[str, Any]) -> None:
        self.messages.append(json_message)


class InPlaceOfRasa:
    """Calls the answerer as Rasa does through rules and forms; every call is made twice when `twice` is set."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.answerer: actions.Answerer | None = None
        self.asked: list[str] = []
        self.twice = False

    def serve(self, house: House) -> None:
        clinic = actions.Clinic(
            records=house.database,
            plan=house.plan,
            settings=follow_up_settings(house.settings),
            marker=Marker(str),
            corrected=str,
            now=house.now,
        )
        tasks = actions.Tasks(clinic, house.knowledge)
        self.answerer = actions.Answerer(
            house.knowledge, self.reader, house.database, tasks, require_approval=False, now=house.now
        )

    def ask(self, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.asked.append(text)
        message = Asked(
            text=text,
            turn=metadata["turn"],
            part=metadata["part"],
            linked=metadata["linked"],
            pending=pending_in(metadata),
            last_topic=metadata["last_topic"],
            ranking={},
            written_at=datetime.fromisoformat(metadata["written_at"]),
        )
        said = self.called(message)
        return self.called(message) if self.twice else said

    def called(self, message: Asked) -> list[dict[str, Any]]:
        assert self.answerer is not None
        said = list(self.answerer.resume(message) or self.answerer.respond(message))
        if message.pending is not None and message.pending.question in FORMS:
            resumed = self.answerer.resume(message)
            if not resumed and not any(one.pending for one in said):
                again = f"ask.still_{message.pending.question}"
                said.append(task_wording(again, {}, kind=Kind.CLARIFY, pending=message.pending))
        spoken = Spoken()
        for one in said:
            say(spoken, one)
        return spoken.messages

    def close(self) -> None:
        """Nothing is held."""


@dataclass(repr=False)
class Talk:
    """Whole dialogues of fresh patients; `known` is what the nurses' list held when the test began."""

    house: House
    rasa: InPlaceOfRasa
    known: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "talk"

    def __call__(self, *turns: str, today: date = TODAY, **patient: Any) -> dict[str, Any]:
        line = {"id": "t", "turns": turns, "today": today.isoformat(), "patient": patient}
        result = ask._answer(self.house, json.dumps(line), Channel.WEB)
        assert "error" not in result, result
        return result

    def escalations(self) -> list[Escalation]:
        with self.house.database.begin() as records:
            return [each for each in records.escalations(only_open=True) if each.id not in self.known]

    def reasons(self) -> list[Reason]:
        """Why the nurses were told of dates and reminders; what the warning signs raise is not counted."""
        return [each.concern.reason for each in self.escalations() if each.concern.reason in OURS]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, all_knowledge: Any) -> Iterator[House]:
    """The demo centre; every dialogue brings its own patient, so one is enough for all tests."""
    folder = tmp_path_factory.mktemp("centre")
    shutil.copy(migrated_sqlite, folder / "aftercourse.db")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wiring, "load", lambda _folder: all_knowledge)
        house = wiring.open_house(demo_settings(folder, rasa_port="1"), introduced=True)
    yield house
    house.close()


@pytest.fixture
def talk(centre: House) -> Talk:
    rasa = InPlaceOfRasa()
    rasa.serve(centre)
    house = replace(centre, dialogue=rasa, answering=Answering(centre.database, rasa, centre.replies, now=centre.now))
    return Talk(house, rasa, frozenset(each.id for each in Talk(house, rasa).escalations()))


def courses(result: Mapping[str, Any]) -> list[tuple[int, str | None, str | None, str]]:
    kept = result["state"]["courses"]
    return [(each["course"], each["first_infusion"], each["last_infusion"], each["status"]) for each in kept]


def kept_tests(result: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    return {
        (each["test"], state, on) for each in result["state"]["tests"] for state, on in each.items() if state != "test"
    }


def blood(state: str, on: str) -> set[tuple[str, str, str]]:
    """The monthly blood tests, the liver values among them where the centre follows them."""
    return {(test, state, on) for test in ("cbc", "creatinine", "liver")}


# --- What is certain is noted and read back


@QUICKLY
@given(day=st.dates(date(2016, 1, 1), TODAY), style=st.sampled_from(["%d %B %Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]))
def test_any_first_infusion_that_is_told_and_read_back_is_the_one_on_file(talk: Talk, day: date, style: str) -> None:
    tell = f"My first infusion was on {day.strftime(style)}."
    result = talk(tell, country="BE")
    if result["kind"] == "clarify":
        # Day and month can change places: the likelier reading is offered first.
        assert style in ("%d/%m/%Y", "%d.%m.%Y")
        assert courses(result) == []
        result = talk(tell, "1", country="BE")
    assert result["kind"] == "task"
    assert spoken_date(day) in result["reply"]
    assert courses(result) == [(1, day.isoformat(), None, "given")]
    assert result["state"]["courses"][0]["said_by"] == "patient"


@QUICKLY
@given(first=st.dates(date(2016, 1, 1), date(2025, 6, 1)), length=st.integers(1, 5), months=st.integers(13, 16))
def test_two_courses_in_one_message_are_both_noted_and_the_end_follows_the_newer_one(
    talk: Talk, first: date, length: int, months: int
) -> None:
    second = first + timedelta(days=31 * months)
    last, end = first + timedelta(days=length - 1), second + timedelta(days=2)
    assume(end <= TODAY)
    said = f"First course started {first:%d %B %Y} and ended {last:%d %B %Y}."
    result = talk(f"{said} Second course started {second:%d %B %Y} and ended {end:%d %B %Y}.")
    assert courses(result) == [
        (1, first.isoformat(), last.isoformat(), "given"),
        (2, second.isoformat(), end.isoformat(), "given"),
    ]
    assert spoken_date(date.fromisoformat(result["state"]["follow_up_until"])) in result["reply"]


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (["had my last infusion on 3 march 2024"], [(1, None, "2024-03-03", "given")]),
        (["first day of course 1 was 13/05/24, 5 days"], [(1, "2024-05-13", "2024-05-17", "given")]),
        (["my course was 12 to 16 october 2026"], [(1, "2026-10-12", "2026-10-16", "given")]),
        (
            ["I was diagnosed in 2015 and my first infusion was on 4 May 2026"],
            [(1, "2026-05-04", None, "given")],
        ),
        (["my first course starts on 7 december 2026"], [(1, "2026-12-07", None, "planned")]),
        (
            ["my second course begin the 14 september 2026 and finish 16 september"],
            [(2, "2026-09-14", "2026-09-16", "given")],
        ),
        (
            ["first infusion was 12 october 2026", "it ended on friday 16 october"],
            [(1, "2026-10-12", "2026-10-16", "given")],
        ),
        (["last infusion was 8 april 2026", "course 2"], [(2, None, "2026-04-08", "given")]),
    ],
)
def test_courses_are_noted_as_they_are_told(talk: Talk, turns: Sequence[str], kept: list[object]) -> None:
    talk.rasa.reader.intents |= dict.fromkeys(turns, "tell_course")
    result = talk(*turns)
    assert result["kind"] == "task"
    assert courses(result) == kept


def test_a_day_of_the_course_asks_for_the_first_and_notes_both(talk: Talk) -> None:
    result = talk("yesterday was day 3 of my infusions")
    assert (result["kind"], courses(result)) == ("clarify", [])
    result = talk("yesterday was day 3 of my infusions", "yes")
    assert courses(result) == [(1, "2026-11-19", None, "given")]


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (["bloods done yesterday"], blood("done", "2026-11-21")),
        (["did the pee test monday"], {("urine", "done", "2026-11-16")}),
        (["tsh was done on friday"], {("thyroid", "done", "2026-11-20")}),
        (["blood test is booked for 25 november"], blood("booked", "2026-11-25")),
        (["i missed my urine test on 20 november"], {("urine", "missed", "2026-11-20")}),
        (["i will do my bloods tomorrow"], set()),
        (["my bloods are not done yet"], set()),
        (
            ["bloods done on 20 november and urine booked for 27 november"],
            blood("done", "2026-11-20") | {("urine", "booked", "2026-11-27")},
        ),
        (["they cancelled my blood test, new one is 27"], blood("booked", "2026-11-27")),
        (["blood test is booked for 25 november", "the lab cancelled my blood test"], set()),
    ],
)
def test_tests_are_kept_as_they_are_told(talk: Talk, turns: Sequence[str], kept: set[tuple[str, str, str]]) -> None:
    talk.rasa.reader.intents |= dict.fromkeys(turns, "tell_test")
    assert kept_tests(talk(*turns, courses=[COURSE])) == kept


def test_taken_is_read_back_as_taken_and_never_as_normal(talk: Talk) -> None:
    reply = talk("bloods done yesterday", courses=[COURSE])["reply"]
    assert "Saturday 21 November 2026" in reply
    assert "does not mean the result is fine" in reply


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("both done", blood("done", "2026-11-22") | {("urine", "done", "2026-11-22")}),
        ("done", {(test, "done", "2026-11-22") for test in ("cbc", "creatinine", "urine")}),
        ("booked for the 25th", {(test, "booked", "2026-11-25") for test in ("cbc", "creatinine", "urine")}),
        ("my last drip was on 11 march 2025", set()),
        ("no", set()),
    ],
)
def test_a_reply_to_a_reminder_speaks_of_its_tests(talk: Talk, text: str, kept: set[tuple[str, str, str]]) -> None:
    reminder = {"tests": ["cbc", "creatinine", "urine"], "sent": "2026-11-22"}
    assert kept_tests(talk(text, courses=[COURSE], last_reminder=reminder)) == kept


def test_a_bare_done_to_a_reminder_of_a_month_with_the_thyroid_asks_which(talk: Talk) -> None:
    reminder = {"tests": ["cbc", "creatinine", "urine", "thyroid"], "sent": "2026-11-22"}
    asked = talk("done", courses=[COURSE], last_reminder=reminder)
    assert (asked["kind"], kept_tests(asked)) == ("clarify", set())
    answered = talk("done", "only the urine", courses=[COURSE], last_reminder=reminder)
    assert kept_tests(answered) == {("urine", "done", "2026-11-22")}


def test_what_is_clear_is_kept_although_something_else_has_to_be_asked(talk: Talk) -> None:
    told = "bloods done on 20 november. urine is booked"
    result = talk(told, courses=[COURSE])
    assert kept_tests(result) == blood("done", "2026-11-20")
    assert result["state"]["pending"]["question"] == "test"
    assert kept_tests(talk(told, "27 november", courses=[COURSE])) == {
        *blood("done", "2026-11-20"),
        ("urine", "booked", "2026-11-27"),
    }
    assert kept_tests(talk(told, "wrong", courses=[COURSE])) == set()


# --- What is impossible or doubtful is asked about and never stored


@pytest.mark.parametrize(
    ("text", "on_file"),
    [
        ("my first infusion was on 31 february 2026", []),
        ("my first infusion was on 30.02.2026", []),
        ("i had my first infusion on 3 december 2026", []),
        ("my last infusion was tomorrow", []),
        ("first course started 2 march 2026 and ended 28 february 2026", []),
        ("first course began 5 march 2026, 6 days", []),
        ("first course: 2, 3, 4, 5, 6 and 7 march 2026", []),
        ("my infusions were in march 2026", []),
        ("my first infusion was sometime last spring", []),
        ("my first infusion was on 3 march 1996", []),
        ("my second course started on 2 february 2026", [COURSE]),
        ("course 2 began 20 october 2025 and ended 22 october 2025", [COURSE]),
        ("my fifth course started on 2 march 2026", TWO),
        ("first course 1 march 2025 to 1 june 2025", []),
    ],
)
def test_what_cannot_be_is_asked_about_and_nothing_of_it_is_stored(
    talk: Talk, text: str, on_file: list[dict[str, Any]]
) -> None:
    before = courses(talk("hello", courses=on_file))
    talk.rasa.reader.intents[text] = "tell_course"
    result = talk(text, courses=on_file)
    assert result["kind"] in ("clarify", "handoff")
    # A month without a day may be noted nowhere, but the course that was on file stands.
    assert courses(result) == before if "february 2026" not in text or on_file else courses(result) == []


def test_a_sixth_day_of_a_course_is_never_stored(talk: Talk) -> None:
    result = talk("yesterday was day 6 of my infusions", "yes")
    assert courses(result) == []
    assert result["kind"] == "clarify"


def test_a_fourth_day_of_a_second_course_is_never_stored(talk: Talk) -> None:
    result = talk("second course: 2 3 4 5 november 2026", courses=[COURSE])
    assert [each[0] for each in courses(result)] == [1]


def test_a_fifth_course_goes_to_a_nurse(talk: Talk) -> None:
    result = talk("my fifth course started on 2 march 2026", courses=TWO)
    assert result["kind"] == "handoff"
    assert talk.reasons() == [Reason.DATES]


@pytest.mark.parametrize(("country", "first"), [("BE", "2024-04-03"), ("US", "2024-03-04")])
def test_a_date_of_two_readings_is_asked_about_with_the_countrys_own_first(
    talk: Talk, country: str, first: str
) -> None:
    tell = "my first infusion was on 03/04/24"
    asked = talk(tell, country=country)
    assert (asked["kind"], courses(asked)) == ("clarify", [])
    assert asked["state"]["pending"]["options"][0] == first
    assert courses(talk(tell, "the first one", country=country)) == [(1, first, None, "given")]


@pytest.mark.parametrize(
    "text", ["bloods done on 31 february", "blood test done on 5 january 2027", "bloods booked for 3 march 2025"]
)
def test_no_test_is_kept_of_a_day_that_cannot_be(talk: Talk, text: str) -> None:
    result = talk(text, courses=[COURSE])
    assert (result["kind"], kept_tests(result)) == ("clarify", set())


def test_an_old_date_of_a_test_is_kept_only_when_it_is_said_again(talk: Talk) -> None:
    asked = talk("bloods done on 3 february 2026", courses=[COURSE])
    assert (asked["kind"], kept_tests(asked)) == ("clarify", set())
    again = talk("bloods done on 3 february 2026", "3 february 2026", courses=[COURSE])
    assert kept_tests(again) == blood("done", "2026-02-03")


@QUICKLY
@given(
    start=st.dates(date(2016, 1, 1), date(2027, 6, 1)),
    apart=st.integers(-40, 800),
    texts=st.sampled_from(
        [
            "my second course started on {first} and ended on {last}",
            "second course {first} to {last}",
            "last infusion of course 2 was {last}",
            "my second course started on {first}",
        ]
    ),
)
def test_nothing_on_file_is_ever_impossible_whatever_two_dates_are_told(
    talk: Talk, start: date, apart: int, texts: str
) -> None:
    text = texts.format(first=f"{start:%d %B %Y}", last=f"{start + timedelta(days=apart):%d %B %Y}")
    talk.rasa.reader.intents[text] = "tell_course"
    result = talk(text, courses=[COURSE], country="BE")
    assert courses(result)[0] == (1, "2025-03-03", "2025-03-07", "given")
    for _, first, last, status in courses(result)[1:]:
        days = [date.fromisoformat(day) for day in (first, last) if day]
        assert days == sorted(days)
        assert days[0] >= date(2026, 3, 7), "sooner than 12 months after the first course"
        assert (days[-1] - days[0]).days <= 31
        assert (days[0] > TODAY) == (status == "planned")
        assert status == "planned" or days[-1] <= TODAY


# --- The team's word stands


@pytest.mark.parametrize(
    "text",
    [
        "my first infusion of course 1 was on 4 march 2025",
        "my last infusion was on 10 march 2025",
        "course 1 was 4 to 8 march 2025",
    ],
)
def test_a_nurses_date_is_never_changed_and_the_nurse_is_told(talk: Talk, text: str) -> None:
    result = talk(text, courses=[COURSE])
    assert courses(result) == [(1, "2025-03-03", "2025-03-07", "given")]
    assert result["state"]["courses"][0]["said_by"] == "nurse"
    assert result["kind"] == "handoff"
    assert talk.reasons() == [Reason.DATES]


def test_of_two_courses_the_one_that_differs_from_the_nurses_is_not_hidden_by_the_other(talk: Talk) -> None:
    result = talk(
        "first course started 4 march 2025 and ended 8 march 2025. "
        "second course started 6 april 2026 and ended 8 april 2026",
        courses=[COURSE],
    )
    assert courses(result) == [
        (1, "2025-03-03", "2025-03-07", "given"),
        (2, "2026-04-06", "2026-04-08", "given"),
    ]
    assert sorted(part["kind"] for part in result["parts"]) == ["handoff", "task"]
    assert "Monday 6 April 2026" in result["reply"]


def test_a_nurses_entry_of_a_test_stands_and_nobody_says_otherwise(talk: Talk) -> None:
    on_file = [{"test": "urine", "done": "2026-11-20"}]
    result = talk("i missed my urine test on 20 november", courses=[COURSE], tests=on_file)
    assert kept_tests(result) == {("urine", "done", "2026-11-20")}
    assert result["kind"] == "handoff"
    assert talk.reasons() == [Reason.DATES]


def test_a_nurses_booking_is_not_taken_off_by_a_patients_text(talk: Talk) -> None:
    on_file = [{"test": "urine", "booked": "2026-11-25"}]
    result = talk("they cancelled my urine test", courses=[COURSE], tests=on_file)
    assert kept_tests(result) == {("urine", "booked", "2026-11-25")}
    assert result["kind"] == "handoff"


def test_a_safety_test_stays_on_until_a_nurse_agrees(talk: Talk) -> None:
    result = talk("stop the reminders for blood tests", courses=[COURSE])
    assert "a nurse has to agree" in result["reply"]
    assert talk.reasons() == [Reason.REMINDERS]


# --- One word takes it back


TELLS = [
    ("my first infusion was on 4 may 2026", {}),
    ("second course 6 to 8 april 2026", {"courses": [COURSE]}),
    ("bloods done yesterday", {"courses": [COURSE]}),
    ("blood and urine test booked for 25 november", {"courses": [COURSE]}),
    (
        "i missed my urine test on 20 november",
        {"courses": [COURSE], "tests": [{"test": "urine", "booked": "2026-11-20"}]},
    ),
    ("bloods done on 20 november and urine booked for 27 november", {"courses": [COURSE]}),
    ("stop the reminders", {"courses": [COURSE]}),
    ("change my reminders to 19:00", {"courses": [COURSE]}),
]


@pytest.mark.parametrize("word", ["no", "wrong", "No, that is wrong", "WRONG!", "undo"])
@pytest.mark.parametrize(("tell", "patient"), TELLS)
def test_one_word_puts_the_record_back_exactly(talk: Talk, tell: str, patient: dict[str, Any], word: str) -> None:
    before, told, after = (talk(*turns, **patient)["state"] for turns in (["hello"], [tell], [tell, word]))
    assert _record(told) != _record(before)
    assert _record(after) == _record(before)


@QUICKLY
@given(day=st.dates(date(2016, 1, 1), TODAY), place=st.sampled_from(["first", "last"]), number=st.integers(1, 4))
def test_taking_back_is_the_inverse_of_every_telling_of_a_course(
    talk: Talk, day: date, place: str, number: int
) -> None:
    tell = f"the {place} infusion of course {number} was on {day:%d %B %Y}"
    talk.rasa.reader.intents[tell] = "tell_course"
    before, after = (talk(*turns, courses=[COURSE])["state"] for turns in (["hello"], [tell, "wrong"]))
    assert _record(after) == _record(before)


@QUICKLY
@given(
    day=st.dates(TODAY - timedelta(days=120), TODAY),
    test=st.sampled_from(["bloods", "urine", "thyroid", "blood and urine"]),
    state=st.sampled_from(["done", "missed"]),
)
def test_taking_back_is_the_inverse_of_every_telling_of_a_test(talk: Talk, day: date, test: str, state: str) -> None:
    booked = [{"test": "urine", "booked": "2026-11-27", "said_by": "patient"}]
    tell = f"{test} {state} on {day:%d %B %Y}"
    before, told, after = (
        talk(*turns, courses=[COURSE], tests=booked)["state"] for turns in (["hello"], [tell], [tell, "wrong"])
    )
    assert _record(told) != _record(before)
    assert _record(after) == _record(before)


def test_what_is_right_may_stand_beside_the_no(talk: Talk) -> None:
    result = talk("bloods done on 19 november", "no, it was the 20th", courses=[COURSE])
    assert kept_tests(result) == blood("done", "2026-11-20")
    result = talk("my first infusion was on 4 may 2026", "sorry, 5 may 2026")
    assert courses(result) == [(1, "2026-05-05", None, "given")]


# --- Turns


@pytest.mark.parametrize(("tell", "patient"), TELLS)
def test_a_repeated_call_of_an_action_changes_nothing_twice(talk: Talk, tell: str, patient: dict[str, Any]) -> None:
    once = talk(tell, **patient)
    raised = len(talk.reasons())
    talk.rasa.twice = True
    again = talk(tell, **patient)
    assert _record(again["state"]) == _record(once["state"])
    assert again["reply"] == once["reply"]
    assert len(talk.reasons()) - raised == raised


def test_a_repeated_telling_in_a_later_message_is_known_already(talk: Talk) -> None:
    tell = "my last infusion was on 8 may 2026"
    first, second = talk(tell)["state"], talk(tell, tell)
    assert _record(second["state"]) == _record(first)
    assert "already" in second["reply"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("tell_course", "first infusion was 4 may 2026"),
        ("tell_test", "bloods done on 20 november"),
        ("ask_own_dates", "when is my next blood test"),
        ("change_reminders", "stop the reminders"),
    ],
)
def test_a_closed_turn_is_refused(talk: Talk, intent: str, text: str) -> None:
    taken: list[str] = []
    asked = talk.rasa.ask
    talk.rasa.ask = lambda text, metadata: taken.append(metadata["turn"]) or asked(text, metadata)
    talk("hello", courses=[COURSE])
    late = Asked(text=text, turn=taken[0], part=0, linked=True, pending=None, last_topic=None, ranking={})
    before = talk.escalations()
    assert talk.rasa.answerer is not None
    with pytest.raises(TurnClosed):
        talk.rasa.answerer.of_intent(intent, late, 0.9)
    assert talk.escalations() == before


@pytest.mark.parametrize("text", [tell for tell, _ in TELLS])
def test_an_unlinked_visitor_changes_nothing_and_is_told_so(talk: Talk, text: str) -> None:
    intent = "change_reminders" if "reminders" in text else "tell_test" if "course" not in text else "tell_course"
    talk.rasa.reader.intents[text] = intent
    result = talk(text, linked=False)
    assert result["topic"] == "handoff.unlinked"
    assert (result["state"]["courses"], result["state"]["tests"]) == ([], [])
    assert result["state"]["reminders"]["on"]
    assert talk.reasons() == []


# --- An open question


@pytest.mark.parametrize(
    ("tell", "patient", "question"),
    [
        ("my infusions were in march 2026", {}, "course"),
        ("my urine test is booked", {"courses": [COURSE]}, "test"),
        ("remind me later", {"courses": [COURSE]}, "wish"),
    ],
)
def test_a_question_inside_an_open_form_is_answered_and_the_form_asks_again(
    talk: Talk, tell: str, patient: dict[str, Any], question: str
) -> None:
    talk.rasa.reader.intents |= {tell: "tell_course", "what can you do": "ask_about_service"}
    opened = talk(tell, **patient)
    assert opened["state"]["pending"]["question"] == question
    result = talk(tell, "what can you do", **patient)
    assert [part["topic"] for part in result["parts"]] == [f"ask.still_{question}"] or {
        "smalltalk.service",
        f"ask.still_{question}",
    } == {part["topic"] for part in result["parts"]}
    assert result["state"]["pending"] == opened["state"]["pending"]


def test_an_own_date_that_is_asked_for_is_said_once_the_infusion_is_on_file(talk: Talk) -> None:
    question = "when is my next blood test?"
    asked = talk(question)
    assert (asked["topic"], asked["state"]["pending"]["question"]) == ("own.no_dates", "course")
    result = talk(question, "my last infusion was on 8 may 2026")
    assert courses(result) == [(1, None, "2026-05-08", "given")]
    assert spoken_date(date.fromisoformat(result["state"]["next_due"]["cbc"])) in result["reply"]


# --- What is never read here


@pytest.mark.parametrize(
    "text",
    [
        "bloods done yesterday and my face is drooping since this morning",
        "my first infusion was on 4 may 2026 and now i have crushing chest pain",
    ],
)
def test_a_warning_sign_is_never_left_to_the_actions(talk: Talk, text: str) -> None:
    result = talk(text)
    assert result["kind"] == "urgent"
    assert result["parts"][0]["kind"] == "urgent"
    assert not [part for part in talk.rasa.asked if "drooping" in part or "chest" in part]


def test_every_wording_that_the_actions_name_is_in_the_knowledge(talk: Talk) -> None:
    known = talk.house.knowledge.wording["en"]
    source = "\n".join(path.read_text() for path in Path(actions.__file__).parent.glob("*.py"))
    named = set(re.findall(r'"((?:task|ask|own|wish|undo|data)\.[a-z_]+)"', source))
    assert len(named) > 60
    assert sorted(named - set(known)) == []


def _record(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key != "pending"}
