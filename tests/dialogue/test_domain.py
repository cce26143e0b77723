"""Does the dialogue's vocabulary hold exactly what is used, and is Rasa given nothing but its own components?"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml

import actions
from actions.forms import FORMS
from actions.kinds import DECLINED, HANDED_OVER, SMALL_TALK

ROOT = Path(__file__).resolve().parents[2]
FALLBACK = "nlu_fallback"
OWN_RECORD = {
    "tell_course": "action_tell_course",
    "tell_test": "action_tell_test",
    "ask_own_dates": "action_own_dates",
    "change_reminders": "action_change_reminders",
    "manage_data": "action_manage_data",
}
"""What works on the patient's own record; nobody's record, and a nurse reads it instead."""
FORM_NAMES = {f"{question}_form" for question in FORMS}
BY_RASA = {
    "action_session_start",
    *(f"validate_{name}" for name in FORM_NAMES),
    *(f"action_ask_{slot}" for slot in FORMS.values()),
}
"""Actions that Rasa calls by their name alone: at the beginning of a session, and around a form."""
OWN_OF_RASA = {"action_listen", *FORM_NAMES}
"""What stands in rules as an action and is none of ours."""
ENOUGH = 25
"""Phrases that an intent needs at least to be told from the others."""


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def steps(blocks: list[dict[str, Any]], key: str) -> list[Any]:
    return [step[key] for block in blocks for step in block["steps"] if key in step]


@pytest.fixture(scope="module")
def registered() -> set[str]:
    return {action.name() for action in actions.build(Mock())}


@pytest.fixture(scope="module")
def phrases() -> Counter[str]:
    """How many phrases each intent has."""
    found: Counter[str] = Counter()
    for block in read("data/nlu.yml")["nlu"]:
        found[block["intent"].partition("/")[0]] += len(re.findall(r"(?m)^- \S", block["examples"]))
    return found


def test_every_intent_is_used_and_every_used_intent_is_there(
    domain: dict[str, Any], blocks: list[dict[str, Any]]
) -> None:
    assert set(steps(blocks, "intent")) - {FALLBACK} == set(domain["intents"])


def test_every_intent_has_enough_phrases(domain: dict[str, Any], phrases: Counter[str]) -> None:
    assert set(phrases) == set(domain["intents"])
    assert {intent: count for intent, count in phrases.items() if count < ENOUGH} == {}


def test_every_action_is_used_and_every_used_action_is_there(
    domain: dict[str, Any], blocks: list[dict[str, Any]]
) -> None:
    assert {*steps(blocks, "action"), *BY_RASA} - OWN_OF_RASA == set(domain["actions"])


def test_every_action_of_the_domain_is_built_and_every_built_one_is_in_the_domain(
    domain: dict[str, Any], registered: set[str]
) -> None:
    assert registered == set(domain["actions"])


def test_every_slot_and_each_of_its_values_is_used(domain: dict[str, Any], blocks: list[dict[str, Any]]) -> None:
    pairs = [pair for set_ones in steps(blocks, "slot_was_set") for pair in set_ones]
    used = {(slot, value) for pair in pairs for slot, value in pair.items() if slot != "requested_slot"}
    # An open question of a form needs no story: the form takes the message.
    used |= {("pending", question) for question in FORMS}
    declared = {(slot, value) for slot, what in domain["slots"].items() for value in what.get("values", ())}
    assert used == declared


def test_what_is_open_is_told_by_the_record_alone(domain: dict[str, Any]) -> None:
    assert domain["slots"]["pending"]["mappings"] == [{"type": "custom", "action": "action_session_start"}]


@pytest.mark.parametrize(("question", "slot"), FORMS.items())
def test_a_form_waits_for_one_slot_that_is_filled_from_the_text_while_it_is_open(
    domain: dict[str, Any], question: str, slot: str
) -> None:
    form = f"{question}_form"
    assert domain["forms"][form] == {"required_slots": [slot]}
    assert domain["slots"][slot] == {
        "type": "text",
        "influence_conversation": False,
        "mappings": [{"type": "from_text", "conditions": [{"active_loop": form}]}],
    }


def test_there_are_no_slots_and_no_forms_but_those_of_the_open_questions(domain: dict[str, Any]) -> None:
    assert set(domain["slots"]) == {"pending", *FORMS.values()}
    assert set(domain["forms"]) == FORM_NAMES


@pytest.mark.parametrize("form", sorted(FORM_NAMES))
def test_a_form_is_done_once_its_question_is_answered(blocks: list[dict[str, Any]], form: str) -> None:
    (rule,) = [block for block in blocks if block.get("condition") == [{"active_loop": form}]]
    closing = [{"action": form}, {"active_loop": None}, {"slot_was_set": [{"requested_slot": None}]}]
    assert rule["steps"] == [*closing, {"action": "action_listen"}]


def test_every_intent_that_is_no_question_has_one_way_to_be_carried_out(domain: dict[str, Any]) -> None:
    ways = [*HANDED_OVER, *DECLINED, *SMALL_TALK]
    assert len(ways) == len(set(ways))
    assert {*ways, "question", "choose", "show_source"} == set(domain["intents"])


def test_the_rules_send_every_intent_where_the_actions_carry_it_out(blocks: list[dict[str, Any]]) -> None:
    sent = {
        block["steps"][0]["intent"]: block["steps"][1]["action"]
        for block in blocks
        if len(block["steps"]) == 2 and "intent" in block["steps"][0]
    }
    expected = {intent: OWN_RECORD.get(intent, "action_hand_over") for intent in HANDED_OVER}
    assert {intent: sent[intent] for intent in HANDED_OVER} == expected
    assert {intent: sent[intent] for intent in DECLINED} == dict.fromkeys(DECLINED, "action_decline")
    assert {intent: sent[intent] for intent in SMALL_TALK} == dict.fromkeys(SMALL_TALK, "action_small_talk")


def test_every_rule_and_every_story_has_its_own_name(blocks: list[dict[str, Any]]) -> None:
    names = [block.get("rule") or block["story"] for block in blocks]
    assert len(names) == len(set(names))


def test_no_words_for_patients_stand_in_the_domain(domain: dict[str, Any]) -> None:
    assert "responses" not in domain
    assert not [action for action in domain["actions"] if action.startswith("utter_")]
    assert "text" not in json.dumps({key: domain[key] for key in domain if key not in ("intents", "slots")})


def test_rasa_is_given_none_but_its_own_components() -> None:
    config = read("config.yml")
    for component in [*config["pipeline"], *config["policies"]]:
        # A component of somebody else is named by its module, with dots.
        assert re.fullmatch(r"[A-Z]\w+", component["name"])


def test_the_border_is_where_the_service_says_and_the_secret_is_a_header() -> None:
    endpoint = read("endpoints.yml")["action_endpoint"]
    assert endpoint["url"] == "${AFTERCOURSE_ACTION_URL}"
    assert endpoint["headers"] == {"X-Aftercourse-Secret": "${AFTERCOURSE_ACTION_SECRET}"}
    # Rasa leaves a variable in quotes as it stands.
    assert '"' not in (ROOT / "endpoints.yml").read_text()


def test_the_only_channel_is_the_one_our_dialogue_uses() -> None:
    assert list(read("credentials.yml")) == ["rest"]
