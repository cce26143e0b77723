"""Do whole journeys go as written on the trained model, and is every rule and every story needed for that?"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.rasa

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JOURNEYS = HERE / "stories" / "test_conversations.yml"
SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "OMP_NUM_THREADS": "1",
    "LOG_LEVEL": "ERROR",
}


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of Rasa's environment in an empty folder, where it finds no settings of the service."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **SETTINGS, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=240,
        check=False,
    )


def played(python: Path, model: Path, journeys: Path, folder: Path) -> tuple[int, str]:
    """How `rasa test` ends on these journeys, and what it says of those that went another way."""
    command = [str(python), "-m", "rasa", "test", "core", "--e2e", "--fail-on-prediction-errors"]
    command += ["--model", str(model), "--stories", str(journeys), "--out", str(folder / "results")]
    answer = run(command, folder)
    failed = folder / "results" / "failed_test_stories.yml"
    return answer.returncode, failed.read_text() if failed.exists() else answer.stdout[-3000:]


@pytest.fixture(scope="module")
def journeys() -> list[dict[str, Any]]:
    return yaml.safe_load(JOURNEYS.read_text(encoding="utf-8"))["stories"]


@pytest.fixture(scope="module")
def predictions(rasa_python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the policies predict with all rules and stories, and without each."""
    folder = tmp_path_factory.mktemp("without")
    target = folder / "predictions.json"
    command = [str(rasa_python), str(HERE / "without_each.py"), str(ROOT), str(JOURNEYS), str(target)]
    answer = run(command, folder)
    assert target.is_file(), answer.stdout[-3000:]
    return json.loads(target.read_text())


def test_every_journey_goes_as_written_on_the_trained_model(
    rasa_python: Path, model: Path, tmp_path: Path, journeys: list[dict[str, Any]]
) -> None:
    code, said = played(rasa_python, model, JOURNEYS, tmp_path)
    assert code == 0, said
    report = json.loads((tmp_path / "results" / "story_report.json").read_text())
    assert report["conversation_accuracy"]["total"] == len(journeys)
    assert report["conversation_accuracy"]["correct"] == len(journeys)


def test_a_journey_that_goes_another_way_is_noticed(rasa_python: Path, model: Path, tmp_path: Path) -> None:
    # A text that stands for another intent: without reading the texts, nobody would notice.
    wrong = JOURNEYS.read_text(encoding="utf-8").replace('user: "hello"', 'user: "delete all my data"')
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "test_wrong.yml").write_text(wrong)
    code, said = played(rasa_python, model, folder / "test_wrong.yml", tmp_path)
    assert code != 0
    assert "predicted: manage_data: delete all my data" in said


def test_every_rule_and_every_story_is_needed(blocks: list[dict[str, Any]], predictions: dict[str, Any]) -> None:
    names = {block.get("rule") or block["story"] for block in blocks}
    assert set(predictions["without"]) == names
    unneeded = [name for name, without in predictions["without"].items() if without == predictions["all"]]
    assert unneeded == []


def test_the_policies_alone_take_the_written_actions(
    predictions: dict[str, Any], journeys: list[dict[str, Any]]
) -> None:
    for journey in journeys:
        written = [step["action"] for step in journey["steps"] if "action" in step]
        taken = [action for action in predictions["all"][journey["story"]] if action != "action_listen"]
        assert taken == written, journey["story"]


def test_the_journeys_use_every_intent_and_every_action(domain: dict[str, Any], journeys: list[dict[str, Any]]) -> None:
    steps = [step for journey in journeys for step in journey["steps"]]
    assert {step["intent"] for step in steps if "user" in step} == {*domain["intents"], "nlu_fallback"}
    actions = {step["action"] for step in steps if "action" in step}
    # A form calls its own validation and question; no story names them.
    within = {action for action in domain["actions"] if action.startswith(("validate_", "action_ask_"))}
    assert actions == {*domain["actions"], *domain["forms"]} - {"action_session_start"} - within


def test_rasas_python_has_none_of_our_code(rasa_python: Path, tmp_path: Path) -> None:
    answer = run([str(rasa_python), "-c", "import care"], tmp_path)
    assert re.search("No module named 'care'", answer.stdout)
    assert shutil.which("rasa", path=str(rasa_python.parent))
