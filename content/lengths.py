"""How are lengths of time and the edges of windows written in a monitoring plan?

In words that a clinician reads and changes: `48 months`, `14 days before first_infusion`, `open`.
"""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator

from care.plan import Anchor, Edge, Span, Unit

OPEN = "open"
_SPAN = re.compile(r"(\d+) (day|week|month|year)s?")
_EDGE = re.compile(r"(?:(?P<span>\d+ \w+) (?P<side>before|after) )?(?P<anchor>[a-z_]+)")
_MONTHS_OF_A_YEAR = 12


def _read_span(written: object) -> Span:
    """`48 months` as a length of time; a year is 12 months."""
    found = _SPAN.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"a length of time such as '48 months' or '14 days' is expected, not {written!r}")
    if found[2] == "year":
        return Span(count=int(found[1]) * _MONTHS_OF_A_YEAR, unit=Unit.MONTH)
    return Span(count=int(found[1]), unit=Unit(found[2]))


def _read_interval(written: object) -> Span:
    """A length of time that something comes back after; it cannot be nothing."""
    span = _read_span(written)
    if span.count == 0:
        raise ValueError("what comes back needs at least a day between")
    return span


def _read_days(written: object) -> Span:
    """A length of time in days or weeks."""
    span = _read_span(written)
    if span.unit is Unit.MONTH:
        raise ValueError("days or weeks are expected: months have no fixed number of days")
    return span


def _read_edge(written: object) -> Edge:
    """`14 days before first_infusion`, or an anchor alone, as the edge of a window."""
    found = _EDGE.fullmatch(written) if isinstance(written, str) else None
    anchors = ", ".join(anchor.value for anchor in Anchor)
    if found is None or found["anchor"] not in anchors.split(", "):
        raise ValueError(f"'14 days before first_infusion' or an anchor is expected ({anchors}), not {written!r}")
    span = _read_span(found["span"]) if found["span"] else Span(count=0, unit=Unit.DAY)
    return Edge(anchor=Anchor(found["anchor"]), span=span, before=found["side"] == "before")


def _read_floor(written: object) -> Edge | str:
    """The same for the end of a window, which never lies before its anchor; or `open` where no end is stated."""
    if written == OPEN:
        return OPEN
    edge = _read_edge(written)
    if edge.before:
        raise ValueError("a window ends on or after its anchor, not before it")
    return edge


Length = Annotated[Span, BeforeValidator(_read_span)]
Interval = Annotated[Span, BeforeValidator(_read_interval)]
Days = Annotated[Span, BeforeValidator(_read_days)]
At = Annotated[Edge, BeforeValidator(_read_edge)]
Floor = Annotated[Edge | Literal["open"], BeforeValidator(_read_floor)]
