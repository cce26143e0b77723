"""What do the words of one date say: a weekday, a day, a month, a year, or a day counted from today?"""

from dataclasses import dataclass
from datetime import date

from language.dates.values import Precision


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One date as far as its own words go; what they leave open is None.

    `first` and `last` are its first and last piece. `told` is a day that needs no tense, `others` what it may mean
    besides. `nth` is which weekday of a month ("the first monday of march"; -1 is the last). `feast` is days from
    Easter. `swappable` says that day and month are figures which another country writes the other way round, `vague`
    that no day is meant, and `week_from` in which named week a weekday lies.
    """

    first: int
    last: int
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    feast: int | None = None
    nth: tuple[int, int] | None = None
    told: date | None = None
    others: tuple[date, ...] = ()
    precision: Precision = Precision.DAY
    swappable: bool = False
    week_from: "Mention | None" = None
    vague: bool = False

    @property
    def bare_day(self) -> bool:
        """Whether there is a day and nothing else to place it."""
        return self.day is not None and self.month is None and self.told is None and self.nth is None

    @property
    def bare_weekday(self) -> bool:
        return self.weekday is not None and self.day is None and self.told is None and self.nth is None
