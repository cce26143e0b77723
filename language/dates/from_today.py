"""What do words that count from today say: yesterday, last friday, in 2 weeks?

Each function makes a mention of the named pieces of one shape; `shapes` lists which.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from language.dates.calendar_words import STEPS, weekday_of
from language.dates.mentions import Mention
from language.dates.pieces import Piece
from language.dates.values import Precision

Signs = Sequence[Piece]
_MOST_COUNTED = 200
"""Days, weeks or years back beyond which a count is no date."""


def stepped_month(named: dict[str, Piece], pieces: Signs, today: date) -> Mention:
    """Last month, the month after next."""
    steps = STEPS[named["step"].sign] * (2 if any(piece.sign in "<>" for piece in pieces) else 1)
    month = (today + relativedelta(months=steps)).replace(day=1)
    return Mention(first=0, last=0, told=month, vague=True, precision=Precision.MONTH)


def stepped_year(named: dict[str, Piece], pieces: Signs, today: date) -> Mention:
    """Last year."""
    steps = STEPS[named["step"].sign] * (2 if any(piece.sign in "<>" for piece in pieces) else 1)
    return Mention(first=0, last=0, told=date(today.year + steps, 1, 1), vague=True, precision=Precision.YEAR)


def anniversary(named: dict[str, Piece], _: Signs, today: date) -> Mention | None:
    """A year ago today: the one count of months or years that is a day."""
    count = named["q"].value
    if count > _MOST_COUNTED:
        return None
    steps = {"m": relativedelta(months=count), "a": relativedelta(years=count)}[named["unit"].sign]
    return Mention(first=0, last=0, told=today + timedelta(days=named["from_today"].value) - steps)


def from_today(named: dict[str, Piece], pieces: Signs, today: date) -> Mention:
    """Yesterday, the day before yesterday, a week today."""
    days = named["from_today"].value
    if any(piece.sign == "<" for piece in pieces):
        days -= 1
    if any(piece.sign == ">" for piece in pieces):
        days += 1
    if "weeks" in named:
        weeks = named["q"].value if "q" in named else 1
        days += 7 * weeks * (-1 if any(piece.sign == "b" for piece in pieces) else 1)
    return Mention(first=0, last=0, told=today + timedelta(days=days), weekday=weekday_of(named))


def part_of_day(named: dict[str, Piece], pieces: Signs, today: date) -> Mention | None:
    """Last night, this morning; the night before last."""
    days = -1 if named["step"].sign == "l" else 1 if named["step"].sign == "x" else 0
    if any(piece.sign == "<" for piece in pieces):
        days -= 1
    return Mention(first=0, last=0, told=today + timedelta(days=days))


def counted(named: dict[str, Piece], pieces: Signs, today: date) -> Mention | None:
    """3 weeks ago, 3 weeks before today, in a fortnight; a count of months or years is no day."""
    backwards = any(piece.sign in "bV<" for piece in pieces)
    unit = named["unit"].sign
    couple = any(piece.sign == "c" for piece in pieces) and "q" not in named
    if "q" not in named and not couple:
        precision = {"m": Precision.MONTH, "a": Precision.YEAR}.get(unit, Precision.WEEK)
        return Mention(first=0, last=0, vague=True, precision=precision)
    count = (2 if couple else named["q"].value) * (-1 if backwards else 1)
    if abs(count) > _MOST_COUNTED:
        return None
    if unit in "ma":
        month = today + (relativedelta(months=count) if unit == "m" else relativedelta(years=count))
        precision = Precision.MONTH if unit == "m" else Precision.YEAR
        start = month.replace(day=1) if unit == "m" else date(month.year, 1, 1)
        return Mention(first=0, last=0, told=start, vague=True, precision=precision)
    counted_from = named["from_today"].value if "from_today" in named else 0
    day = today + timedelta(days=counted_from + count * {"d": 1, "w": 7, "f": 14}[unit])
    if "weekday" not in named:
        return Mention(first=0, last=0, told=day)
    return Mention(first=0, last=0, told=_same_week(day, named["weekday"].value))


def _same_week(day: date, weekday: int) -> date:
    """The day with that weekday in the week, Monday to Sunday, of another day."""
    return day + timedelta(days=weekday - day.weekday())


def _nearest(today: date, weekday: int, step: int) -> date:
    """The nearest day with that weekday before (-1) or after (1) today, today left out."""
    away = (weekday - today.weekday()) % 7 or 7
    return today + timedelta(days=away if step > 0 else away - 7 if away != 7 else -7)


def stepped_weekday(named: dict[str, Piece], pieces: Signs, today: date) -> Mention:
    """Last friday, next friday, friday gone, the friday before last."""
    signs = "".join(piece.sign for piece in pieces)
    weekday = named["weekday"].value
    if "l" in signs or "g" in signs:
        day = _nearest(today, weekday, -1)
        return Mention(first=0, last=0, told=day - timedelta(days=7) if "<" in signs else day)
    if "x" in signs:
        day = _nearest(today, weekday, 1)
        return Mention(first=0, last=0, told=day + timedelta(days=7) if ">" in signs else day)
    return Mention(first=0, last=0, weekday=weekday)


def weekday_of_week(named: dict[str, Piece], _: Signs, today: date) -> Mention:
    """Friday of last week, next week friday."""
    week = today + timedelta(days=7 * STEPS[named["step"].sign])
    return Mention(first=0, last=0, told=_same_week(week, named["weekday"].value))


def weeks_on(named: dict[str, Piece], pieces: Signs, today: date) -> Mention:
    """A week on monday, monday week, a week last tuesday."""
    signs = "".join(piece.sign for piece in pieces)
    days = (named["q"].value if "q" in named else 1) * (14 if "f" in signs else 7)
    step = -1 if "l" in signs or "b" in signs or "g" in signs else 1
    day = _nearest(today, named["weekday"].value, step)
    return Mention(first=0, last=0, told=day + timedelta(days=step * days))


def week(named: dict[str, Piece], pieces: Signs, today: date) -> Mention:
    """Last week: no day of it is told."""
    steps = STEPS[named["step"].sign] * (2 if any(piece.sign in "<>" for piece in pieces) else 1)
    day = today + timedelta(days=7 * steps)
    return Mention(first=0, last=0, told=_same_week(day, 0), vague=True, precision=Precision.WEEK)


def weekend(named: dict[str, Piece], _: Signs, today: date) -> Mention:
    """Last weekend: its Saturday or its Sunday."""
    saturday = _same_week(today, 5)
    if named["step"].sign == "l" and saturday <= today:
        saturday -= timedelta(days=7)
    elif named["step"].sign == "l":
        saturday = _same_week(today - timedelta(days=7), 5)
    elif named["step"].sign == "x":
        saturday += timedelta(days=7)
    return Mention(first=0, last=0, told=saturday, others=(saturday + timedelta(days=1),))
