"""Does a warning of Rasa's validator fail the check, and which two are let pass?"""

from pathlib import Path

import pytest

from scripts import rasa_data

WARNED = "\x1b[93m/venv/site-packages/rasa/shared/utils/io.py:100: UserWarning: {}\x1b[0m"
UNUSED = "The intent 'greet' is not used in any story or rule."
CONFLICT = "2026-11-22 17:37:32 WARNING  rasa.validator  - Story structure conflict after intent 'greet'"


@pytest.fixture
def rasa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for Rasa's Python that says what stands beside it."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\ncat {tmp_path}/says\nexit $(cat {tmp_path}/code)\n')
    python.chmod(0o755)
    (tmp_path / "code").write_text("0")
    monkeypatch.setenv("AFTERCOURSE_RASA_PYTHON", str(python))
    return tmp_path


def test_the_expected_warnings_pass(rasa: Path) -> None:
    (rasa / "says").write_text("\n".join(WARNED.format(each) for each in rasa_data.EXPECTED))
    assert rasa_data.main() == 0
    assert (rasa / "asked").read_text().strip() == "-m rasa data validate --fail-on-warnings"


@pytest.mark.parametrize("line", [WARNED.format(UNUSED), CONFLICT], ids=["warning", "conflict"])
def test_any_other_warning_fails_and_is_shown(rasa: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    (rasa / "says").write_text(line)
    assert rasa_data.main() == 1
    assert "greet" in capsys.readouterr().out


def test_what_the_libraries_say_of_one_another_passes(rasa: Path) -> None:
    (rasa / "says").write_text("/venv/site-packages/jax/old.py:3: DeprecationWarning: old\n")
    assert rasa_data.main() == 0


def test_a_failure_without_a_warning_shows_the_end_of_the_log(rasa: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rasa / "says").write_text("YamlSyntaxException: domain.yml\n")
    (rasa / "code").write_text("1")
    assert rasa_data.main() == 1
    assert "YamlSyntaxException" in capsys.readouterr().out
