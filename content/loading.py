"""How do the YAML files under `knowledge/` become values, and how is a mistake in them reported?"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from content.red_flags import load_red_flags
from content.values import (
    Content,
    ContentError,
    Document,
    Entry,
    Fact,
    Knowledge,
    SideEffect,
    Terms,
    Wording,
)

Value = TypeVar("Value", bound=Content)
_BOOLEAN = "tag:yaml.org,2002:bool"
_DAY = "tag:yaml.org,2002:timestamp"


class _PlainLoader(yaml.CSafeLoader):
    """Reads YAML as clinicians write it: `on`, `yes` and `no` are words, and a day is a text."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_BOOLEAN, _DAY}]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver(_BOOLEAN, re.compile("^(?:true|false)$"), list("tf"))


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


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML holds anything; a model says what is expected
    """Parse one YAML file; a syntax error or a missing file is a `ContentError` with the place."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)  # noqa: S506 - a safe loader
    except FileNotFoundError as error:
        raise ContentError(f"{path}: the file is missing") from error
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        place = f"{path}:{mark.line + 1}" if mark else f"{path}"
        raise ContentError(f"{place}: not valid YAML: {' '.join(str(error).split())}") from error


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
        line = _line_of(path, place + field)
        name = item.get("id", "without id") if place and isinstance(item, dict) else path.stem
        raise ContentError(
            f"{path}:{line}: {name}: field {'.'.join(map(str, field)) or '(whole)'}: {first['msg']}"
        ) from error


def _line_of(path: Path, place: tuple[int | str, ...]) -> int:
    """The line where `place` stands, or the nearest node above it (a missing field has no line)."""
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for step in place:
        below: yaml.Node | None = None
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            below = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if key.value == str(step)), None)
        if below is None:
            break
        node = below
    return node.start_mark.line + 1 if node is not None else 1


def _by_id(values: Iterator[Any]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for value in values:
        if value.id in found:
            raise ContentError(f"{value.id}: this id stands twice in the {type(value).__name__.lower()} files")
        found[value.id] = value
    return found
