"""Do the actions, called as Rasa calls them, decide, keep and refuse what they must?"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import actions
from actions.kinds import DECLINED, HANDED_OVER, SMALL_TALK
from bot.action_endpoint import action_app
from bot.wiring import question_reader
from care import desk
from care.conversation import Turn
from care.db.database import Database
from care.db.sealing import Sealer
from care.desk import FirstReading
from care.escalation import Escalation, Reason
from care.message import Channel, Kind, Level, NewMessage, Reply
from care.monitoring import Settings
from content import Knowledge, load
from content.monitoring import load_plan
from language.answers import Decision
from language.marked import Marker

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "s" * 32
TEXT = "my lymphocytes are 0.4 and Doctor Janssens is away"
ENTRY = "medicine.what_is_it"
OTHER = "medicine.how_it_works"


@dataclass
class Stub:
    """Reads as it is told; by default it believes Rasa."""

    decision: Decision | None = None
    rule: Decision | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def read_all(
        self, sentence: str, ranking: Mapping[str, float] | None = None, last_topic: str | None = None
    ) -> tuple[Decision, ...]:
        return (self.read(sentence, ranking, last_topic),)

    def read(
        self, sentence: str, ranking: Mapping[str, float] | None = None, last_topic: str | None = None
    ) -> Decision:
        self.asked.append((sentence, last_topic))
        likely = max(ranking or {"question": 1.0}, key=lambda name: (ranking or {}).get(name, 0.0))
        return self.decision or Decision(move="intent", intent=likely, confidence=0.9)

    def general_rule(self, _sentence: str) -> Decision | None:
        return self.rule


@dataclass
class Clinic:
    """Actions over a real database, behind the endpoint that Rasa calls."""

    database: Database
    reader: Stub
    client: TestClient

    def turn(self, text: str = TEXT) -> Turn:
        """An open turn over one message of a patient."""
        message = NewMessage(channel=Channel.SMS, address="+32470123456", provider_id=text, text=text, written_at=NOON)
        with self.database.begin() as records:
            receipt = desk.receive(records, message, FirstReading(), linked=True, by="sms", now=NOON)
        with self.database.begin() as records:
            turn = desk.claim(records, receipt.conversation, by="worker", now=NOON)
        assert turn is not None
        return turn

    def close(self, turn: Turn) -> None:
        reply = Reply(kind=Kind.ANSWER, topic="a", template="answer/a", text="One month.")
        with self.database.begin() as records:
            desk.close(records, turn, [reply], by="worker", now=NOON)

    def call(
        self, action: str, *, secret: str | bytes = SECRET, slots: Mapping[str, Any] | None = None, **message: Any
    ) -> Any:
        """Rasa's call of an action, with the latest message as given."""
        tracker = {
            "sender_id": "1f0e",
            "slots": dict(slots or {}),
            "latest_message": {"text": TEXT, "intent": {}, "entities": [], "metadata": {}, **message},
            "latest_event_time": 0.0,
            "paused": False,
            "events": [],
            "latest_input_channel": "rest",
            "active_loop": {},
            "latest_action_name": "action_listen",
        }
        call = {"next_action": action, "sender_id": "1f0e", "tracker": tracker, "domain": {}, "version": "3.6.21"}
        return self.client.post("/webhook", json=call, headers={"X-Aftercourse-Secret": secret})

    def say(self, action: str, intent: str, turn: Turn | None = None, **metadata: Any) -> list[dict[str, Any]]:
        """What an action says to a message that Rasa took for `intent`."""
        answer = self.call(
            action,
            intent_ranking=[{"name": intent, "confidence": 0.9}, {"name": "nlu_fallback", "confidence": 0.1}],
            metadata={"turn": turn.id if turn else "", "part": 0, "linked": True, **metadata},
        )
        assert answer.status_code == 200, answer.text
        return [response["custom"] for response in answer.json()["responses"]]

    def escalations(self) -> list[Escalation]:
        with self.database.begin() as records:
            return list(records.escalations(only_open=True))


def shared(database: Database, knowledge: Knowledge) -> actions.Clinic:
    """What the actions share; nobody's spelling is corrected here."""
    return actions.Clinic(
        records=database,
        plan=load_plan(ROOT / "knowledge" / "monitoring.yml", knowledge.facts),
        settings=Settings(),
        marker=Marker(str),
        corrected=str,
        now=lambda: NOON,
    )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(ROOT / "knowledge")


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def clinic_with(knowledge: Knowledge, migrated_sqlite: Path, sealer: Sealer, tmp_path: Path) -> Callable[..., Any]:
    """A clinic with this reader of questions."""

    @contextmanager
    def made(reader: Any, *, require_approval: bool = False) -> Iterator[Clinic]:
        shutil.copy(migrated_sqlite, tmp_path / "clinic.db")
        database = Database(f"sqlite:///{tmp_path / 'clinic.db'}", sealer)
        answerer = actions.Answerer(
            knowledge,
            reader,
            database,
            actions.Tasks(shared(database, knowledge), knowledge),
            require_approval=require_approval,
            now=lambda: NOON,
        )
        # A failing action must come back as an answer, as it does to Rasa.
        with TestClient(action_app(actions.build(answerer), SECRET), raise_server_exceptions=False) as client:
            yield Clinic(database, reader, client)
        database.close()

    return made


@pytest.fixture
def clinic(clinic_with: Callable[..., Any], stub: Stub) -> Iterator[Clinic]:
    with clinic_with(stub) as made:
        yield made


# --- The border


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "s", "\xc3\xa9".encode("latin-1")])
def test_without_the_secret_nothing_is_done(clinic: Clinic, secret: str | bytes) -> None:
    turn = clinic.turn()
    answer = clinic.call(
        "action_hand_over",
        secret=secret,
        intent_ranking=[{"name": "ask_for_nurse", "confidence": 1.0}],
        metadata={"turn": turn.id},
    )
    assert answer.status_code == 403
    assert clinic.escalations() == []
    assert clinic.reader.asked == []


def test_a_call_without_the_header_is_refused(clinic: Clinic) -> None:
    assert clinic.client.post("/webhook", json={"next_action": "action_answer"}).status_code == 403


def test_an_unknown_action_is_not_found(clinic: Clinic) -> None:
    assert clinic.call("action_delete_everything").status_code == 404


@pytest.mark.parametrize("body", ["", "[]", "no json", '"text"'])
def test_a_call_that_is_no_call_is_refused(clinic: Clinic, body: str) -> None:
    answer = clinic.client.post("/webhook", content=body, headers={"X-Aftercourse-Secret": SECRET})
    assert answer.status_code == 422


def test_the_endpoint_tells_nothing_of_itself_but_its_health(clinic: Clinic) -> None:
    assert clinic.client.get("/health").json() == {"status": "ok"}
    assert {clinic.client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json", "/actions")} == {404}


def test_a_closed_turn_is_refused_and_nothing_is_kept(clinic: Clinic) -> None:
    turn = clinic.turn()
    clinic.close(turn)
    answer = clinic.call(
        "action_hand_over",
        intent_ranking=[{"name": "ask_for_nurse", "confidence": 1.0}],
        metadata={"turn": turn.id, "part": 0, "linked": True},
    )
    assert answer.status_code == 409
    assert clinic.escalations() == []


def test_a_turn_that_never_was_is_refused(clinic: Clinic) -> None:
    answer = clinic.call(
        "action_hand_over",
        intent_ranking=[{"name": "ask_for_nurse", "confidence": 1.0}],
        metadata={"turn": "1' OR '1'='1", "part": 0, "linked": True},
    )
    assert answer.status_code == 409
    assert clinic.escalations() == []


def test_a_failing_action_says_nothing_of_the_patient(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Decision:
        raise RuntimeError(TEXT)

    monkeypatch.setattr(clinic.reader, "read_all", fail)
    answer = clinic.call("action_answer", metadata={"turn": clinic.turn().id, "part": 0})
    assert answer.status_code == 500
    assert "lymphocytes" not in answer.text
    assert "Janssens" not in answer.text


# --- What is handed over


@pytest.mark.parametrize("intent", HANDED_OVER)
def test_what_is_handed_over_stands_on_the_nurses_list_once(clinic: Clinic, intent: str) -> None:
    turn = clinic.turn()
    expected = HANDED_OVER[intent]
    for _ in range(2):
        (said,) = clinic.say("action_hand_over", intent, turn)
        assert said["kind"] == "handoff"
        assert said["template"] == f"wording/{expected.wording}"
    (kept,) = clinic.escalations()
    assert kept.concern.reason is expected.reason
    assert kept.concern.level is Level.ROUTINE
    assert kept.concern.words == TEXT
    assert kept.concern.possible_adverse_event is expected.adverse_event
    assert kept.conversation == turn.conversation.id
    assert kept.incoming == turn.waiting[-1].id


def test_every_part_of_a_turn_may_have_its_own_concern(clinic: Clinic) -> None:
    turn = clinic.turn()
    clinic.say("action_hand_over", "report_result", turn, part=0)
    clinic.say("action_hand_over", "report_result", turn, part=1)
    clinic.say("action_hand_over", "ask_for_nurse", turn, part=1)
    reasons = sorted(each.concern.reason for each in clinic.escalations())
    assert reasons == [Reason.RESULT, Reason.RESULT, Reason.WANTS_A_PERSON]


@pytest.mark.parametrize("intent", HANDED_OVER)
def test_nobody_is_told_that_a_nurse_reads_who_is_not_known_here(clinic: Clinic, intent: str) -> None:
    (said,) = clinic.say("action_hand_over", intent, clinic.turn(), linked=False)
    assert said["template"] == "wording/handoff.unlinked"
    assert clinic.escalations() == []


def test_a_nurse_is_asked_even_if_rasa_took_the_message_for_a_question(clinic: Clinic) -> None:
    clinic.reader.decision = Decision(move="intent", intent="report_symptom", confidence=0.8)
    (said,) = clinic.say("action_answer", "question", clinic.turn())
    assert said["topic"] == "handoff.symptom"
    assert [each.concern.reason for each in clinic.escalations()] == [Reason.SYMPTOM]


def test_a_personal_decision_gets_the_general_rule_beside_the_nurse(clinic: Clinic) -> None:
    clinic.reader.rule = Decision(move="answer", entry=ENTRY, values={}, confidence=0.95)
    first, second = clinic.say("action_hand_over", "personal_decision", clinic.turn())
    assert (first["kind"], second["template"]) == ("handoff", f"answer/{ENTRY}")
    assert len(clinic.escalations()) == 1


def test_a_doubtful_general_rule_is_left_out(clinic: Clinic) -> None:
    clinic.reader.rule = Decision(move="answer", entry=ENTRY, values={}, confidence=0.3)
    assert len(clinic.say("action_hand_over", "personal_decision", clinic.turn())) == 1


# --- What is answered, asked back, declined


def test_an_answer_names_its_entry_and_how_sure_it_is(clinic: Clinic) -> None:
    clinic.reader.decision = Decision(move="answer", entry=ENTRY, values={}, confidence=0.93)
    (said,) = clinic.say("action_answer", "question", clinic.turn(), last_topic=OTHER)
    assert (said["kind"], said["topic"], said["template"]) == ("answer", ENTRY, f"answer/{ENTRY}")
    assert said["confidence"] == 0.93
    assert clinic.reader.asked[-1] == (TEXT, OTHER)
    assert clinic.escalations() == []


def test_two_close_readings_are_offered_and_kept_for_the_next_turn(clinic: Clinic, knowledge: Knowledge) -> None:
    clinic.reader.decision = Decision(move="clarify", options=(ENTRY, OTHER), confidence=0.5)
    (said,) = clinic.say("action_answer", "question", clinic.turn())
    assert said["kind"] == "clarify"
    assert said["values"] == {"first": knowledge.entries[ENTRY].asks, "second": knowledge.entries[OTHER].asks}
    assert said["pending"] == {"question": "choose", "options": [ENTRY, OTHER], "known": {}}


PENDING = {"question": "choose", "options": [ENTRY, OTHER]}


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("1", f"answer/{ENTRY}"),
        ("the second one", f"answer/{OTHER}"),
        ("yes", f"answer/{ENTRY}"),
        ("neither", "wording/decline.choose_none"),
    ],
)
def test_a_choice_is_read_from_the_offered_readings(clinic: Clinic, text: str, template: str) -> None:
    answer = clinic.call("action_choose", text=text, metadata={"turn": clinic.turn().id, "pending": PENDING})
    assert [response["custom"]["template"] for response in answer.json()["responses"]] == [template]


def test_a_choice_without_an_offer_is_no_choice(clinic: Clinic) -> None:
    (said,) = clinic.say("action_choose", "choose", clinic.turn())
    assert said["topic"] == "clarify.nothing_to_choose"


@pytest.mark.parametrize("intent", DECLINED)
def test_what_the_sources_do_not_cover_is_declined(clinic: Clinic, intent: str) -> None:
    (said,) = clinic.say("action_decline", intent, clinic.turn())
    assert (said["kind"], said["template"]) == ("decline", f"wording/{DECLINED[intent]}")
    assert clinic.escalations() == []


@pytest.mark.parametrize("intent", SMALL_TALK)
def test_small_talk_is_short_and_keeps_nothing(clinic: Clinic, intent: str) -> None:
    (said,) = clinic.say("action_small_talk", intent, clinic.turn())
    assert (said["kind"], said["template"]) == ("smalltalk", f"wording/{SMALL_TALK[intent]}")
    assert clinic.escalations() == []


def test_the_source_of_the_last_answer_is_named(clinic: Clinic) -> None:
    (said,) = clinic.say("action_show_source", "show_source", clinic.turn(), last_topic=ENTRY)
    assert said["kind"] == "answer"
    assert {"document", "section", "version"} <= set(said["values"])


def test_without_a_last_answer_there_is_no_source(clinic: Clinic) -> None:
    (said,) = clinic.say("action_show_source", "show_source", clinic.turn())
    assert said["topic"] == "source.none"


def test_a_draft_is_kept_from_patients_where_approval_is_required(clinic_with: Callable[..., Any], stub: Stub) -> None:
    stub.decision = Decision(move="answer", entry=ENTRY, values={}, confidence=0.93)
    with clinic_with(stub, require_approval=True) as clinic:
        (said,) = clinic.say("action_answer", "question", clinic.turn())
    assert (said["kind"], said["topic"]) == ("decline", "decline.not_approved")


def test_every_template_that_an_action_names_is_in_the_knowledge(clinic: Clinic, knowledge: Knowledge) -> None:
    named = [*(each.wording for each in HANDED_OVER.values()), *DECLINED.values(), *SMALL_TALK.values()]
    assert [name for name in named if name not in knowledge.wording["en"]] == []


# --- The session


def test_a_session_begins_with_the_question_that_the_record_holds_open(clinic: Clinic) -> None:
    answer = clinic.call("action_session_start", slots={"session_started_metadata": {"turn": "t", "pending": PENDING}})
    events = answer.json()["events"]
    assert [event["event"] for event in events] == ["session_started", "slot", "action"]
    assert (events[1]["name"], events[1]["value"]) == ("pending", "choose")
    assert events[2]["name"] == "action_listen"


@pytest.mark.parametrize("kept", [None, {}, {"turn": "t", "pending": None}])
def test_a_session_without_an_open_question_sets_nothing(clinic: Clinic, kept: dict[str, Any] | None) -> None:
    events = clinic.call("action_session_start", slots={"session_started_metadata": kept}).json()["events"]
    assert [event["event"] for event in events] == ["session_started", "action"]


# --- With the real reader of questions


@pytest.mark.rasa
def test_the_trained_reader_answers_a_question_and_hands_over_a_result(
    clinic_with: Callable[..., Any], knowledge: Knowledge, topics: Path, trained_settings: Any
) -> None:
    assert trained_settings.topics_file == topics
    with clinic_with(question_reader(knowledge, trained_settings)) as clinic:
        turn = clinic.turn("what is lemtrada")
        answer = clinic.call("action_answer", text="what is lemtrada", metadata={"turn": turn.id, "linked": True})
        assert answer.json()["responses"][0]["custom"]["topic"] == ENTRY
        answer = clinic.call(
            "action_hand_over",
            text="my tsh came back at 7.2",
            intent_ranking=[{"name": "report_result", "confidence": 0.99}],
            metadata={"turn": turn.id, "part": 1, "linked": True},
        )
        assert answer.json()["responses"][0]["custom"]["topic"] == "handoff.result"
        assert [each.concern.reason for each in clinic.escalations()] == [Reason.RESULT]
