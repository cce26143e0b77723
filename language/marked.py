"""Where in a message do dates stand, and how is the rest of it written?

What patients tell is read as a sentence in which every date is a mark: "last infusion was @0, 3 days". So the words
around a date can be read without knowing the hundred ways of writing one, and a date is never read as something else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from language.dates import DateReading, Tense, read_dates

_SPACES = re.compile(r"\s+")
_MARK = re.compile(r"@(\d+)")
_STRAIGHT = str.maketrans("’‘`´–—", "''''--")
_ORNAMENTS = re.compile(r"[^\w\s@.,;:!?/&+'()-]")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A message with its dates marked.

    Attributes:
        text: lower case, spelling corrected, the n-th date written as `@n`.
        dates: the dates, in the order of their marks.
    """

    text: str
    dates: tuple[DateReading, ...]

    def marks(self, words: str) -> tuple[int, ...]:
        """The numbers of the dates marked in a stretch of the text."""
        return tuple(int(number) for number in _MARK.findall(words))


class Marker:
    """Marks dates and corrects the other words. Made once; safe to share between threads."""

    def __init__(self, corrected: Callable[[str], str]) -> None:
        """Take what corrects the spelling of a text in lower case."""
        self._corrected = corrected

    def mark(self, text: str, *, today: date, day_first: bool, tense: Tense = Tense.UNKNOWN) -> Marked:
        """Mark the dates of a message.

        Args:
            text: what the patient wrote.
            today: the patient's civil day when it was written.
            day_first: whether 03/04 is the third of April where the patient lives.
            tense: past or future where the caller knows; otherwise each clause's words decide.
        """
        dates = read_dates(text, today=today, day_first=day_first, tense=tense)
        pieces: list[str] = []
        end = 0
        for number, reading in enumerate(dates):
            pieces += [self._plain(text[end : reading.start]), f" @{number} "]
            end = reading.end
        pieces.append(self._plain(text[end:]))
        return Marked(text=_SPACES.sub(" ", "".join(pieces)).strip(), dates=dates)

    def _plain(self, words: str) -> str:
        # A patient's own "@" is no mark of a date.
        return self._corrected(_ORNAMENTS.sub(" ", words.replace("@", " at ").translate(_STRAIGHT).casefold()))
