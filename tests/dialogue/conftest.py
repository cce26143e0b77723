"""What do the tests of the dialogue share? The project's files, Rasa's own Python, and what was trained."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def read(name: str) -> Any:
    """A YAML file of the checkout."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    return read("domain.yml")


@pytest.fixture(scope="session")
def blocks() -> list[dict[str, Any]]:
    """All rules and stories."""
    return [*read("data/rules.yml")["rules"], *read("data/stories.yml")["stories"]]


def needed(variable: str, reason: str) -> Path:
    """The file that a variable names; without it the test is skipped, and so fails in continuous integration."""
    path = Path(os.environ.get(variable) or "/nowhere")
    if not path.is_file():
        pytest.skip(f"{variable} names no file: {reason}")
    return path


@pytest.fixture(scope="session")
def rasa_python() -> Path:
    return needed("AFTERCOURSE_RASA_PYTHON", "`make test` sets up Rasa's own Python")


@pytest.fixture(scope="session")
def model() -> Path:
    return needed("AFTERCOURSE_MODEL", "`make test` trains Rasa first")


@pytest.fixture(scope="session")
def topics() -> Path:
    return needed("AFTERCOURSE_TOPICS", "`make test` trains the topics first")


@pytest.fixture(scope="session")
def trained_settings(topics: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo centre's settings with the trained topics."""
    from bot.demo import demo_settings

    return demo_settings(tmp_path_factory.mktemp("centre"), topics=str(topics))
