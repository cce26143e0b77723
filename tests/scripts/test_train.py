"""Is each model trained exactly when what it is made from changed, and is a failure explained?"""

import ast
import os
import shlex
import sys
import threading
import time
from pathlib import Path

import pytest

from scripts import train
from scripts.train import LEARNERS, RASA, TOPICS, TrainingError, fingerprint, trained

ROOT = Path(__file__).resolve().parents[2]
TRAINER = """#!/bin/sh
# Stands in for both `python -m rasa train --fixed-model-name NAME --out FOLDER` and
# `python -m language.training FILE`.
echo "$2" >> "{runs}"
sleep 0.2
if [ "$2" = rasa ]; then : > "$7/$5.tar.gz"; else : > "$3"; fi
"""


def program(path: Path, body: str) -> Path:
    path.write_text(body)
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    real = [path.relative_to(ROOT) for learner in LEARNERS for path in learner.inputs(ROOT)]
    for name in (*real, Path("endpoints.yml"), Path("language/triage.py")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
    return tmp_path


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return program(tmp_path / "python", TRAINER.format(runs=tmp_path / "runs"))


def runs(checkout: Path) -> list[str]:
    return sorted((checkout / "runs").read_text().splitlines())


def test_the_same_inputs_are_trained_once(checkout: Path, python: Path) -> None:
    files = trained(checkout, python, python)
    assert {name: path.is_file() for name, path in files.items()} == {
        "AFTERCOURSE_MODEL": True,
        "AFTERCOURSE_TOPICS": True,
    }
    assert trained(checkout, python, python) == files
    assert runs(checkout) == ["language.training", "rasa"]


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("config.yml", ["rasa"]),
        ("domain.yml", ["rasa"]),
        ("data/rules.yml", ["rasa"]),
        ("data/new.yml", ["rasa"]),
        ("requirements/rasa.txt", ["rasa"]),
        ("data/nlu.yml", ["language.training", "rasa"]),
        ("knowledge/en/terms.yml", ["language.training"]),
        ("knowledge/en/answers/new.yml", ["language.training"]),
        ("language/topics.py", ["language.training"]),
        ("endpoints.yml", []),
        ("language/triage.py", []),
    ],
)
def test_a_changed_input_is_trained_again_and_nothing_else(
    checkout: Path, python: Path, name: str, again: list[str]
) -> None:
    trained(checkout, python, python)
    (checkout / "runs").write_text("")
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    trained(checkout, python, python)
    assert runs(checkout) == again


def test_all_code_that_the_topics_are_learnt_with_is_an_input() -> None:
    inputs = {str(path.relative_to(ROOT)) for path in TOPICS.inputs(ROOT)}
    assert {"language/training.py", "language/topics.py", "language/encoder.py", "content/phrases.py"} <= inputs
    for name in [name for name in inputs if name.startswith("language/")]:
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(("language.", "content.")):
                assert node.module.replace(".", "/") + ".py" in inputs


def test_every_input_is_there() -> None:
    for learner in LEARNERS:
        assert all(path.is_file() for path in learner.inputs(ROOT))


def test_a_renamed_file_is_another_input(checkout: Path) -> None:
    before = fingerprint(checkout, RASA)
    (checkout / "data" / "rules.yml").rename(checkout / "data" / "others.yml")
    assert fingerprint(checkout, RASA) != before


def test_two_at_once_train_once(checkout: Path, python: Path) -> None:
    both = [threading.Thread(target=trained, args=(checkout, python, python)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=30)
    assert runs(checkout) == ["language.training", "rasa"]


def test_both_are_trained_at_the_same_time(checkout: Path, tmp_path: Path) -> None:
    # Each waits for the other's mark: one after the other, this would never end.
    body = TRAINER.format(runs=tmp_path / "runs").replace(
        "sleep 0.2", ': > HERE/"$2"; until [ -e HERE/rasa -a -e HERE/language.training ]; do sleep 0.05; done'
    )
    python = program(tmp_path / "python", body.replace("HERE", str(tmp_path)))
    assert all(path.is_file() for path in trained(checkout, python, python).values())


def test_the_newest_two_of_each_are_kept(checkout: Path, python: Path) -> None:
    made = []
    for number in range(4):
        (checkout / "data" / "nlu.yml").write_text(f"epochs: {number}\n")
        made.append(trained(checkout, python, python))
        for path in made[-1].values():
            os.utime(path, (number, number))
    kept = {path for path in (checkout / "models").iterdir() if path.suffix in (".gz", ".npz")}
    assert kept == {path for files in made[-2:] for path in files.values()}


def test_a_failure_shows_the_end_of_the_log_and_what_to_do(checkout: Path, tmp_path: Path, python: Path) -> None:
    broken = program(tmp_path / "broken", "#!/bin/sh\necho the intent is empty\nexit 3\n")
    with pytest.raises(TrainingError, match=r"(?s)Rasa stopped with code 3.*the intent is empty.*then try again"):
        trained(checkout, broken, python)
    assert not list((checkout / "models").glob("*.tar.gz"))


def test_a_failure_stops_the_other_training_at_once(checkout: Path, tmp_path: Path) -> None:
    broken = program(tmp_path / "broken", "#!/bin/sh\nexit 3\n")
    slow = program(tmp_path / "slow", "#!/bin/sh\nexec sleep 60\n")
    started = time.monotonic()
    with pytest.raises(TrainingError, match="the topics stopped with code 3"):
        trained(checkout, slow, broken)
    assert time.monotonic() - started < 20
    assert not list((checkout / "models").glob("unfinished-*"))


def test_training_leaves_its_inputs_as_they_were(checkout: Path, tmp_path: Path, python: Path) -> None:
    body = '#!/bin/sh\necho "assistant_id: made-up" >> "$9"\n: > "$7/$5.tar.gz"\n'
    writing = program(tmp_path / "writing", body)
    before = fingerprint(checkout, RASA)
    model = trained(checkout, writing, python)["AFTERCOURSE_MODEL"]
    assert model.name == f"{before}.tar.gz"
    assert fingerprint(checkout, RASA) == before


def test_a_sign_of_life_says_what_is_going_on(
    checkout: Path, tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "SIGN_OF_LIFE", 0.5)
    talking = program(
        tmp_path / "talking",
        "#!/bin/sh\n"
        "echo \"- Starting to train component 'CountVectorsFeaturizer'.\"\n"
        "echo \"- Starting to train component 'LogisticRegressionClassifier'.\"\n"
        'sleep 2\n: > "$7/$5.tar.gz"\n',
    )
    trained(checkout, talking, python)
    said = capsys.readouterr().err
    assert "training Rasa and the topics" in said
    assert "still training Rasa (LogisticRegressionClassifier) after" in said
    assert "the topics trained in" in said


def test_the_end_of_the_log_is_free_of_colours_and_of_warnings_about_libraries() -> None:
    log = (
        "/x/site-packages/a.py:3: DeprecationWarning: old\n  import a\n\x1b[91mYamlSyntaxException: domain.yml\x1b[0m\n"
    )
    assert train.readable(log) == ["YamlSyntaxException: domain.yml"]


def test_without_rasas_python_one_sentence_says_what_to_run(checkout: Path, python: Path) -> None:
    with pytest.raises(TrainingError, match=r"nowhere cannot be used .*make environments"):
        trained(checkout, Path("/nowhere"), python)
    assert not list((checkout / "models").glob("unfinished-*"))


def test_a_missing_input_is_named(checkout: Path, python: Path) -> None:
    (checkout / "domain.yml").unlink()
    with pytest.raises(TrainingError, match=r"domain\.yml cannot be read"):
        trained(checkout, python, python)


def test_two_assignments_for_the_shell_are_all_that_goes_to_standard_output(
    checkout: Path, python: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "CHECKOUT", checkout)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("AFTERCOURSE_RASA_PYTHON", str(python))
    assert train.main() == 0
    said = dict(word.split("=", 1) for word in shlex.split(capsys.readouterr().out))
    assert said == {name: str(path) for name, path in trained(checkout, python, python).items()}
