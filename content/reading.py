"""How does a YAML file become values, and where in it does a mistake stand?"""

import re
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import ValidationError

from content.values import Content, ContentError

Value = TypeVar("Value", bound=Content)
Place = tuple[int | str, ...]
_BOOLEAN = "tag:yaml.org,2002:bool"
_DAY = "tag:yaml.org,2002:timestamp"


class _PlainLoader(yaml.CSafeLoader):
    """Reads YAML as clinicians write it: `on`, `yes` and `no` are words, and a day is a text."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_BOOLEAN, _DAY}]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver(_BOOLEAN, re.compile("^(?:true|false)$"), list("tf"))


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


def validated(path: Path, kind: type[Value]) -> Value:
    """A whole file as one value; a mistake is a `ContentError` that names file, line, item and field."""
    _refuse_double_keys(path)
    try:
        return kind.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        refuse(path, tuple(first["loc"]), first["msg"])


def refuse(path: Path, place: Place, message: str) -> NoReturn:
    """Raise a `ContentError` that names the file, the line where `place` stands, the item and field."""
    name, field = path.stem, place
    if len(place) > 1 and isinstance(place[1], int):
        item = read_yaml(path)[place[0]][place[1]]
        if isinstance(item, dict):
            name, field = str(item.get("id", item.get("number", "without id"))), place[2:]
    raise ContentError(
        f"{path}:{line_of(path, place)}: {name}: field {'.'.join(map(str, field)) or '(whole)'}: {message}"
    )


def _refuse_double_keys(path: Path) -> None:
    """YAML keeps the last of two equal keys and says nothing; here it is a mistake."""
    read_yaml(path)
    nodes = [yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    raise ContentError(f"{path}:{key.start_mark.line + 1}: {key.value}: this key stands twice")
                seen.add(key.value)
                nodes.append(value)


def line_of(path: Path, place: Place) -> int:
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
