"""What dates does a text hold, from its words to its days?"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from language.dates.days import Resolved, resolve
from language.dates.elsewhere import find_elsewhere
from language.dates.joins import Linked, link
from language.dates.mentions import Mention
from language.dates.neighbours import read_pieces
from language.dates.pieces import Piece
from language.dates.shapes import find_mentions
from language.dates.tense import read_tense
from language.dates.values import DateReading, Joined, Tense

LONGEST = 4_000
"""Characters that are read; a text message has 1,600 at most."""
_NEARBY = 300
"""Characters before a date in which its tense is looked for, when its own clause does not tell."""
_BREAK = re.compile(r"[.;!?\n]+(?=\s|$)|\bbut\b|\bthen\b|\bnow\b", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"[\s.,!;:()-]*(?:(?:no|nope|sorry|oops|correction|i mean|i meant|wait|actually|rather|well|make that|should be)\b"
    r"[\s.,!;:()-]*(?:(?:it|that|was|is|on|the|i|mean|meant|think|wait|sorry|actually|rather)\b[\s.,!;:()-]*){0,5})+",
    re.IGNORECASE,
)
_OR = re.compile(
    r"[\s,(]*(?:or|of|oder|ou)(?: maybe| perhaps| was it)?(?:\s+(?:on|the|de|den|le))*\s*|\s?/\s?", re.IGNORECASE
)
_APPOSITION = re.compile(
    r"[\s.,!;:()=-]*(?:(?:so|ie|i\.e\.|that is|thats|that's|which is|which was)[\s,]*)?(?:(?:on|the)\s*)*",
    re.IGNORECASE,
)
_SOFT_BREAK = re.compile(r",|\band\b|&|\+", re.IGNORECASE)


def read_dates(
    text: str, *, today: date, day_first: bool, tense: Tense = Tense.UNKNOWN
) -> tuple[DateReading, ...]:  # fmt: skip
    """Read the dates in a text, in their order.

    Args:
        text: what the patient wrote; any characters, and the first `LONGEST` of them are read.
        today: the patient's civil day, from which "yesterday" and "friday" are counted.
        day_first: whether the day stands before the month in the patient's country.
        tense: past or future where that is known of the whole text; else each date takes the tense of its own clause.

    Returns:
        One reading for each date. Figures that are doses, results, times, ages or stretches of time are none.
    """
    text = text[:LONGEST]
    pieces = read_pieces(text)
    if not any(piece.sign in "DOoNIPMWRHYwmafktqdKZS" for piece in pieces):
        return ()
    mentions = find_mentions(pieces, today)
    mentions = sorted([*mentions, *_elsewhere(text, pieces, mentions)], key=lambda mention: mention.first)
    groups = _groups(link(mentions, pieces))
    readings: list[DateReading] = []
    for place, group in enumerate(groups):
        known = tense if tense is not Tense.UNKNOWN else _own_tense(text, pieces, groups, place)
        readings += _read_group(text, pieces, group, today=today, day_first=day_first, tense=known)
    return _said_once(text, readings)


def _said_once(text: str, readings: Sequence[DateReading]) -> tuple[DateReading, ...]:
    """Leave out what was taken back ("the 5th, no, the 6th") or said twice ("31 Dec, New Year's Eve")."""
    kept: list[DateReading] = []
    for reading in readings:
        if kept and reading.joined is not Joined.RANGE:
            gap = text[kept[-1].end : reading.start]
            if _TAKEN_BACK.fullmatch(gap):
                reading = replace(reading, joined=kept.pop().joined)  # noqa: PLW2901 - it takes the other one's place
            elif merged := _either(kept[-1], reading, gap, text):
                kept[-1] = merged
                continue
            elif reading.certain and reading.options == kept[-1].options and _APPOSITION.fullmatch(gap):
                continue
        kept.append(reading)
    return tuple(kept)


def _either(first: DateReading, second: DateReading, gap: str, text: str) -> DateReading | None:
    """One date for "the 5th or the 6th": the patient is unsure of it."""
    if not _OR.fullmatch(gap) or first.problem or second.problem or first.precision is not second.precision:
        return None
    options = tuple(dict.fromkeys((*first.options, *second.options)))
    return replace(first, options=options, end=second.end, written=text[first.start : second.end])


def _elsewhere(text: str, pieces: Sequence[Piece], mentions: Sequence[Mention]) -> list[Mention]:
    taken = [False] * len(pieces)
    for mention in mentions:
        if not mention.vague:
            taken[mention.first : mention.last + 1] = [True] * (mention.last + 1 - mention.first)
    return find_elsewhere(text, pieces, taken)


def _groups(linked: Sequence[Linked]) -> list[list[Linked]]:
    groups: list[list[Linked]] = []
    for one in linked:
        if one.joined is None:
            groups.append([one])
        else:
            groups[-1].append(one)
    return groups


def _read_group(
    text: str, pieces: Sequence[Piece], group: Sequence[Linked], *, today: date, day_first: bool, tense: Tense
) -> list[DateReading]:
    resolved = [resolve(one.mention, today=today, day_first=day_first, tense=tense) for one in group]
    for place in range(1, len(group)):
        if group[place].joined is Joined.RANGE:
            resolved[place - 1], resolved[place] = _in_order(
                (group[place - 1].mention, resolved[place - 1]), (group[place].mention, resolved[place]), tense
            )
    readings = []
    for one, days in zip(group, resolved, strict=True):
        start, end = pieces[one.mention.first].start, pieces[one.mention.last].end
        readings.append(
            DateReading(
                start=start, end=end, written=text[start:end], options=days.options, precision=days.precision,
                problem=days.problem, told=days.told, joined=one.joined,
            )
        )  # fmt: skip
    return readings


def _in_order(
    first: tuple[Mention, Resolved], last: tuple[Mention, Resolved], tense: Tense
) -> tuple[Resolved, Resolved]:
    """The ends of a stretch, one moved where it left its week or year open, so that none ends before it begins."""
    (opening, start), (closing, end) = first, last
    if not start.options or not end.options or start.options[0] <= end.options[0]:
        return start, end
    if opening.bare_weekday and closing.bare_weekday:
        if tense is Tense.PAST:
            return _moved(start, start.options[0] - timedelta(days=7)), end
        return start, _moved(end, end.options[0] + timedelta(days=7))
    if opening.month is not None and opening.year is None and not opening.swappable:
        earlier = _year_before(start.options[0])
        if earlier is not None and (closing.year is not None or tense is Tense.PAST):
            return _moved(start, earlier), end
    return start, end


def _moved(resolved: Resolved, day: date) -> Resolved:
    return replace(resolved, options=(day,), told=day)


def _year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _own_tense(text: str, pieces: Sequence[Piece], groups: Sequence[Sequence[Linked]], place: int) -> Tense:
    """The tense of the words before a group of dates in its clause, else of those after it, else of the sentence."""
    start, end = _span(pieces, groups[place])
    floor = _span(pieces, groups[place - 1])[1] if place else 0
    ceiling = _span(pieces, groups[place + 1])[0] if place + 1 < len(groups) else len(text)
    before = _BREAK.split(text[floor:start])[-1]
    nearest = _SOFT_BREAK.split(before)[-1]
    after = _BREAK.split(text[end:ceiling])[0]
    if place + 1 < len(groups):
        after = _SOFT_BREAK.split(after)[0]
    own = text[start:end]
    for words in (f"{nearest} {own}", after, before, text[max(0, end - _NEARBY) : end], text[:_NEARBY]):
        tense = read_tense(words)
        if tense is not Tense.UNKNOWN:
            return tense
    return Tense.UNKNOWN


def _span(pieces: Sequence[Piece], group: Sequence[Linked]) -> tuple[int, int]:
    return pieces[group[0].mention.first].start, pieces[group[-1].mention.last].end
