"""A small knowledge folder about a made-up medicine, copied so that a test can break it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from content import loading
from content.red_flags import RedFlags

SMALL = Path(__file__).parent / "small"


@dataclass(frozen=True)
class Small:
    """A copy of the small content: its knowledge folder, its phrases and the text of its document."""

    root: Path

    @property
    def knowledge(self) -> Path:
        return self.root / "knowledge"

    @property
    def phrases(self) -> Path:
        return self.root / "data" / "nlu.yml"

    @property
    def document(self) -> Path:
        return self.root / "document.txt"

    def replace(self, file: str, old: str, new: str) -> None:
        """Put `new` in the place of the only (or first) `old`, which has to be there."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The copy. Warning signs have tests of their own and are empty here."""
    monkeypatch.setattr(loading, "load_red_flags", lambda _path: RedFlags.model_construct())
    return Small(Path(shutil.copytree(SMALL, tmp_path / "small")))
