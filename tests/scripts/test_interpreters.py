"""Is the right Python found on machines of every kind, and is the one that only looks right left alone?"""

import sys
from pathlib import Path

import pytest

from scripts.interpreters import ask, candidates, find

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def working(path: Path, version: str = "3.10") -> Path:
    """A Python that answers as one of `version` would."""
    return program(path, f'echo "cpython {version} {path}"')


def failing(path: Path) -> Path:
    """A version manager's stand-in for a Python that is not chosen."""
    return program(path, 'echo "pyenv: python3.10: command not found" >&2; exit 127')


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_this_very_python_answers() -> None:
    answer = ask(sys.executable)
    assert answer is not None
    assert answer.version == VERSION
    assert Path(answer.path).is_absolute()


def test_a_stand_in_that_fails_is_passed_over_for_the_next_on_the_path(tmp_path: Path, home: Path) -> None:
    failing(tmp_path / "shims" / "python3.10")
    real = working(tmp_path / "local" / "python3.10")
    found = find(["3.10"], {"PATH": f"{tmp_path}/shims:{tmp_path}/local", "HOME": str(home)})
    assert found is not None
    assert found.path == str(real)


def test_the_variable_comes_before_the_path(tmp_path: Path, home: Path) -> None:
    working(tmp_path / "bin" / "python3.10")
    mine = working(tmp_path / "mine" / "python")
    found = find(["3.10"], {"PATH": f"{tmp_path}/bin", "HOME": str(home), "PYTHON310": str(mine)})
    assert found is not None
    assert found.path == str(mine)


def test_a_variable_that_names_a_broken_python_does_not_end_the_search(tmp_path: Path, home: Path) -> None:
    real = working(tmp_path / "bin" / "python3.10")
    broken = failing(tmp_path / "broken")
    found = find(["3.10"], {"PATH": f"{tmp_path}/bin", "HOME": str(home), "PYTHON310": str(broken)})
    assert found is not None
    assert found.path == str(real)


def test_a_variable_that_names_another_version_does_not_end_the_search(tmp_path: Path, home: Path) -> None:
    newer = working(tmp_path / "newer", version="3.12")
    assert find(["3.10"], {"PATH": "", "HOME": str(home), "PYTHON310": str(newer)}) is None


def test_pyenv_folders_are_searched_newest_release_first(tmp_path: Path, home: Path) -> None:
    root = tmp_path / "pyenv"
    working(root / "versions" / "3.10.9" / "bin" / "python3.10")
    newest = working(root / "versions" / "3.10.13" / "bin" / "python3.10")
    found = find(["3.10"], {"PATH": "", "HOME": str(home), "PYENV_ROOT": str(root)})
    assert found is not None
    assert found.path == str(newest)


def test_a_broken_release_in_the_pyenv_folder_is_passed_over(tmp_path: Path, home: Path) -> None:
    root = tmp_path / "pyenv"
    older = working(root / "versions" / "3.10.9" / "bin" / "python3.10")
    failing(root / "versions" / "3.10.13" / "bin" / "python3.10")
    found = find(["3.10"], {"PATH": "", "HOME": str(home), "PYENV_ROOT": str(root)})
    assert found is not None
    assert found.path == str(older)


def test_pyenv_is_asked_where_it_keeps_its_pythons(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "elsewhere"
    real = working(root / "versions" / "3.10.13" / "bin" / "python3.10")
    program(tmp_path / "bin" / "pyenv", f'echo "{root}"')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    assert str(real) in candidates("3.10", {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "HOME": str(home)})


def test_the_home_folder_is_searched_where_pyenv_itself_is_not_on_the_path(home: Path) -> None:
    real = working(home / ".pyenv" / "versions" / "3.10.13" / "bin" / "python3.10")
    found = find(["3.10"], {"PATH": "", "HOME": str(home)})
    assert found is not None
    assert found.path == str(real)


def test_the_first_version_that_is_there_wins(tmp_path: Path, home: Path) -> None:
    working(tmp_path / "bin" / "python3.11", version="3.11")
    working(tmp_path / "bin" / "python3.13", version="3.13")
    found = find(["3.12", "3.13", "3.11"], {"PATH": f"{tmp_path}/bin", "HOME": str(home)})
    assert found is not None
    assert found.version == "3.13"


def test_a_plain_python3_of_the_right_version_is_good_enough(tmp_path: Path, home: Path) -> None:
    real = working(tmp_path / "bin" / "python3", version="3.13")
    found = find(["3.12", "3.13"], {"PATH": f"{tmp_path}/bin", "HOME": str(home)})
    assert found is not None
    assert found.path == str(real)


def test_a_python_without_sqlite_is_no_python_for_us(tmp_path: Path) -> None:
    broken = program(tmp_path / "python3.10", "echo \"No module named '_sqlite3'\" >&2; exit 1")
    assert ask(str(broken)) is None


def test_another_implementation_of_python_is_passed_over(tmp_path: Path) -> None:
    other = program(tmp_path / "python3.10", 'echo "pypy 3.10 /opt/pypy"')
    assert ask(str(other)) is None


def test_nothing_is_found_on_a_machine_that_has_nothing(home: Path) -> None:
    assert find(["3.10"], {"PATH": "", "HOME": str(home)}) is None
