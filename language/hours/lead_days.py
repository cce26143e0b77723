"""How many days before a test?"""

import re

from language.hours.numbers import LONGEST, NUMBERS, number
from language.tokens import levelled

MOST_LEAD_DAYS = 60
"""A longer time ahead of a test is a slip of the finger."""
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted((word for word in NUMBERS if word != "zero"), key=len, reverse=True)) + ")"
_UNITS = r"(?P<unit>days?|dys?|dagen|dag|jours?|tagen?|tag|weeks?|wks?|wk|weken|semaines?|wochen?|fortnights?|months?)"
_COUNTED = re.compile(
    rf"\b(?P<counts>{_COUNT}(?:(?:\s?,\s?|\s?/\s?| and | & | or |,? then | plus ){_COUNT})*)\s?(?:of )?{_UNITS}\b"
)
_LEAD_RULED_OUT = re.compile(
    rf"\b(?:not|instead of|rather than|no longer|niet|nicht|pas) (?:(?:on|the|just|only) )*"
    rf"(?:(?:the )?same day|the day(?: itself)?|{_COUNT}(?: {_UNITS.replace('?P<unit>', '?:')})?)\b|"
    rf"\bfrom {_COUNT}(?: days?)? (?=to\b)"
)
_NOT_AHEAD = re.compile(
    rf"\b(?:every|each|for|since|after|last|past|next|in|within|all) {_COUNT} (?:days?|weeks?|months?)\b|"
    rf"\b{_COUNT} (?:days?|weeks?|months?) (?:ago|after|later|back|late|a week|per)\b|\b7 days a week\b"
)
_ON_THE_DAY = re.compile(
    r"\b(?:on|at) (?:the|that) (?:very |same |actual )?day(?: itself)?(?! (?:before|b4|prior|ahead))\b|"
    r"\bsame day\b|\bthe day itself\b|\bday of\b|"
    r"\bon the morning of\b|\bop de dag zelf\b|\bam selben tag\b|\ble jour (?:meme|j)\b|\bam tag selbst\b"
)
_DAY_BEFORE = re.compile(
    r"\b(?:the|de|la|le|den) (?:day|night|evening|dag|avond|veille|tag)(?: (?:before|b4|prior|ahead|ervoor|davor|"
    r"avant)| la veille)|\bday before\b|\bnight before\b|\ble? veille\b|\bla veille\b|\bam vortag\b"
)
_TIMES = {"w": 7, "s": 7, "f": 14, "m": 30}
_BARE_AHEAD = re.compile(rf"\b(?P<count>{_COUNT}) (?:before|b4|ahead|in advance)\b")


def read_lead_days(text: str) -> tuple[int, ...] | None:
    """Read how many days before a test reminders are wanted.

    Returns:
        Days ahead, the most first, 0 for the day itself; None when nothing of the kind is said. What is ruled out
        ("not 7", "instead of a week") is left out.
    """
    plain = _LEAD_RULED_OUT.sub(" ", levelled(text[:LONGEST]).replace("-", " "))
    plain = _NOT_AHEAD.sub(" ", plain)
    days: set[int] = set()
    if _ON_THE_DAY.search(plain):
        days.add(0)
    if _DAY_BEFORE.search(plain):
        days.add(1)
        plain = _DAY_BEFORE.sub(" ", plain)
    plain = _ON_THE_DAY.sub(" ", plain)
    for match in _COUNTED.finditer(plain):
        unit = _TIMES.get(match["unit"][0], 1)
        days.update(unit * number(count) for count in re.findall(rf"\b{_COUNT}\b", match["counts"]))
    if not days and (bare := _BARE_AHEAD.search(plain)):
        days.add(number(bare["count"]))
    wanted = sorted((day for day in days if day <= MOST_LEAD_DAYS), reverse=True)
    return tuple(wanted) or None
