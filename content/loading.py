"""How do the YAML files under `knowledge/` become values, and how is a mistake in them reported?"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from content.reading import Value, line_of, read_yaml
from content.red_flags import load_red_flags
from content.values import (
    ContentError,
    Document,
    Entry,
    Fact,
    Knowledge,
    SideEffect,
    Terms,
    Wording,
)


def load(folder: Path) -> Knowledge:
    """Read all of a knowledge folder.

    Args:
        folder: the folder that holds `facts.yml`, `sources.yml`, `red_flags.yml` and one folder a language.

    Returns:
        The frozen content.

    Raises:
        ContentError: naming file, line and field of the first mistake.
    """
    return Knowledge(
        facts=_by_id(_values(folder / "facts.yml", Fact)),
        entries=_by_id(
            entry for file in sorted((folder / "en" / "answers").glob("*.yml")) for entry in _values(file, Entry)
        ),
        side_effects=_by_id(_values(folder / "en" / "side_effects.yml", SideEffect)),
        wording={
            language.name: _by_id(
                wording for file in sorted((language / "wording").glob("*.yml")) for wording in _values(file, Wording)
            )
            for language in sorted(folder.iterdir())
            if (language / "wording").is_dir()
        },
        documents=_by_id(_values(folder / "sources.yml", Document)),
        terms=_value(folder / "en" / "terms.yml", Terms),
        red_flags=load_red_flags(folder / "red_flags.yml"),
    )


def _values(path: Path, kind: type[Value]) -> Iterator[Value]:
    items = read_yaml(path)
    if not isinstance(items, list):
        raise ContentError(f"{path}:1: a list of entries is expected")
    for number, item in enumerate(items):
        yield _validated(path, (number,), item, kind)


def _value(path: Path, kind: type[Value]) -> Value:
    return _validated(path, (), read_yaml(path), kind)


def _validated(path: Path, place: tuple[int | str, ...], item: object, kind: type[Value]) -> Value:
    try:
        return kind.model_validate(item)
    except ValidationError as error:
        first = error.errors()[0]
        field = tuple(first["loc"])
        line = line_of(path, place + field)
        name = item.get("id", "without id") if place and isinstance(item, dict) else path.stem
        raise ContentError(
            f"{path}:{line}: {name}: field {'.'.join(map(str, field)) or '(whole)'}: {first['msg']}"
        ) from error


def _by_id(values: Iterator[Any]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for value in values:
        if value.id in found:
            raise ContentError(f"{value.id}: this id stands twice in the {type(value).__name__.lower()} files")
        found[value.id] = value
    return found
