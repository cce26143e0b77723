"""What does a check of the content find, and in which file and line does it stand?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_ITEM = re.compile(r"^(?:- |  )id:\s*[\"']?([^\s\"']+)")
_FIELD = re.compile(r"^  ([a-z_]+):")
_INTENT = re.compile(r"^\s*- intent:\s*[\"']?([^\s\"']+)")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one item, before anyone has looked up where it stands.

    `shelf` is `facts`, `sources`, `side_effects`, `terms`, `answers`, `phrases` or `wording/<language>`.
    """

    shelf: str
    id: str
    message: str
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to repair. `line` is None where the item has no line of its own, as when it is missing."""

    file: str
    line: int | None
    id: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.id}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an item begins, and where each of its fields does."""

    file: Path
    line: int
    fields: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where every item of a knowledge folder and of the training phrases stands."""

    folder: Path
    phrases: Path
    items: Mapping[tuple[str, str], Place]

    @classmethod
    def of(cls, folder: Path, phrases: Path) -> Self:
        """Look every item up once.

        Args:
            folder: the knowledge folder.
            phrases: `data/nlu.yml`.
        """
        items: dict[tuple[str, str], Place] = {}
        for shelf, file in _files(folder):
            for name, place in _items(file, _ITEM):
                items.setdefault((shelf, name), place)
        for name, place in _items(phrases, _INTENT):
            items.setdefault(("phrases", name), place)
        return cls(folder=folder, phrases=phrases, items=items)

    def finding(self, problem: Problem) -> Finding:
        """The problem with its place: line of the field, else of the item, else the file or folder alone."""
        place = self.items.get((problem.shelf, problem.id))
        if place is None:
            return Finding(file=str(self._home(problem.shelf)), line=None, id=problem.id, message=problem.message)
        line = place.fields.get(problem.field or "", place.line)
        return Finding(file=str(place.file), line=line, id=problem.id, message=problem.message)

    def _home(self, shelf: str) -> Path:
        if shelf == "phrases":
            return self.phrases
        if shelf.startswith("wording/"):
            return self.folder / shelf.removeprefix("wording/") / "wording"
        if shelf == "answers":
            return self.folder / "en" / "answers"
        within = self.folder / "en" if shelf in {"side_effects", "terms"} else self.folder
        return within / f"{shelf}.yml"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    yield "facts", folder / "facts.yml"
    yield "sources", folder / "sources.yml"
    yield "side_effects", folder / "en" / "side_effects.yml"
    for file in sorted((folder / "en" / "answers").glob("*.yml")):
        yield "answers", file
    for file in sorted(folder.glob("*/wording/*.yml")):
        yield f"wording/{file.parent.parent.name}", file


def _items(file: Path, heading: re.Pattern[str]) -> Iterator[tuple[str, Place]]:
    if not file.is_file():
        return
    fields: dict[str, int] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if item := heading.match(line):
            fields = {}
            yield item[1], Place(file=file, line=number, fields=fields)
        elif named := _FIELD.match(line):
            fields[named[1]] = number
