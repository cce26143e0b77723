"""By which words does a patient name a test, and say that it was taken, booked, missed, called off or is still to come?

All patterns read text in lower case with its spelling corrected and its dates marked, see `language.marked`.
"""

import re
from enum import StrEnum

from language.wordings import any_of, only


class Told(StrEnum):
    """What is said of a test."""

    DONE = "done"
    BOOKED = "booked"
    MISSED = "missed"
    CANCELLED = "cancelled"
    NOT_YET = "not_yet"
    UNSAID = "unsaid"


_TESTS = {
    "blood": any_of(
        "bloods?|blood ?(?:test|count|draw|sample|work)s?|labs?|cbc|fbc|full blood",
        "creatinine?|kidney (?:test|value|blood)s?|u&es?|platelets? (?:test|count)",
        r"needle|jab in (?:my|the) arm|phlebotom\w*",
        r"bloed\w*|prise de sang|sang|blut\w*",
    ),
    "urine": any_of(
        r"urines?|urin\w*|pee|wee|piss|pipi|water (?:test|sample)|dipstick|pot|cup|mid ?stream",
        r"plas\w*",
    ),
    "thyroid": any_of(r"thyroids?|t?h?yr[oi]\w*|tyr[oi]\w*|tsh|t4", r"schildklier\w*|schilddruse\w*"),
    "liver": any_of("liver|lfts?", r"lever\w*|foie|leber\w*"),
    "hpv": any_of("hpv|smears?|cervical|cervix|pap", "uitstrijkje|frottis"),
    "both": any_of("both|the two|the 2", "beide|les deux"),
    "all": any_of("all|everything|the lot|every one|all ?(?:three|3|of them)|the rest", "alles|tout"),
}
_BOTH_NAMED = re.compile(r"\bbloods? (?:and|&|\+)|(?:\band|&|\+) bloods?\b")
_NOT_YET = any_of(
    r"no (?:\w+ ){1,3}yet|not (?:yet|done|been|had)|hasn'?t been done",
    "have(?:n'?t| not) (?:yet )?(?:done|been|had|gone|got|made|given)",
    "still (?:have|need|got|to)|(?:can'?t|cannot|unable to) (?:do|make|give|go|have)",
    "waiting (?:for (?:my|the) (?:turn|nurse|number|appointment)|to be (?:called|seen))",
    "in the (?:queue|waiting room)|about to (?:go|do|have|give|get)",
    "nog niet|pas encore|noch nicht",
)
_ON_THE_WAY = any_of("on my way (?:to|there)")
_PLAIN_NO = only("no|nope|not", r"(?:\w+ ){1,3}no")
_CANCELLED = any_of(
    r"cancel\w*|called (?:it )?off|postpon\w*|rearrang\w*|(?:they|lab|clinic|hospital|gp) moved",
    r"annul\w*|abgesagt|afgezegd",
)
_MISSED = any_of(
    r"miss(?:ed|ing|ed out)?|forg[oe]t(?:ten)?|have forg[oe]t\w*|skip(?:ped)?|overslept|no ?show|failed",
    r"(?:did|could|was|were)(?:n'?t| not)(?: \w+){0,2} "
    "(?:do|go|make|have|get|able|done|manage|give|attend|take|find|come)",
    "couldn'?t|didn'?t|wasn'?t done|never (?:went|did|got|made)|don'?t have (?:do|done|make|made|go|gone)",
    "clotted|lost my (?:sample|blood|urine)|was (?:shut|closed)|strike|too (?:late|ill|sick)",
    r"vergeten|oubli\w*|vergessen",
)
_BOOKED = any_of(
    r"book(?:ed|ing)?|appoint\w*|app?o?i?n?tm?e?n?t|appt|apt|schedul\w*|slots?|reserved|arranged",
    "(?:is|are|it'?s|test) (?:on|for) @|set for|planned (?:for|on)|date for",
    r"(?:got|have) (?:it|them|one|a date|my date)?\s?(?:for|on) @",
    r"in for (?:my|the)|squeez\w* me in",
    "new (?:one|date|day|appointment|slot)|(?:moved|changed) (?:it )?to @|instead @",
    "now (?:it'?s |its |it is )?(?:on )?@",
    "rdv|rendez|afspraak|termin",
)
_INTENDED = any_of(
    "will|i'?ll|shall|going (?:to|for|on|in|there)?|gon+a|gone (?:do|go|get|have|give|take)",
    "plan(?:s|ning)? (?:to|on)|i plan|i have planned|want to|hope to|hoping to|intend|try to",
    "need to|have to|must|later|is better|can (?:only )?(?:do|go)|when i (?:get|have|find) (?:a|the|some|time)",
    "i (?:do|make|go|give|take) (?:the |my |it|them)",
    "ga ik|ik ga|je vais|ich werde",
)
_TO_BE_DONE = any_of(
    r"(?:will|i'?ll|going to|gon+a|need to|needs to|have to|has to|must|want to|to (?:be|get|have)|be|get) "
    r"(?:\w+ ){0,4}(?:done|taken|drawn|given|pricked)"
)
_WENT = any_of("went|been|was|managed")
_DONE = any_of(
    "d(?:one|un|ne|noe|oen)|did|was @|brought",
    r"took (?:\w+ ){1,4}in",
    "had|gave|given|t(?:ook|aken)|been|went|was (?:in|at|on|by|to)|made|provided",
    r"i have (?:make|do|go)|completed?|finish\w*|behind me|sorted|ticked?|passed",
    "got (?:my|the|them|it|bloods?)|ok taken",
    "drawn|pricked|jabbed|bled|peed|weed|just (?:back|out) from",
    "handed|dropped|sent|delivered|collected|posted|is in",
    "gedaan|geprikt|gegeven|faite?s?|gemacht",
)


def named_tests(clause: str) -> frozenset[str]:
    """The names of the tests in a text: blood, urine, thyroid, liver, hpv; else `both` or `all`.

    Args:
        clause: in lower case, its spelling corrected.

    Returns:
        `both` are the two of every month, `all` whatever was asked for; empty when no test is named.
    """
    named = {name for name, words in _TESTS.items() if words.search(clause)}
    if named & {"liver", "thyroid", "hpv"} and not _BOTH_NAMED.search(clause):
        # "Thyroid bloods" and "liver blood test" are one test, not two.
        named.discard("blood")
    if named - {"both", "all"}:
        named -= {"both", "all"}
    return frozenset(named)


def told_in(clause: str) -> Told:
    """What a clause says of the tests it speaks of.

    Args:
        clause: in lower case, its spelling corrected, its dates marked.
    """
    if _ON_THE_WAY.search(clause) and not _DONE.search(clause):
        return Told.NOT_YET
    if _NOT_YET.search(clause) or _PLAIN_NO.search(clause):
        return Told.NOT_YET
    for told, words in ((Told.CANCELLED, _CANCELLED), (Told.MISSED, _MISSED), (Told.BOOKED, _BOOKED)):
        if words.search(clause):
            return told
    if _DONE.search(clause) and (_WENT.search(clause) or not _TO_BE_DONE.search(clause)):
        return Told.DONE
    return Told.NOT_YET if _INTENDED.search(clause) else Told.UNSAID
