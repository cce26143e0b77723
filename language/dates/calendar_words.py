"""What do the words of a date on the calendar say: which day, month and year?

Each function makes a mention of the named pieces of one shape; `shapes` lists which.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from language.dates.mentions import Mention
from language.dates.pieces import Piece
from language.dates.values import Precision

Signs = Sequence[Piece]
Maker = Callable[[dict[str, Piece], Signs, date], Mention | None]

STEPS = {"l": -1, "h": 0, "x": 1}
"""Last, this and next."""
_MOST_COURSES = 6
_LONGEST_MONTH = 31
_TWO_FIGURES = 100
_TURN = 50
"""Two figures of a year below this are of this century."""
_YEARS_BACK, _YEARS_AHEAD = 16, 5
"""Years around today that two bare figures after day and month can mean; other figures there are something else."""


def full_year(figures: int) -> int:
    """The year that two figures mean: 00 to 49 are of this century."""
    if figures >= _TWO_FIGURES:
        return figures
    return 2000 + figures if figures < _TURN else 1900 + figures


def weekday_of(named: dict[str, Piece]) -> int | None:
    """The weekday that a date names, if it does."""
    return named["weekday"].value if "weekday" in named else None


def day_and_month(named: dict[str, Piece], _: Signs, today: date) -> Mention | None:
    """3 march 2024, march 3rd, friday the 3rd of march 24."""
    written = named.get("year") or named.get("short") or named.get("late")
    year = full_year(written.value) if written else None
    if written and year is not None and written.sign == "D" and not -_YEARS_BACK <= year - today.year <= _YEARS_AHEAD:
        return None
    day, month = named["day"].value, named["month"].value
    if named["day"].sign == "D" and day >= _TURN and year is None and named["day"].start > named["month"].start:
        return Mention(first=0, last=0, month=month, year=full_year(day), vague=True, precision=Precision.MONTH)
    return Mention(first=0, last=0, weekday=weekday_of(named), day=day, month=month, year=year)


def numeric(named: dict[str, Piece], _: Signs, __: date) -> Mention:
    """03/04/24, 3.4.2024, 3/4: a dot means that the day stands first everywhere."""
    first, second, *rest = named["figures"].values
    year = full_year(rest[0]) if rest else full_year(named["year"].value) if "year" in named else None
    dotted = "." in named["figures"].word
    return Mention(
        first=0, last=0, weekday=weekday_of(named), day=first, month=second, year=year, swappable=not dotted
    )  # fmt: skip


def spaced(named: dict[str, Piece], _: Signs, __: date) -> Mention | None:
    """3 4 2024."""
    day, month = named["day"].value, named["number"].value
    if max(day, month) > 31 or min(day, month) > 12:
        return None
    return Mention(first=0, last=0, day=day, month=month, year=named["year"].value, swappable=True)


def iso(named: dict[str, Piece], _: Signs, __: date) -> Mention:
    """2024-04-03, and 20240403."""
    year, month, day = named["figures"].values
    return Mention(first=0, last=0, weekday=weekday_of(named), day=day, month=month, year=year)


def month_only(named: dict[str, Piece], _: Signs, today: date) -> Mention:
    """In march, end of march 2024, march last year."""
    year = full_year(named["year"].value) if "year" in named else None
    if "step" in named and "unit" in named:
        year = today.year + STEPS[named["step"].sign]
    return Mention(
        first=0, last=0, month=named["month"].value, year=year, vague=True, precision=Precision.MONTH
    )  # fmt: skip


def day_and_month_of_year(named: dict[str, Piece], _: Signs, today: date) -> Mention:
    """3 march last year."""
    year = today.year + STEPS[named["step"].sign]
    return Mention(
        first=0, last=0, weekday=weekday_of(named), day=named["day"].value, month=named["month"].value, year=year
    )


def day_of_stepped_month(named: dict[str, Piece], _: Signs, today: date) -> Mention:
    """The 18th of last month."""
    month = today + relativedelta(months=STEPS[named["step"].sign])
    return Mention(
        first=0, last=0, weekday=weekday_of(named), day=named["day"].value, month=month.month, year=month.year
    )  # fmt: skip


def month_in_figures(named: dict[str, Piece], _: Signs, __: date) -> Mention:
    """05/2024."""
    month, year = named["figures"].values
    return Mention(first=0, last=0, month=month, year=year, vague=True, precision=Precision.MONTH)


def season(_: dict[str, Piece], __: Signs, ___: date) -> Mention:
    """Summer 2024."""
    return Mention(first=0, last=0, vague=True, precision=Precision.MONTH)


def year_only(named: dict[str, Piece], _: Signs, __: date) -> Mention:
    """In 2024."""
    return Mention(first=0, last=0, told=date(named["year"].value, 1, 1), vague=True, precision=Precision.YEAR)


def nth_weekday(named: dict[str, Piece], _: Signs, today: date) -> Mention | None:
    """The first monday of march; the last friday of this month."""
    which = -1 if named["nth"].sign == "l" else named["nth"].value
    if which > 5:
        return None
    month = named["month"].value if "month" in named else None
    year = full_year(named["year"].value) if "year" in named else None
    if "step" in named:
        stepped = today + relativedelta(months=STEPS[named["step"].sign])
        month, year = stepped.month, stepped.year
    return Mention(first=0, last=0, nth=(which, named["weekday"].value), month=month, year=year)


def feast(named: dict[str, Piece], _: Signs, today: date) -> Mention:
    """Christmas, Easter Monday 2024."""
    value = named["feast"].value
    year = full_year(named["year"].value) if "year" in named else None
    if "step" in named and "unit" in named:
        year = today.year + STEPS[named["step"].sign]
    if value < 100:
        return Mention(first=0, last=0, feast=value, year=year)
    return Mention(first=0, last=0, day=value % 100, month=value // 100, year=year)


def bare_day(named: dict[str, Piece], _: Signs, __: date) -> Mention | None:
    """The 18th; friday the 18th."""
    if named["day"].value > _LONGEST_MONTH and named["day"].sign == "D":
        return None
    return Mention(first=0, last=0, weekday=weekday_of(named), day=named["day"].value)


def late_bare_day(named: dict[str, Piece], pieces: Signs, today: date) -> Mention | None:
    """An ordinal alone: "done 25th". The small ones count courses and infusions."""
    return bare_day(named, pieces, today) if named["day"].value > _MOST_COURSES else None


def bare_weekday(named: dict[str, Piece], _: Signs, __: date) -> Mention:
    """Friday."""
    return Mention(first=0, last=0, weekday=named["weekday"].value)


def week_of(make: Maker) -> Maker:
    """The week of a date: the same words after "week of" or "week commencing"."""

    def made(named: dict[str, Piece], pieces: Signs, today: date) -> Mention | None:
        mention = make(named, pieces, today)
        if mention is None or mention.vague:
            return mention
        return replace(mention, precision=Precision.WEEK)

    return made
