"""Does a message hold a warning sign, and how fast does the person need a human?

Read before anything else, on every message, without model, database or web. It decides only how fast: it never
diagnoses. What is unclear alarms, and `read_safely` alarms even when reading itself fails.
"""

from dataclasses import dataclass

from content.red_flags import RedFlags, Urgency
from language.alarms import Alarm, AlarmRules, Circumstances
from language.signs import Settled, SignReader

__all__ = ["Alarm", "Circumstances", "Settled", "Triage", "TriageReader", "read", "read_safely"]

_NOTHING_KNOWN = Circumstances()


@dataclass(frozen=True, kw_only=True, slots=True)
class Triage:
    """What a message holds: alarms, the strongest first, and signs that context settled."""

    alarms: tuple[Alarm, ...] = ()
    settled: tuple[Settled, ...] = ()

    @property
    def level(self) -> Urgency | None:
        """The strongest level, or None when nothing alarms."""
        return self.alarms[0].level if self.alarms else None


class TriageReader:
    """Reads messages against one set of red flags. Compiled once; safe to share between threads."""

    def __init__(self, flags: RedFlags) -> None:
        """Compile words and rules. Raises ValueError naming a line that cannot be understood."""
        self._signs = SignReader(flags)
        self._rules = AlarmRules(flags)

    def read(self, text: str, *, circumstances: Circumstances = _NOTHING_KNOWN) -> Triage:
        """Read one message.

        Args:
            text: what the person wrote, whole, in any length.
            circumstances: what is known of the sender.

        Returns:
            The alarms, strongest first, and the signs that context settled.
        """
        signs = self._signs.read(text, emergency_open=circumstances.emergency_open)
        return Triage(alarms=self._rules.raised(signs, circumstances), settled=signs.settled)


def read(text: str, flags: RedFlags, *, circumstances: Circumstances = _NOTHING_KNOWN) -> Triage:
    """Read one message against `flags`; for more than a few, make a `TriageReader` once."""
    return TriageReader(flags).read(text, circumstances=circumstances)


def read_safely(reader: TriageReader, text: str, *, circumstances: Circumstances = _NOTHING_KNOWN) -> Triage:
    """Read one message; when reading itself fails, alarm the same day instead of keeping silent.

    The caller logs nothing of the text; that the flag is `unreadable` is enough to find the fault.
    """
    try:
        return reader.read(text, circumstances=circumstances)
    except Exception:  # noqa: BLE001 - a fault in reading must never silence a warning sign
        unreadable = Alarm(flag="unreadable", level="same_day", reply="urgent.same_day.general", words=())
        return Triage(alarms=(unreadable,))
