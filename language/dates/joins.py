"""Which dates belong together, and what do they borrow from each other?

"7, 8 and 9 sept" is three dates with one month; "28 dec till 2 jan 2025" crosses a year.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language.dates.calendar_words import full_year
from language.dates.mentions import Mention
from language.dates.pieces import Piece
from language.dates.values import Joined, Precision

_BARE = r"(?:p?e?W,?)?e?([DOo])"
_JOIN = r"(?:(?:,?[CT]|,|,?TC)p?e?|(?<=D)(?=D|$))"
_BEFORE = re.compile(rf"(?:(?<=[.|,pTBseFt#ulUn1])|^)((?:{_BARE}{_JOIN})+)$")
_AFTER = re.compile(r"((?:,?C|,|,?T)p?e?(?:W,?)?e?[DO])(?=$|[|,CTYyp])(,?[Yy])?")
_GAP = re.compile(r",?[pt]?[CT,]{0,2}[pt]?e?")
_MONTHS = 12
_ENDED = frozenset("ended finished ends finishes finishing ending completed stopped".split())
_BESIDE_ENDED = frozenset("and it on i the then , & + last was".split())
_BETWEEN = frozenset("between tussen zwischen entre".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """A mention and how it continues the one before it."""

    mention: Mention
    joined: Joined | None


def link(mentions: Sequence[Mention], pieces: Sequence[Piece]) -> list[Linked]:
    """Add the bare day numbers beside dates, join neighbours, and fill in what one has and the other lacks."""
    signs = "".join(piece.sign for piece in pieces)
    everything = _with_bare_days(list(mentions), signs, pieces)
    groups: list[list[Linked]] = []
    for mention in everything:
        before = groups[-1][-1].mention if groups else None
        joined = None if before is None else _joined(before, mention, signs, pieces)
        if joined is None:
            groups.append([Linked(mention=mention, joined=None)])
        else:
            groups[-1].append(Linked(mention=mention, joined=joined))
    return [linked for group in groups for linked in _lend(group)]


def _with_bare_days(mentions: list[Mention], signs: str, pieces: Sequence[Piece]) -> list[Mention]:
    taken = [False] * len(signs)
    for mention in mentions:
        taken[mention.first : mention.last + 1] = [True] * (mention.last + 1 - mention.first)
    made: list[Mention] = []
    days_first: set[int] = set()
    for mention in mentions:
        if mention.day is None or mention.month is None:
            continue
        start = mention.first
        while start > 0 and not taken[start - 1]:
            start -= 1
        if found := _BEFORE.search(signs[start : mention.first]):
            made += _bare(start + found.start(1), start + found.end(1), pieces, taken)
            days_first.add(mention.first)
    # "2-6/11" can only be two days of a month.
    mentions = [replace(mention, swappable=False) if mention.first in days_first else mention for mention in mentions]
    for mention in mentions:
        if mention.day is None or mention.swappable:
            continue
        end = mention.last + 1
        while (found := _AFTER.match(signs, end)) and not any(taken[end : found.end(1)]):
            added = _bare(end, found.end(1), pieces, taken)
            end = found.end(1)
            if found.group(2) and not any(taken[end : found.end()]):
                year = full_year(pieces[found.end() - 1].value)
                added[-1] = replace(added[-1], year=year, last=found.end() - 1)
                end = found.end()
            made += added
    return sorted([*mentions, *made], key=lambda mention: mention.first)


def _bare(start: int, end: int, pieces: Sequence[Piece], taken: list[bool]) -> list[Mention]:
    """The bare day numbers between two places, each with the weekday before it."""
    made: list[Mention] = []
    weekday: int | None = None
    for place in range(start, end):
        piece = pieces[place]
        if piece.sign == "W":
            weekday = place
        elif piece.sign in "DOo":
            named = None if weekday is None else pieces[weekday].value
            made.append(
                Mention(first=place if weekday is None else weekday, last=place, day=piece.value, weekday=named)
            )
            weekday = None
        taken[place] = True
    return made


def _joined(before: Mention, mention: Mention, signs: str, pieces: Sequence[Piece]) -> Joined | None:
    gap = signs[before.last + 1 : mention.first]
    words = [piece.word for piece in pieces[before.last + 1 : mention.first]]
    if _ENDED.intersection(words) and _ENDED.union(_BESIDE_ENDED).issuperset(words):
        return Joined.RANGE
    if not _GAP.fullmatch(gap):
        return None
    if "T" in gap or signs[mention.first] == "T":
        return Joined.RANGE
    if "C" in gap or "," in gap:
        opening = {piece.word for piece in pieces[max(0, before.first - 2) : before.first + 1]}
        return Joined.RANGE if "C" in gap and opening & _BETWEEN else Joined.LIST
    return Joined.LIST if not gap and (before.bare_day or mention.bare_day) else None


def _lend(group: list[Linked]) -> list[Linked]:
    """Months and years go from the date that has them to the neighbours that do not."""
    if len(group) == 1:
        return group
    mentions = _same_order([linked.mention for linked in group])
    backwards = range(len(mentions) - 2, -1, -1)
    for place in backwards:
        mentions[place] = _borrow(mentions[place], mentions[place + 1], backwards=True)
    for place in range(1, len(mentions)):
        mentions[place] = _borrow(mentions[place], mentions[place - 1], backwards=False)
    for place in backwards:
        mentions[place] = _borrow(mentions[place], mentions[place + 1], backwards=True)
    lent = [replace(linked, mention=mention) for linked, mention in zip(group, mentions, strict=True)]
    if any(mention.precision is Precision.DAY for mention in mentions) and mentions[-1].precision is Precision.WEEK:
        # The week has placed the weekdays before it and is no date of its own.
        lent.pop()
    return lent


def _same_order(mentions: list[Mention]) -> list[Mention]:
    """Who writes 30/11 beside 04/12 puts the day first in both: one clear date settles the order of its neighbours."""
    for mention in mentions:
        if mention.swappable and mention.day is not None and mention.month is not None:
            if mention.day > _MONTHS >= mention.month:
                return [replace(each, swappable=False) for each in mentions]
            if mention.month > _MONTHS >= mention.day:
                return [
                    replace(each, swappable=False, day=each.month, month=each.day) if each.swappable else each
                    for each in mentions
                ]
    return mentions


def _borrow(mention: Mention, lender: Mention, *, backwards: bool) -> Mention:
    if mention.precision in {Precision.MONTH, Precision.YEAR}:
        if mention.year is None and mention.month is not None and lender.year is not None:
            return replace(mention, year=lender.year)
        return mention
    if mention.bare_weekday and lender.precision is Precision.WEEK:
        return replace(mention, week_from=lender)
    if mention.bare_weekday and lender.week_from is not None:
        return replace(mention, week_from=lender.week_from)
    if mention.bare_day and lender.month is not None:
        if lender.swappable:
            return mention
        month, year = lender.month, mention.year or lender.year
        if mention.day is not None and lender.day is not None and mention.weekday is None:
            if backwards and mention.day > lender.day and mention.day > 20:
                month, year = _month_beside(month, year, -1)
            elif not backwards and mention.day < lender.day and lender.day > 20:
                month, year = _month_beside(month, year, 1)
        return replace(mention, month=month, year=year)
    if mention.day is not None and mention.month is not None and mention.year is None and lender.year is not None:
        return replace(mention, year=_year_beside(mention, lender, backwards=backwards))
    return mention


def _month_beside(month: int, year: int | None, step: int) -> tuple[int, int | None]:
    moved = (month - 1 + step) % 12 + 1
    if year is not None and abs(moved - month) > 1:
        year += step
    return moved, year


def _year_beside(mention: Mention, lender: Mention, *, backwards: bool) -> int | None:
    """The lender's year, or the one beside it where the two dates stand around New Year."""
    if lender.year is None or mention.month is None or lender.month is None:
        return None
    if backwards and mention.month - lender.month > 6:
        return lender.year - 1
    if not backwards and lender.month - mention.month > 6:
        return lender.year + 1
    return lender.year
