"""Which warning signs are known, in which everyday words, and how fast does each bring a person to help?

`red_flags.yml` holds the flags; the folder beside it with the same name holds the words: `words.yml` (groups of
words that mean the same), `signs.yml` (single observations), `signs_other_languages.yml`, `figures_of_speech.yml`
and `spelling.yml`. A clinician changes those files; nothing about a particular sign stands in code.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Urgency = Literal["emergency", "same_day", "routine"]
Language = Literal["en", "nl", "fr", "de"]
Value = TypeVar("Value", bound="Frozen")


class RedFlagsError(ValueError):
    """The warning-sign files cannot be used; the message names the file, the field and what is wrong."""


class Frozen(BaseModel):
    """A value of the warning-sign files; unknown fields are errors, so that a misspelt key is never silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sign(Frozen):
    """One observation, such as fever or a drooping face, in the words people use for it.

    Each line of `words` is one way to say it: words in a row (small words may stand between), ` + ` between
    parts that may come in any order near each other, `word~` for its endings, `word*` for any ending, `<group>`
    for a group of words.yml, `a|b` for either (`a_b|c_d` when one is several words), `..` for up to four words of
    any kind.
    """

    id: str
    means: str
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = Field(default=(), description="lines that explain the sign away in its sentence")
    name: bool = Field(default=False, description="the name of an illness: read as a sign only when somebody has it")
    lasting: bool = Field(default=False, description="alarms although it is gone, when within a week or undated")
    anyone: bool = Field(default=False, description="counts whoever has it, such as contact with an infection")
    measured: bool = Field(default=False, description="a figure somebody measured")
    reported: bool = Field(default=False, description="a result: read only when said to be somebody's own")
    modifier: bool = Field(default=False, description="only describes another sign: no cue can settle it")
    nl: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()
    de: tuple[str, ...] = ()


class FlagSource(Frozen):
    """The document and section that a flag rests on."""

    document: str
    section: str


class Flag(Frozen):
    """A warning: the sign or combinations of signs that raise it, how urgent it is and on which source.

    A line of `when` is one way to raise it: `a + b` both in the message, `a or b` either, `a - b` a without b.
    """

    id: str
    urgency: Urgency
    condition: str
    window: str
    action: str
    source: FlagSource
    basis: Literal["seed", "found", "recall", "design"]
    fact_ids: tuple[str, ...] = ()
    note: str | None = None
    address: tuple[str, ...] = ()
    reply: str
    when: tuple[str, ...]
    emergency_when: tuple[str, ...] = Field(default=(), description="the same at emergency level")
    same_day_when: tuple[str, ...] = Field(default=(), description="the same at same-day level")


class Escalation(Frozen):
    """What raises the level although no flag alone says so."""

    soon_after_infusion_days: int
    soon_after_infusion: tuple[str, ...] = Field(description="signs that are an emergency within those days")
    soon_after_infusion_flag: Mapping[str, str] = Field(description="the flag each of those signs raises")
    together_with: tuple[str, ...] = Field(description="signs that make two same-day flags an emergency")


class Voices(Frozen):
    """Wordings that replace a flag's own, by who writes and where the person is."""

    ward_sign: str
    child_sign: str
    ward_emergency: str
    ward_same_day: str
    child_emergency: str
    untreated_same_day: str
    keep_on_ward: tuple[str, ...] = ()


class Spelling(Frozen):
    """How people shorten and misspell words, and which right words lie one slip from a warning word."""

    texting: Mapping[str, str]
    misspellings: Mapping[str, str]
    real_words: frozenset[str]


class RedFlags(Frozen):
    """All warning signs, flags and rules; the one argument that triage needs."""

    version: int
    status: str
    rules: tuple[str, ...]
    flags: Mapping[str, Flag]
    families: Mapping[str, tuple[str, ...]]
    escalation: Escalation
    voices: Voices
    signs: Mapping[str, Sign]
    groups: Mapping[str, tuple[str, ...]]
    figures_of_speech: tuple[str, ...]
    spelling: Spelling


def load_red_flags(path: Path) -> RedFlags:
    """Read `red_flags.yml` and the folder of words beside it.

    Args:
        path: the file `red_flags.yml`.

    Returns:
        The frozen warning signs.

    Raises:
        RedFlagsError: naming the file and field of the first mistake: a missing file, bad YAML, an unknown key,
            a flag that names a sign which does not exist.
    """
    folder = path.with_suffix("")
    main = _mapping(path)
    signs = {item.id: item for item in _items(folder / "signs.yml", Sign)}
    _add_other_languages(signs, folder / "signs_other_languages.yml")
    values = {
        "version": main.get("version"),
        "status": main.get("status"),
        "rules": main.get("rules"),
        "families": main.get("families"),
        "escalation": main.get("escalation"),
        "voices": main.get("voices"),
        "flags": {flag.id: flag for flag in _checked(path, Flag, main.get("flags"))},
        "signs": signs,
        "groups": _mapping(folder / "words.yml"),
        "figures_of_speech": tuple(_list(folder / "figures_of_speech.yml")),
        "spelling": _spelling(folder / "spelling.yml"),
    }
    try:
        red_flags = RedFlags.model_validate(values)
    except ValidationError as error:
        raise RedFlagsError(f"{path}: {_first(error)}") from error
    _check_names(path, red_flags)
    return red_flags


def terms(line: str) -> list[tuple[bool, tuple[str, ...]]]:
    """Split a `when` line into its terms: (wanted, names of which one is enough).

    >>> terms("fever + bruises or red_dots - gradual")
    [(True, ('fever',)), (True, ('bruises', 'red_dots')), (False, ('gradual',))]
    """
    parts: list[tuple[bool, tuple[str, ...]]] = []
    wanted = True
    for piece in line.replace(" + ", "\x00+\x00").replace(" - ", "\x00-\x00").split("\x00"):
        if piece in {"+", "-"}:
            wanted = piece == "+"
            continue
        parts.append((wanted, tuple(name.strip() for name in piece.split(" or "))))
    return parts


def _check_names(path: Path, red_flags: RedFlags) -> None:
    """Every sign that a family, a flag or an escalation names must exist."""
    named = [(f"families.{family}", name) for family, members in red_flags.families.items() for name in members]
    for flag in red_flags.flags.values():
        for field in ("when", "emergency_when", "same_day_when"):
            lines: tuple[str, ...] = getattr(flag, field)
            place = f"flags.{flag.id}.{field}"
            named += [(place, name) for line in lines for _, names in terms(line) for name in names]
    escalation = red_flags.escalation
    named += [("escalation", name) for name in (*escalation.soon_after_infusion, *escalation.together_with)]
    named += [("voices", name) for name in (red_flags.voices.ward_sign, red_flags.voices.child_sign)]
    known = red_flags.signs.keys() | red_flags.families.keys()
    for place, name in named:
        if name not in known:
            raise RedFlagsError(f"{path}: {place}: no sign is called {name!r}")
    for name in escalation.soon_after_infusion:
        if escalation.soon_after_infusion_flag.get(name) not in red_flags.flags:
            raise RedFlagsError(f"{path}: escalation.soon_after_infusion_flag.{name}: no flag is named for it")


def _add_other_languages(signs: dict[str, Sign], path: Path) -> None:
    for name, lines in _mapping(path).items():
        if name not in signs:
            raise RedFlagsError(f"{path}: {name}: no sign has this name in signs.yml")
        try:
            signs[name] = Sign.model_validate({**signs[name].model_dump(), **lines})
        except (ValidationError, TypeError) as error:
            raise RedFlagsError(f"{path}: {name}: {error}") from error


def _spelling(path: Path) -> Mapping[str, Any]:
    found = dict(_mapping(path))
    found["real_words"] = frozenset(str(found.get("real_words", "")).split())
    return found


def _items(path: Path, kind: type[Value]) -> list[Value]:
    return _checked(path, kind, _list(path))


def _checked(path: Path, kind: type[Value], items: object) -> list[Value]:
    if not isinstance(items, list):
        raise RedFlagsError(f"{path}: a list of {kind.__name__.lower()} entries is missing")
    found: list[Value] = []
    seen: set[str] = set()
    for number, item in enumerate(items, start=1):
        name = str(item.get("id", f"number {number}")) if isinstance(item, dict) else f"number {number}"
        try:
            value = kind.model_validate(item)
        except ValidationError as error:
            raise RedFlagsError(f"{path}: {kind.__name__.lower()} {name}: {_first(error)}") from error
        if name in seen:
            raise RedFlagsError(f"{path}: {kind.__name__.lower()} {name}: the id stands twice")
        seen.add(name)
        found.append(value)
    return found


def _first(error: ValidationError) -> str:
    mistake = error.errors()[0]
    return f"{'.'.join(str(step) for step in mistake['loc'])}: {mistake['msg']}"


def _mapping(path: Path) -> Mapping[str, Any]:
    found = _read(path)
    if not isinstance(found, dict):
        raise RedFlagsError(f"{path}: a mapping of names is expected")
    return found


def _list(path: Path) -> list[Any]:
    found = _read(path)
    if not isinstance(found, list):
        raise RedFlagsError(f"{path}: a list is expected")
    return found


def _read(path: Path) -> object:
    load: Callable[[str], object] = yaml.safe_load
    try:
        return load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RedFlagsError(f"{path}: the file is missing") from error
    except yaml.YAMLError as error:
        raise RedFlagsError(f"{path}: not valid YAML: {error}") from error
