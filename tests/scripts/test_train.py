"""Is a model trained exactly when what it is made from changed, and is a failure explained?"""

import os
import threading
from pathlib import Path

import pytest

from scripts import train
from scripts.train import TrainingError, fingerprint, trained_model

TRAINER = """#!/bin/sh
# Stands in for `python -m rasa train --fixed-model-name NAME --out FOLDER`.
echo run >> "{runs}"
sleep 0.2
: > "$7/$5.tar.gz"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "requirements").mkdir()
    for name in ("config.yml", "domain.yml", "endpoints.yml", "data/nlu.yml", "requirements/rasa.txt"):
        (tmp_path / name).write_text(f"{name}: 1\n")
    return tmp_path


@pytest.fixture
def python(tmp_path: Path) -> Path:
    program = tmp_path / "python"
    program.write_text(TRAINER.format(runs=tmp_path / "runs"))
    program.chmod(0o755)
    return program


def runs(checkout: Path) -> int:
    return len((checkout / "runs").read_text().splitlines())


def test_the_same_inputs_are_trained_once(checkout: Path, python: Path) -> None:
    model = trained_model(checkout, python)
    assert model.is_file()
    assert trained_model(checkout, python) == model
    assert runs(checkout) == 1


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "data/nlu.yml", "data/new.yml", "requirements/rasa.txt"]
)
def test_a_changed_input_is_trained_again(checkout: Path, python: Path, name: str) -> None:
    before = trained_model(checkout, python)
    (checkout / name).write_text("changed: 1\n")
    assert trained_model(checkout, python) != before
    assert runs(checkout) == 2


def test_a_renamed_file_is_another_input(checkout: Path) -> None:
    before = fingerprint(checkout)
    (checkout / "data" / "nlu.yml").rename(checkout / "data" / "phrases.yml")
    assert fingerprint(checkout) != before


def test_the_endpoints_are_no_input(checkout: Path) -> None:
    before = fingerprint(checkout)
    (checkout / "endpoints.yml").write_text("changed: 1\n")
    assert fingerprint(checkout) == before


def test_two_at_once_train_once(checkout: Path, python: Path) -> None:
    both = [threading.Thread(target=trained_model, args=(checkout, python)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=30)
    assert runs(checkout) == 1


def test_the_newest_two_models_are_kept(checkout: Path, python: Path) -> None:
    made = []
    for number in range(4):
        (checkout / "config.yml").write_text(f"epochs: {number}\n")
        made.append(trained_model(checkout, python))
        os.utime(made[-1], (number, number))
    kept = {path.name for path in (checkout / "models").glob("*.tar.gz")}
    assert kept == {model.name for model in made[-2:]}


def test_a_failure_shows_the_end_of_the_log_and_what_to_do(checkout: Path, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho the intent is empty\nexit 3\n")
    python.chmod(0o755)
    with pytest.raises(TrainingError, match=r"(?s)code 3.*the intent is empty.*then try again"):
        trained_model(checkout, python)
    assert not list((checkout / "models").glob("*.tar.gz"))


def test_training_leaves_its_inputs_as_they_were(checkout: Path, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "assistant_id: made-up" >> "$9"\n: > "$7/$5.tar.gz"\n')
    python.chmod(0o755)
    before = fingerprint(checkout)
    model = trained_model(checkout, python)
    assert model.name == f"{before}.tar.gz"
    assert fingerprint(checkout) == before


def test_the_end_of_the_log_is_free_of_colours_and_of_warnings_about_libraries() -> None:
    log = (
        "/x/site-packages/a.py:3: DeprecationWarning: old\n  import a\n"
        "\x1b[91mYamlSyntaxException: domain.yml\x1b[0m\n"
    )
    assert train.readable(log) == ["YamlSyntaxException: domain.yml"]


def test_a_missing_input_is_named(checkout: Path, python: Path) -> None:
    (checkout / "domain.yml").unlink()
    with pytest.raises(TrainingError, match=r"domain\.yml cannot be read"):
        trained_model(checkout, python)


def test_the_path_of_the_model_is_all_that_goes_to_standard_output(
    checkout: Path, python: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "CHECKOUT", checkout)
    monkeypatch.setenv("AFTERCOURSE_RASA_PYTHON", str(python))
    assert train.main() == 0
    assert capsys.readouterr().out == f"{trained_model(checkout, python)}\n"
