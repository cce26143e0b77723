"""Where in the signs of a text do dates stand, and what do their words say?

A shape is a pattern over signs; the longest shape that fits at a place is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from language.dates.calendar_words import (
    Maker,
    Signs,
    bare_day,
    bare_weekday,
    day_and_month,
    day_and_month_of_year,
    day_of_stepped_month,
    feast,
    iso,
    late_bare_day,
    month_in_figures,
    month_only,
    nth_weekday,
    numeric,
    season,
    spaced,
    week_of,
    year_only,
)
from language.dates.from_today import (
    anniversary,
    counted,
    from_today,
    part_of_day,
    stepped_month,
    stepped_weekday,
    stepped_year,
    week,
    weekday_of_week,
    weekend,
    weeks_on,
)
from language.dates.mentions import Mention

_QUANTITY = r"(?:(?P<q>[qn1])|(?P<about>1?cF?|e?1?v|[Dn1q][TC][qn1]))"
_DAY = "(?P<day>[DOo])"
_YEAR = r"(?:,?[Fe]{0,2}(?P<year>[Yy])|(?P<short>D)(?![MFdwmafuDO])|,(?P<late>D)(?=$|\|))"
_FULL_YEAR = "(?:,?(?:F|i)?(?P<year>[Yy]))?"
_WEEKDAY = "(?:p?e?(?P<weekday>W),?t?,?p?e?)?"
_NEVER_FIRST = frozenset(".,|#uUsjzg<>")
_NOT_OWN = frozenset("peTFC")


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    make: Maker


def find_mentions(pieces: Signs, today: date) -> list[Mention]:
    """All dates of a text in order, not overlapping."""
    signs = "".join(piece.sign for piece in pieces)
    found: list[Mention] = []
    place = 0
    while place < len(signs):
        mention = _at(signs, place, pieces, today)
        if mention is None:
            place += 1
        else:
            found.append(mention)
            place = mention.last + 1
    return found


def _at(signs: str, place: int, pieces: Signs, today: date) -> Mention | None:
    best: Mention | None = None
    if signs[place] in _NEVER_FIRST:
        return None
    for shape in _SHAPES:
        match = shape.pattern.match(signs, place)
        if match is None or (best is not None and match.end() - 1 <= best.last):
            continue
        named = {name: pieces[match.start(name)] for name, value in match.groupdict().items() if value}
        made = shape.make(named, pieces[place : match.end()], today)
        if made is not None:
            best = replace(made, first=place, last=match.end() - 1)
    return None if best is None else replace(best, first=_first_own(best, pieces))


def _first_own(mention: Mention, pieces: Signs) -> int:
    """Where the date begins after the "on the" that helped to find it."""
    first = mention.first
    while first < mention.last and pieces[first].sign in _NOT_OWN:
        first += 1
    return first


_DATES: tuple[tuple[str, Maker], ...] = (
    (f"{_WEEKDAY}(?P<figures>N)", numeric),
    (f"{_WEEKDAY}(?P<figures>I)", iso),
    (f"{_WEEKDAY}(?P<figures>P)(?:T?(?P<year>[Yy]))?", numeric),
    ("(?P<day>D)T?(?P<number>D)T?(?P<year>Y)", spaced),
    (f"{_WEEKDAY}{_DAY}[F,]?e?(?P<month>M)", day_and_month),
    (f"{_WEEKDAY}{_DAY}[F,]?e?(?P<month>M){_YEAR}", day_and_month),
    (f"{_WEEKDAY}(?P<month>M)[,T]?e?{_DAY}(?!M)", day_and_month),
    (f"{_WEEKDAY}(?P<month>M)[,T]?e?{_DAY}{_YEAR}", day_and_month),
    ("(?P<year>Y),?(?P<month>M),?(?P<day>[DO])", day_and_month),
    (f"{_WEEKDAY}{_DAY}F?e?(?P<month>M),?[Fp]?(?P<step>[lhx])(?P<unit>a)", day_and_month_of_year),
    (f"{_WEEKDAY}(?:p?e)?{_DAY}F?e?(?P<step>[lhx])(?P<unit>m)", day_of_stepped_month),
    ("(?P<step>[lhx])(?P<unit>m),?pe?(?P<day>[DO])", day_of_stepped_month),
    (f"(?P<feast>H){_FULL_YEAR}", feast),
    ("(?P<feast>H)(?P<step>[lhx])(?P<unit>a)", feast),
    ("[lhx](?P<feast>H)", feast),
    ("(?P<weekday>W),?t?,?p?e?(?P<day>[DO])(?![MFUu])", bare_day),
    ("[pTB]?e(?P<day>O)(?!F?e?M|F?e?[lhx]m)", bare_day),
    ("p(?P<day>O)(?!F?e?M|F?e?[lhx]m)", bare_day),
    ("pe(?P<day>[Do])(?=$|[|,TCp])", bare_day),
    ("(?P<day>O)(?=$|[|,TCp])", late_bare_day),
)
_OTHERS: tuple[tuple[str, Maker], ...] = (
    (f"e?(?P<nth>[Ool])(?P<weekday>W)(?:F|i)e?(?P<month>M){_FULL_YEAR}", nth_weekday),
    ("e?(?P<nth>[Ool])(?P<weekday>W)(?:F|i)e?(?P<step>[lhx])m", nth_weekday),
    ("(?:E[FT]?)?e?(?P<month>M)(?:,?[Fi]?(?P<year>[Yy]))?", month_only),
    ("(?P<year>Y)i?(?P<month>M)", month_only),
    ("(?:E[FT]?)?[lhx](?P<month>M)", month_only),
    ("(?:E[FT]?)?e?(?P<month>M)[Fp]?(?P<step>[lhx])(?P<unit>a)", month_only),
    ("(?:EF)?e?(?P<step>[lhx])m", stepped_month),
    ("e?(?:EFe?)?m[<>](?P<step>[lx])", stepped_month),
    ("(?:EF)?(?P<step>[lhx])a", stepped_year),
    ("a[<>](?P<step>[lx])", stepped_year),
    ("[ipTFC](?P<year>Y)(?!u)", year_only),
    ("(?:E[FT]?)?e?(?P<figures>Z)", month_in_figures),
    ("[lhx]S|(?:iF?)?e?SF?e?Y|[lhx]S[lhx]?a", season),
    (r"(?P<q>[qn1])(?P<unit>[ma])bF?(?P<from_today>R)", anniversary),
    ("(?P<from_today>R)t?", from_today),
    ("e?d[<>]e?(?P<from_today>R)", from_today),
    ("t[<>](?P<from_today>R)", from_today),
    ("(?P<from_today>R)(?P<weekday>W)", from_today),
    (r"(?P<q>[qn1])?(?P<weeks>w)b?[pFi]?(?P<from_today>R)", from_today),
    ("b?(?P<step>[lhx])t", part_of_day),
    ("e?t<(?P<step>l)", part_of_day),
    (f"{_QUANTITY}(?P<unit>[dwf])<(?P<from_today>R)", counted),
    (f"{_QUANTITY}(?P<unit>[dwmaf])b", counted),
    (f"V{_QUANTITY}(?P<unit>[dwmaf])", counted),
    (f"i(?!1d){_QUANTITY}(?P<unit>[dwmaf])z?", counted),
    (f"{_QUANTITY}(?P<unit>[dwmaf])p[zR]", counted),
    (f"{_QUANTITY}(?P<unit>[dwmaf])z", counted),
    (f"(?P<weekday>W)i?{_QUANTITY}(?P<unit>[wf])b?z?", counted),
    ("p?e?h?[lxh]?[lxh](?P<weekday>W)t?", stepped_weekday),
    ("(?P<weekday>W)(?:l|j?g|x)t?", stepped_weekday),
    ("e?(?P<weekday>W)<l", stepped_weekday),
    ("e?(?P<weekday>W)>x", stepped_weekday),
    ("(?P<weekday>W),?[Fpi]?e?(?P<step>[lhx])w", weekday_of_week),
    ("(?P<step>[lhx])w,?p?e?(?P<weekday>W)t?", weekday_of_week),
    ("(?P<q>[q1n])[wf][pFi]?e?[lxh]?(?P<weekday>W)", weeks_on),
    ("(?P<q>[q1n])wb[pF]?e?l?(?P<weekday>W)", weeks_on),
    ("l?(?P<weekday>W)[wf](?![pFB])", weeks_on),
    ("(?P<step>[lhx])w", week),
    ("e?w[<>](?P<step>[lx])", week),
    ("(?P<step>[lhx])k", weekend),
    ("(?P<weekday>W)t?", bare_weekday),
)


def _shapes() -> Iterator[_Shape]:
    for pattern, make in (*_DATES, *_OTHERS):
        yield _Shape(re.compile(pattern), make)
    for pattern, make in _DATES:
        inner = pattern.removeprefix("[pTB]?")
        yield _Shape(re.compile(f"(?:K|w[BF]|e?wB)p?e?(?:W,?)?(?:{inner})"), week_of(make))
    yield _Shape(re.compile("(?:K|w[BF])p?e?(?P<weekday>W)"), week_of(bare_weekday))


_SHAPES = tuple(_shapes())
