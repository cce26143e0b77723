"""How does a reply look on a page? Every kind has its own words, shape and place, so that colour is never needed."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.pages import Numbers
from care.message import Kind, Level, Reply

Look = Literal["emergency", "same-day", "answer", "handoff", "clarify", "decline", "task", "smalltalk"]

_LABELS: dict[Look, str] = {
    "emergency": "Emergency",
    "same-day": "Call today",
    "answer": "Answer",
    "handoff": "For your team",
    "clarify": "A question back",
    "decline": "No answer found",
    "task": "Noted",
    "smalltalk": "",
}
_CALL = {"en": "Call {}", "nl": "Bel {}", "fr": "Appelez le {}", "de": "Rufen Sie {} an"}
_OPTION = re.compile(r"^([1-9]) (\S.*)$")
_SOURCE = "Source: "


@dataclass(frozen=True, kw_only=True)
class Option:
    """One reading that the person can pick: what is sent, and what it means."""

    number: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A reply, taken apart for a page. Nothing is added to its words and nothing is left out.

    Attributes:
        look: which of the looks it has.
        label: the look in words; empty for small talk.
        call: the words of the button that dials, or None.
        number: what it dials.
        lines: the text without its options and its source.
        options: what can be picked.
        source: the line that names the sources, without the word "Source", or None.
        language: of the text.
    """

    look: Look
    label: str
    call: str | None
    number: str | None
    lines: tuple[str, ...]
    options: tuple[Option, ...]
    source: str | None
    language: str


def shown(reply: Reply, numbers: Numbers, emergency_number: str) -> Shown:
    """Take a reply apart."""
    look = _look(reply)
    lines, options, source = [], [], None
    for line in filter(None, map(str.strip, reply.text.splitlines())):
        option = _OPTION.match(line) if reply.kind is Kind.CLARIFY else None
        if option:
            options.append(Option(number=option[1], words=option[2]))
        elif reply.sources and line.startswith(_SOURCE):
            source = line.removeprefix(_SOURCE)
        else:
            lines.append(line)
    number = None
    if reply.kind is Kind.URGENT:
        # In an emergency it is the emergency number. Otherwise the reviewed words decide whom to call first.
        first = None if look == "emergency" else numbers.first(reply.text)
        number = first or emergency_number
    return Shown(
        look=look,
        label=_LABELS[look],
        call=_CALL.get(reply.language, _CALL["en"]).format(number) if number else None,
        number=number,
        lines=tuple(lines),
        options=tuple(options),
        source=source,
        language=reply.language,
    )


def _look(reply: Reply) -> Look:
    if reply.kind is not Kind.URGENT:
        return reply.kind.value  # type: ignore[return-value] # the other kinds and their looks have one name
    return "emergency" if reply.level in (Level.EMERGENCY, None) else "same-day"
