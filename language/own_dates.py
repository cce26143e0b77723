"""Which of their own dates does a patient ask for?

General questions about the same subject ("how long is contraception needed?") are not for this room: the caller comes
here when the message was read as a question about the patient's own dates, or adds the own date to a general answer.
"""

from enum import StrEnum

from language.wordings import any_of


class Wanted(StrEnum):
    """What can be looked up in a patient's record."""

    BLOOD = "blood"
    URINE = "urine"
    THYROID = "thyroid"
    HPV = "hpv"
    NEXT = "next"
    ALL = "all"
    END = "end"
    NEXT_COURSE = "next_course"
    CONTRACEPTION = "contraception"
    BREAST_FEEDING = "breast_feeding"
    HERPES = "herpes"
    LIVE_VACCINES = "live_vaccines"
    VACCINES = "vaccines"
    FOOD = "food"
    CARD = "card"
    OVERDUE = "overdue"
    COURSE = "course"
    TAKEN = "taken"


_PATTERNS = {
    Wanted.OVERDUE: any_of(
        r"overdue|behind|late\b(?! at night)|miss(?:ed)?|skipped|too long ago|backlog",
        "up to date|on track|on time|how am i doing|en retard",
    ),
    Wanted.CONTRACEPTION: any_of(
        r"contracept\w*|anticoncep\w*|verhutung|birth control|pill|condoms?|coil",
        r"pregnan\w*|try(?:ing)? for a (?:baby|child|kid)|conceive|have a baby",
    ),
    Wanted.BREAST_FEEDING: any_of(r"breast ?-?feed\w*|nurs(?:e|ing) (?:my|the|him|her)|borstvoeding"),
    Wanted.HERPES: any_of(
        r"acicl?ovir|acyclovir|valaciclovir|zovirax|antiviral\w*|herpes|tablets?|pills",
    ),
    Wanted.LIVE_VACCINES: any_of(r"live (?:\w+ )?(?:vaccin\w*|jabs?|shots?)|yellow fever|mmr"),
    Wanted.VACCINES: any_of(r"vaccin\w*|jabs?|flu shot|shots?"),
    Wanted.FOOD: any_of("cheese|diet|food|eat|listeria|salad|sushi"),
    Wanted.CARD: any_of("card"),
    Wanted.NEXT_COURSE: any_of(
        r"(?:next|second|2nd|third|3rd|fourth|4th|another|new|following|more) (?:\w+ )?"
        "(?:course|round|cycle|treatment|infusions?|lemtrada|cure|dose)",
        "course (?:two|three|four|2|3|4)|(?:round|cycle) (?:two|three|2|3|4)|earliest",
    ),
    Wanted.COURSE: any_of(
        "which (?:course|round|cycle|number)|what (?:course|round|cycle)|how many (?:courses|rounds)",
        "last (?:infusion|course|round|drip)|my (?:first|second|last) (?:infusion|course)|(?:infusion|course) dates?",
        r"how long ago|when (?:did|was) (?:i|my) (?:have |get )?(?:treat|infus|course|lemtrada)\w*",
    ),
    Wanted.TAKEN: any_of(
        r"last (?:bloods?|urine|thyroid|tests?)\b.{0,20}\bwhen|last (?:blood|urine|thyroid) test",
        r"when (?:was|were|did) .{0,14}last (?:bloods?|urine|thyroid|tests?)|when did i last",
        "recorded|marked|registered|noted|get through|on file|did you get",
    ),
    Wanted.END: any_of(
        "(?:til|till|until|untill|up to) (?:what|which|wich)|(?:untill?|till?) when|how (?:much )?long(?:er)?",
        r"four years|4 years|48 months|finish\w*|over|free|end|ends|end date|stop|come to an end|done with",
        "how many more|remaining|left|how far|half ?way|which month am i|what month",
        "last (?:ever )?(?:test|monitoring)|final test",
        r"jusqu\w*|tot wanneer|bis wann",
    ),
    Wanted.ALL: any_of(
        r"all (?:of )?(?:my |the )?(?:\w+ )?(?:dates?|tests?|appointments?)|my dates|dates please|due dates|everything",
        "schedule|plan|overview|list|calendar|upcoming|coming up|status|what do you have",
        r"(?:what|which) dates|what.{0,12}\bdue|(?:what|which) tests?",
    ),
    Wanted.THYROID: any_of(r"thyr\w*|tsh|schildklier\w*"),
    Wanted.URINE: any_of(r"urin\w*|pee|wee|pipi|plas\w*"),
    Wanted.HPV: any_of("hpv|smear|cervical"),
    Wanted.BLOOD: any_of(
        r"bloods?|cbc|fbc|labs?|creatinine?|needle|liver|kidney",
        r"bloed\w*|prise de sang|sang|blut\w*",
    ),
}
"""The most particular first: a question that names two things is about the earlier one."""
_TESTS = (Wanted.THYROID, Wanted.URINE, Wanted.HPV, Wanted.BLOOD)
_UNTIL = any_of(
    r"untill?|till?|how (?:much )?long\w*|end\w*|stop\w*|finish\w*|over|free|left|remaining|how many more|jusqu\w*",
    "for ever|tot wanneer|bis wann",
)


def read_own_dates(text: str) -> tuple[Wanted, ...]:
    """What a question about own dates asks for, the most particular first.

    Args:
        text: the question in lower case with its spelling corrected.

    Returns:
        One or more; `NEXT` alone when nothing particular is named. Tests are named beside each other; the end is not
        meant where the question names a medicine, a vaccine or the like that ends on a day of its own.
    """
    found = [wanted for wanted, pattern in _PATTERNS.items() if pattern.search(text)]
    tests = [wanted for wanted in found if wanted in _TESTS]
    others = [wanted for wanted in found if wanted not in _TESTS]
    if Wanted.END in others and tests and not _UNTIL.search(text):
        others.remove(Wanted.END)
    if others:
        return (others[0],)
    return tuple(tests) or (Wanted.NEXT,)
