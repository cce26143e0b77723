"""How many messages may one sender send in a short time? Asked after triage only: no warning sign is ever held up.

Counts live in the memory of one process; several processes together let through as many times more.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

SENDERS = 20_000
"""Senders that are remembered; beyond it the one that was quiet longest is forgotten."""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """How many messages may come at once, and how many a minute in the long run."""

    at_once: int
    a_minute: int


SESSION = Allowance(at_once=12, a_minute=10)
"""One conversation: nobody reads more than ten answers a minute."""
ADDRESS = Allowance(at_once=60, a_minute=60)
"""One network address: a ward or a household behind one line may hold several people."""


class Limits:
    """A leaking bucket for each sender."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def allows(self, senders: Iterable[tuple[str, Allowance]]) -> bool:
        """Whether every one of these senders may send one more message; only then is it counted."""
        now = self._now()
        with self._lock:
            left = {sender: self._left_of(sender, allowance, now) for sender, allowance in senders}
            if any(count < 1 for count in left.values()):
                return False
            for sender, count in left.items():
                self._left[sender] = (count - 1, now)
                self._left.move_to_end(sender)
            while len(self._left) > SENDERS:
                self._left.popitem(last=False)
        return True

    def _left_of(self, sender: str, allowance: Allowance, now: datetime) -> float:
        left, since = self._left.get(sender, (float(allowance.at_once), now))
        minutes = max(0.0, (now - since).total_seconds() / 60)
        return min(float(allowance.at_once), left + minutes * allowance.a_minute)
