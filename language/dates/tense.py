"""Do the words tell of what was, or of what is still to come?"""

import re

from language.dates.values import Tense
from language.tokens import levelled

_BEHIND = re.compile(
    r"\b(?:had|was|were|did|took|went|got|gave|came|began|started|finished|ended|completed|received|stopped|happened|"
    r"wuz|woz|ago|yesterday|yday|yest\w*|been|(?:has|have|ve|s) (?:had|done|taken|got|started|finished|gone)|"
    r"just gone|last (?:night|week|month|year)|since|"
    r"hatte|war|waren|wurde|bekam|bekommen|gehabt|gemacht|gestern|letzte[nsr]?|seit|"
    r"kreeg|gehad|gedaan|gekregen|gisteren|vorige|sinds|geleden|waren|begon|"
    r"etait|etaient|avait|avais|ai (?:eu|fait|recu|commence)|a (?:eu|ete|commence)|hier|derniere?|depuis)\b"
)
_MAYBE_BEHIND = re.compile(r"\b(?:done|taken|given|last|previous|gone|drawn|collected|complete|fini)\b")
_AHEAD = re.compile(
    r"\b(?:will|wil|wont|shall|(?:i|he|she|it|they|we|that)'?ll|(?:going|gonna|go) (?:to|2)|gonna|(?:re)?booked|"
    r"booking|"
    r"(?:re)?scheduled|planned|"
    r"planning|tomorrow|tmrw|tmr|2moro\w*|tomoz|upcoming|due|want to|wanna|hope to|hoping|supposed to|expect\w*|"
    r"appointment is|is to be|to be \w+(?:ed|en|ne)|starts|begins|"
    r"werde|wird|werden|soll|geplant|naechste[nsr]?|nachste[nsr]?|kommende[nsr]?|"
    r"zal|zullen|gaan?|gaat|gepland|volgende|komende|aanstaande|"
    r"vais|va|sera|serai|aurai|prevue?|prochaine?|demain)\b"
)
_MAYBE_AHEAD = re.compile(
    r"\b(?:next|coming|having|getting|start|begin|is on|are on|is for|should|must|have to|need to|in (?:\d+|a|two|"
    r"three) "
    r"(?:days?|weeks?|months?))\b"
)
_BOOKED = re.compile(
    r"\b(?:(?:was|were|got|been|had|have|has|they|ve) (?:\w+ ){0,2}(?:re)?(?:booked|scheduled|planned))\b"
)
_STILL_TO_DO = re.compile(
    r"\b(?:hasnt|havent|hadnt|have not|has not|not|never|isnt|wasnt|nog niet|noch nicht|pas encore) (?:\w+ ){0,2}"
    r"(?:been|had|done|taken|got|given|gone|started|did|gedaan|gehad|gemacht|fait)\b|\bdidnt\b"
)
_APOSTROPHE = re.compile(r"'(?!ll\b)")


def read_tense(text: str) -> Tense:
    """Tell past from future by the verbs and the words of time around them.

    Finite verbs and words such as "ago" or "booked" count; "done", "last" and "next" decide only where nothing else
    does. Words for both, or for neither, leave it unknown.
    """
    plain = _APOSTROPHE.sub("", levelled(text))
    plain = _STILL_TO_DO.sub(" ", plain)
    booked = _BOOKED.search(plain)
    if booked:
        # What was booked is still to come: its "was" says when somebody booked it.
        plain = plain[: booked.start()] + " booked " + plain[booked.end() :]
    for behind, ahead in ((_BEHIND, _AHEAD), (_MAYBE_BEHIND, _MAYBE_AHEAD)):
        was, will_be = behind.search(plain), ahead.search(plain)
        if was and will_be:
            return Tense.UNKNOWN
        if was:
            return Tense.PAST
        if will_be:
            return Tense.FUTURE
    return Tense.UNKNOWN
