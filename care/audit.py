"""What happened, who did it, and can the record of it be trusted?

Each event carries a hash over itself and the hash before it, so that a changed, removed or inserted event
breaks the chain from there on. What was removed at the very end shows against the head, which is kept apart.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. `details` holds ids, states, counts and dates, never a patient's words or number."""

    action: str
    subject: str
    by: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChainedEvent:
    """An event as it was kept, with its place in the chain."""

    number: int
    event: Event
    previous: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ChainHead:
    """The number and digest of the last event, kept apart from the events; at first 0 and `GENESIS`."""

    number: int
    digest: str


def digest(event: Event, previous: str) -> str:
    """SHA-256 over the canonical JSON of the event and the digest before it, as hexadecimal digits."""
    canonical = json.dumps(
        {
            "action": event.action,
            "subject": event.subject,
            "by": event.by,
            "at": event.at.astimezone(UTC).isoformat(),
            "details": dict(event.details),
            "previous": previous,
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_break(chain: Iterable[ChainedEvent], head: ChainHead | None = None) -> int | None:
    """The number of the first event that does not fit the chain before it, or None when all fit.

    Without the `head`, events removed at the end cannot be noticed; with it the number of the first that is
    missing is returned.
    """
    previous, expected = GENESIS, 1
    for kept in chain:
        fits = kept.number == expected and kept.previous == previous
        if not fits or kept.digest != digest(kept.event, previous):
            return expected
        previous, expected = kept.digest, expected + 1
    if head is not None and head != ChainHead(number=expected - 1, digest=previous):
        return min(expected, head.number + 1)
    return None
