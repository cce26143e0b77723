"""On which days of the week?"""

import re

from language.dates.lexicon import meaning
from language.hours.numbers import LONGEST
from language.tokens import levelled

_WEEK = frozenset(range(7))
_WORKING = frozenset(range(5))
_WEEKEND = frozenset({5, 6})
_DAY_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[.,;!?-]")
_ALL_DAYS = re.compile(
    r"\b(?:any ?day|every ?day|each day|daily|all days|all week|seven days|7 days a week|elke dag|jeden tag|"
    r"tous les jours)\b"
)
_SETS = {
    **dict.fromkeys("weekday weekdays workday workdays werkdagen doordeweeks werktags werktage".split(), _WORKING),
    **dict.fromkeys(("weekend", "weekends", "wkend", "wkends", "wochenende"), _WEEKEND),
}  # fmt: skip
_RULES_OUT = frozenset(
    "not no never except avoid without dont don't doesnt doesn't cant can't cannot nt wont won't but excluding "
    "besides apart "
    "niet geen nooit behalve nicht kein keine nie ausser pas jamais sauf".split()
)  # fmt: skip
_ENDS_RULING = frozenset("only just yes . ; ! ? rather instead alleen nur seulement but maar aber mais".split())
_GOOD_ENDING = re.compile(
    r"^ (?:is|are|s|does|do|would be)?\s?(?:not|no good|bad|never|dont work|doesnt work|busy|out|isnt|arent)\b"
)
_BETWEEN_DAYS = frozenset("to till until through thru - tot bis tm au".split())


def read_weekdays(text: str) -> frozenset[int] | None:
    """Read on which days of the week reminders are wanted.

    Returns:
        The days that are wanted, Monday 0 to Sunday 6; None when no day is named. "Not on Sunday" is the other six.
    """
    plain = re.sub(r"\b(week|working|work) days?\b", "weekdays", levelled(text[:LONGEST])).replace(
        "during the week", "weekdays"
    )
    plain = plain.replace("mon-fri", "weekdays").replace("week ends", "weekends")
    wanted: set[int] = set(_WEEK) if _ALL_DAYS.search(plain) else set()
    unwanted: set[int] = set()
    ruled_out = False
    words = [(match.group(), match.end()) for match in _DAY_WORD.finditer(plain)]
    named = [_days_named(words, place) for place in range(len(words))]
    for place, (word, end) in enumerate(words):
        if word in _RULES_OUT and not (word == "but" and not _excepts(words, place)):
            ruled_out = True
        elif word in _ENDS_RULING:
            ruled_out = False
        days = named[place]
        if not days:
            continue
        if place > 1 and words[place - 1][0] in _BETWEEN_DAYS and len(days) == 1 and len(named[place - 2]) == 1:
            days = _stretch(min(named[place - 2]), min(days))
        (unwanted if ruled_out or _GOOD_ENDING.match(plain[end:]) else wanted).update(days)
    if not wanted and not unwanted:
        return None
    return frozenset((wanted or _WEEK) - unwanted)


def _excepts(words: list[tuple[str, int]], place: int) -> bool:
    """Whether "but" means "except", as in "any day but sunday"."""
    after_a_day = place > 0 and words[place - 1][0] in {"day", "days", "everyday"}
    return after_a_day and bool(_days_named(words, place + 1))


def _days_named(words: list[tuple[str, int]], place: int) -> frozenset[int]:
    if place >= len(words):
        return frozenset()
    word = words[place][0]
    before = words[place - 1][0] if place else ""
    if word in _SETS:
        return _SETS[word]
    if (word == "sun" and before == "the") or (word == "sat" and before in {"i", "he", "she", "we", "they"}):
        return frozenset()
    for spelt in (word, word.removesuffix("s"), word.removesuffix("en")):
        sign, number = meaning(spelt)
        if sign == "W":
            return frozenset({number})
    return frozenset()


def _stretch(first: int, last: int) -> frozenset[int]:
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
