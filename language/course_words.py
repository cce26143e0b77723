"""By which words does a patient name a course, a day of it, its length, and say that it is still to come?

All patterns read text in lower case with its spelling corrected and its dates marked, see `language.marked`.
"""

from enum import StrEnum

from language.wordings import any_of


class Place(StrEnum):
    """Which day of a course a date is."""

    FIRST = "first"
    LAST = "last"
    BETWEEN = "between"
    UNSAID = "unsaid"


_ORDINALS = {
    1: "first|1st|1e|eerste|premiere?|1ere?|erste[rn]?",
    2: "second|2nd|2e|tweede|deuxieme|2eme|zweite[rn]?",
    3: "third|3rd|3e|derde|troisieme|3eme|dritte[rn]?",
    4: "fourth|4th|4e|vierde|quatrieme|4eme|vierte[rn]?",
    5: "fifth|5th|5e|vijfde|cinquieme|5eme|funfte[rn]?",
}
_CARDINALS = {1: "one|1|i", 2: "two|2|ii", 3: "three|3|iii", 4: "four|4|iv", 5: "five|5"}
_COURSE_NAMES = (
    "(?:courses?|rounds?|cycles?|treatments?|cures?|lemtradas?|alemtuzumab|campath|phase|block|batch|year|yr|r|c"
    "|kuur|kuren|cursus|reeks|traitement|behandlung|zyklus)"
)
_INFUSION_NAMES = (
    "(?:infusions?|drips?|iv|dose|infusion day|day|one|perfusions?|infuus|infuse|infusie|dosis|goutte|dag|jour|tag)"
)
_COUNTED = "(?:days?|weeks?|months?|years?|infusions?)"
_NUMBERED = {
    number: any_of(
        rf"(?:{_ORDINALS[number]})(?: (?:lemtrada|alemtuzumab|ms|set|lot|time|go))?"
        rf"(?: (?:and last|of))? ?{_COURSE_NAMES}",
        rf"{_COURSE_NAMES} ?(?:number |no\.? ?|nr\.? ?|n ?|#)?(?:{_CARDINALS[number]})\b(?! {_COUNTED})",
        rf"(?:{_ORDINALS[number]}) (?:time|lot|set|go)",
        rf"(?:{_ORDINALS[number]}) (?:one )?(?:ended|started|began|finished|was done)",
    )
    for number in _ORDINALS
}
_COURSE = any_of(_COURSE_NAMES)
_INFUSION = any_of(_INFUSION_NAMES)
_TREATMENT = any_of(
    "infusions?|courses?|rounds?|cycles?|drips?|lemtradas?|alemtuzumab|treatments?",
    r"day \d|last day|first day",
    "perfusions?|infuus|kuur",
)
_FIRST = any_of(
    rf"(?:very )?(?:first|1st|1e|eerste|premiere?|erste[rn]?) {_INFUSION_NAMES}",
    "day (?:1|one)|dag 1|jour 1",
    r"start\w*|beg[aiu]n\w*|commenc\w*|from|kick\w* off|opened",
    r"gestart|begonnen|debut\w*",
)
_LAST = any_of(
    rf"(?:last|final|most recent|laatste|derniere?|letzte[rn]?) {_INFUSION_NAMES}",
    "last (?:was|on|two|ones?|2|three|days)|(?:last|final) (?:day|bag|bit|part)",
    r"end(?:ed|s|ing)?|finish\w*|complet\w*|over on|done on|to an end|wrapped up",
    r"gestopt|afgerond|geeindigd|fini\w*|beendet",
)
_LAST_ALONE = any_of("last")
_DAY = any_of(
    r"(?:day|dag|jour|tag) ?(?:number )?(\d)",
    r"(\d)(?:st|nd|rd|th) (?:infusion |treatment )?day",
    "(first|second|third|fourth|fifth|last) day",
)
_DAY_NAMES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LENGTH = any_of(
    r"(\d{1,2}|two|three|four|five|six) ?(?:infusion |treatment |consecutive )?"
    "(?:day[sz]?|infusions?|drips?|in a row|dagen|jours|tage)"
)
_LENGTH_NAMES = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_PLANNED = any_of(
    r"plan\w*|will|going to|starts|begins|booked|scheduled|is (?:on|for|due|set)|due|upcoming|to start|starting",
    "date for|i have my|i am having|next",
    "gepland|prevue?|geplant",
)
_OTHER_MATTER = any_of(
    r"diagnos\w*|relaps\w*|schub\w*|opstoot|mri|scan\w*|ms since|had ms",
    r"tysabri|gilenya|tecfidera|ocrevus|vaccin\w*|jabs?",
    r"bloods?|urine|thyroid|appointment|consult\w*|review",
    r"born|birthday|marri\w*|moved|holiday|daughter|son",
)


def numbers_in(text: str) -> list[tuple[int, int]]:
    """Where in a text courses are named by their number: places and numbers, in the order of the text."""
    return sorted((match.start(), number) for number, pattern in _NUMBERED.items() for match in pattern.finditer(text))


def names_course(words: str) -> bool:
    """Whether some words name a course."""
    return bool(_COURSE.search(words))


def speaks_of_course(words: str) -> bool:
    """Whether some words are plainly about the treatment: a course, an infusion, a day of either."""
    return bool(_TREATMENT.search(words))


def names_place(words: str) -> bool:
    """Whether some words name a day of a course."""
    return bool(_FIRST.search(words) or _LAST.search(words) or _DAY.search(words))


def is_about_else(words: str) -> bool:
    """Whether some words are about another matter: the diagnosis, another medicine, a test, the family."""
    return bool(_OTHER_MATTER.search(words))


def names_infusion(words: str) -> bool:
    """Whether some words name an infusion."""
    return bool(_INFUSION.search(words))


def is_planned(words: str) -> bool:
    """Whether some words say that a course is still to come."""
    return bool(_PLANNED.search(words))


def length_in(words: str) -> int | None:
    """How many infusion days some words say: "5 days", "three drips"; None when they say none."""
    found = _LENGTH.search(words)
    if found is None:
        return None
    return _LENGTH_NAMES.get(found.group(1)) or int(found.group(1))


def place_in(words: str) -> Place | None:
    """The day of a course that some words name without a date: "the last one", "first day"; None without a name."""
    if _LAST.search(words) or _LAST_ALONE.search(words):
        return Place.LAST
    return Place.FIRST if _FIRST.search(words) else None


def nearest_place(before: str, after: str) -> tuple[Place, int | None]:
    """The day of a course that a date is by the words next to it: those before it, else those after it.

    Args:
        before: the words since the date before.
        after: the words until the next date.

    Returns:
        The day, and its number within the course where the words have one.
    """
    for words, latest in ((before, True), (after, False)):
        numbered = list(_DAY.finditer(words))
        if numbered:
            name = next(group for group in numbered[-1 if latest else 0].groups() if group)
            if name == "last":
                return Place.LAST, None
            number = _DAY_NAMES.get(name) or int(name)
            return (Place.FIRST if number == 1 else Place.BETWEEN), number
        found = [
            (match.start(), place)
            for place, pattern in ((Place.FIRST, _FIRST), (Place.LAST, _LAST))
            for match in pattern.finditer(words)
        ]
        if found:
            return (max(found) if latest else min(found))[1], None
    return Place.UNSAID, None
