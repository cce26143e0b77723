"""At which hour of the day?"""

import re
from datetime import time

from language.hours.numbers import LONGEST, number
from language.tokens import levelled

MORNING, NOON, AFTERNOON, EVENING, NIGHT = time(9), time(12), time(14), time(18), time(20)
"""What a part of the day stands for when no hour is said."""
_HALF_DAY = 12
_NEARBY = 60
"""Characters on each side of a figure that tell whether it is an hour."""

_MINUTES = {
    "five": 5,
    "ten": 10,
    "quarter": 15,
    "kwart": 15,
    "viertel": 15,
    "twenty": 20,
    "thirty": 30,
    "half": 30,
    "halb": 30,
}
_HOUR_WORD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"

# What is ruled out comes off before anything is read: "not 7", "instead of 8 am", "from 9 to".
_CLOCK = rf"(?:\d{{1,2}}(?:[:.]\d\d)?|{_HOUR_WORD})\s?(?:am|pm|a\.m\.|p\.m\.|uhr|uur|heures?|h\b|o'?clock)?"
_HOUR_RULED_OUT = re.compile(
    rf"\b(?:not|instead of|rather than|no longer|statt|niet|pas|plutot que) (?:(?:at|before|until|after|the|in|om|"
    rf"um|a) )*"
    rf"(?:{_CLOCK}|morning|evening|night|noon|mornings|evenings)|\bfrom {_CLOCK} (?=to\b)|\bnow {_CLOCK}(?= )"
)
_NOT_AN_HOUR = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|(?:\d+|a|one|two|three|seven) (?:days?|weeks?|wks?|"
    r"months?|hours?|minutes?|mins?|times?|mg|years?|dagen|weken|tage|jours|courses?)|(?:course|day|week|month) \d+)\b"
)
_AT = (
    r"(?:at|@|around|about|approx|by|after|from|to|till|until|for|it|om|um|gegen|rond|vers|a|instead|say|be|"
    r"time|clock|ab|vanaf)"
)
_PART = (
    r"(?P<part>in the (?:morning|evening|afternoon)|at night|tonight|(?:this |tomorrow |every |each )?(?:morning|"
    r"evening|"
    r"afternoon|night)s?|'?s? ?(?:morgens|ochtends|middags|avonds|nachts)|du (?:matin|soir)|de l apres.?midi|"
    r"abends|frueh|fruh|nachmittags|am abend|am morgen)?"
)
_EXACT = re.compile(
    r"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-4])\s?(?:[:.](?P<minute>[0-5]\d)|h\s?(?P<minute_h>[0-5]\d)?(?![a-z])|"
    r"(?:uhr|uur|heures?|hrs?|hours)(?:\s(?P<minute_u>[0-5]\d))?)?"
    rf"\s?(?P<half>a\.?m\.?|p\.?m\.?)?(?P<oclock>\s?o'?\s?clock)?(?:ish)?(?![\d/]|\.\d|[a-z])\s*(?:or so )?{_PART}"
)
_PAST_OR_TO = re.compile(
    r"\b(?P<minutes>half|quarter|a quarter|five|ten|twenty|kwart|viertel|\d{1,2}) (?:minutes? |mins? )?"
    rf"(?P<side>past|after|to|before|over|voor|nach|vor) (?P<hour>\d{{1,2}}|{_HOUR_WORD})\s?(?P<half>a\.?m\.?|"
    rf"p\.?m\.?)?\b\s*{_PART}"
)
_HALF_SEVEN = re.compile(rf"\bhalf (?P<hour>\d{{1,2}}|{_HOUR_WORD})\s?(?P<half>a\.?m\.?|p\.?m\.?)?\b\s*{_PART}")
_WORDED = re.compile(
    rf"\b(?P<hour>{_HOUR_WORD})(?: (?P<minutes>fifteen|thirty|forty five))?\s?(?P<half>am|pm|a\.m\.|p\.m\.)?"
    rf"(?P<oclock> ?o'?clock)?\b\s*{_PART}"
)
_MILITARY = re.compile(r"\b(?:at|@|to|by|for) (?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s?h| hours| hrs)?\b")
_STANDS_ALONE = re.compile(
    r"\W*(?:(?:yes|ok|okay|please|pls|plz|thanks|thx|thank you|hi|hello|best|better|good|ish)\W*)*"
)
_SAME_HALF = re.compile(r"\b(\d{1,2}) ?(?:or|/|-) ?(\d{1,2}) ?(am|pm)\b")
_PARTS_OF_DAY = (
    (re.compile(r"\b(?:noon|midday|lunch ?times?|lunch|midi|mittags?|twaalf uur s middags)\b"), NOON),
    (re.compile(r"\bmidnight\b"), time(0)),
    (re.compile(r"\b(?:afternoons?|nachmittags?|apres.?midi|s middags|middags?)\b"), AFTERNOON),
    (re.compile(r"\b(?:evenings?|after work|after dinner|after tea|avonds?|abends?|soirs?|eve)\b"), EVENING),
    (re.compile(r"\b(?:(?<!last )nights?|bedtime|before bed|tonight)\b"), NIGHT),
    (re.compile(r"\b(?:mornings?|breakfast|ochtends?|morgens|vormittags?|matins?|fruh)\b"), MORNING),
)  # fmt: skip


def read_hour(text: str) -> tuple[time, ...]:
    """Read an hour of the day.

    Returns:
        One hour when it is certain; two, the morning first, for a bare "at 7"; more when several are named; none when
        no hour is said. A part of the day stands for an hour of its own: morning 9, noon 12, afternoon 14, evening
        18, night 20.
    """
    plain = _HOUR_RULED_OUT.sub(" ", levelled(text[:LONGEST]))
    plain = _NOT_AN_HOUR.sub(" ", plain)
    plain = _SAME_HALF.sub(r"\1 \3 or \2 \3", plain)
    found: list[time] = []
    for pattern in (_PAST_OR_TO, _HALF_SEVEN, _MILITARY, _EXACT, _WORDED):
        for match in pattern.finditer(plain):
            found += _hours(plain, match, pattern)
        # Each clock time is read once: by the first pattern that knows it.
        plain = _without_hours(plain, pattern)
    if found:
        return tuple(dict.fromkeys(found))
    for words, hour in _PARTS_OF_DAY:
        if words.search(plain):
            return (hour,)
    return ()


def _without_hours(plain: str, pattern: re.Pattern[str]) -> str:
    """The text with the hours that a pattern has read cut out."""
    return pattern.sub(lambda match: " | " if _hours(plain, match, pattern) else match.group(), plain)


def _hours(plain: str, match: re.Match[str], pattern: re.Pattern[str]) -> list[time]:
    """The hours that a match means; none when the figure is not said to be an hour."""
    named = match.groupdict()
    hour = number(named["hour"])
    minute = int(named.get("minute") or named.get("minute_h") or named.get("minute_u") or 0)
    if pattern is _WORDED:
        minute = {"fifteen": 15, "thirty": 30, "forty five": 45}.get(named["minutes"] or "", 0)
    elif pattern is _HALF_SEVEN:
        minute = 30
    elif pattern is _PAST_OR_TO:
        written = named["minutes"].removeprefix("a ")
        away = _MINUTES.get(written) or (int(written) if written.isdigit() else 0)
        if named["side"] in {"to", "before", "voor", "vor"}:
            hour, minute = (hour - 1) % 24, 60 - away
        else:
            minute = away
    if hour > 24 or minute > 59:
        return []
    half, part = (named.get("half") or "").replace(".", ""), named.get("part") or ""
    if pattern is _EXACT and not half and not part and not _is_clock(match) and not _is_said_hour(plain, match):
        return []
    if pattern is _WORDED and not half and not part and not named["oclock"] and not _is_said_hour(plain, match):
        return []
    return _placed(hour % 24, minute, half, part, settled=pattern is _MILITARY or _written_in_24(match))


def _is_clock(match: re.Match[str]) -> bool:
    """Whether the figure is written as a time: 18:30, 19h, 7 o'clock. "8.30" needs a word before it."""
    written = match.group().strip()
    return bool(re.search(r"\d:\d\d|\dh|h\d|uhr|uur|heure|hrs?|clock", written.replace(" ", "")))


def _is_said_hour(plain: str, match: re.Match[str]) -> bool:
    before, after = plain[max(0, match.start() - _NEARBY) : match.start()], plain[match.end() : match.end() + _NEARBY]
    if _STANDS_ALONE.fullmatch(before) and _STANDS_ALONE.fullmatch(after):
        return True
    if re.match(r"\s*(?:days?|weeks?|months?|d|wk|mg|times|tests?|%)", after):
        return False
    return re.search(rf"(?:^|\W){_AT}\s+$", before) is not None or re.search(r"@$", before) is not None


def _written_in_24(match: re.Match[str]) -> bool:
    """Whether the hour is of 24 by the way it is written: 07:00, 7h, 7 Uhr; "7:00" may be either half of the day."""
    written = match.group().strip()
    return re.match(r"0\d[:.h]", written) is not None


def _placed(hour: int, minute: int, half: str, part: str, *, settled: bool) -> list[time]:
    """The hour in the half of the day that is said; both halves when none is."""
    if half.startswith("p") or re.search(r"evening|afternoon|night|avond|abend|nachm|middag|soir|apres", part):
        late_night = "night" in part and hour in {12, 1, 2, 3, 4}
        return [time(hour + _HALF_DAY if hour < _HALF_DAY and not late_night else hour % 24, minute)]
    if half.startswith("a") or re.search(r"morning|morgen|ochtend|matin|fr", part):
        return [time(hour % _HALF_DAY if hour <= _HALF_DAY else hour, minute)]
    if settled or hour == 0 or hour >= _HALF_DAY:
        return [time(hour, minute)]
    return [time(hour, minute), time(hour + _HALF_DAY, minute)]
