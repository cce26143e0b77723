"""Which day did somebody write, and which course comes of a course on file and the days that are given for it?"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.commands.terminal import Refused
from care.course import Course, CourseStatus, Infusion, SaidBy

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_WRITTEN = "A date is written as year, month, day: 2026-03-31."


def day_of(written: str) -> date:
    """The date that somebody wrote in ISO form.

    Raises:
        Refused: when it is none.
    """
    try:
        if _ISO.fullmatch(written.strip()):
            return date.fromisoformat(written.strip())
    except ValueError as error:
        raise Refused(f"{written} is not a day in the calendar. {_WRITTEN}") from error
    raise Refused(f"{written!r} is not understood. {_WRITTEN}")


def changed(
    before: Course,
    *,
    first: date | None,
    last: date | None,
    between: Iterable[date] | None,
    planned: bool | None,
) -> Course:
    """The course as it shall stand: what is given replaces what is on file, the rest stays."""
    days: list[Infusion] = []
    for infusion in before.infusions:
        is_between = infusion.day != 1 and not infusion.last
        if is_between and between is not None:
            continue
        day = None if infusion.day == 1 and first is not None else infusion.day
        ends = infusion.last and last is None
        # A first or last day that gives way is no day of the course any more; one that was both stays what it is left.
        if is_between or day is not None or ends:
            days.append(replace(infusion, day=day, last=ends))
    days += [Infusion(date=each) for each in between or ()]
    if first is not None:
        days.append(Infusion(date=first, day=1))
    if last is not None:
        days.append(Infusion(date=last, last=True))
    status = before.status if planned is None else (CourseStatus.PLANNED if planned else CourseStatus.GIVEN)
    return replace(before, status=status, said_by=SaidBy.NURSE, infusions=tuple(_merged(days)))


def _merged(days: Iterable[Infusion]) -> list[Infusion]:
    """The days in order, those of one date as one."""
    together: dict[date, Infusion] = {}
    for each in days:
        known = together.get(each.date, each)
        number = known.day if known.day is not None else each.day
        together[each.date] = Infusion(date=each.date, day=number, last=known.last or each.last)
    return [together[on] for on in sorted(together)]
