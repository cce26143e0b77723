"""Does a text say that its writer is not the person we mean?

A number may have been mistyped or given to somebody else. Then our texts tell a stranger about a patient, so these
few ways to say it are read before any model.
"""

import re
import unicodedata

_WRONG_PERSON = re.compile(
    r"wrong (?:number|person|phone|nr|no|guy|lady)"
    r"|(?:you have|you got|youve got|this is|its|u have|u got|you ve got|it s) (?:a|the) wrong (?:number|person|phone)"
    r"|i think (?:you have|you got|this is) (?:a|the) wrong (?:number|person)"
    r"|(?:this is )?not (?:my|the right) (?:number|person)|not the person (?:you want|you mean)"
    r"|(?:verkeerd|fout) (?:nummer|persoon)|u heeft het verkeerde nummer|verkeerde (?:persoon|nummer)"
    r"|(?:mauvais|faux) numero|mauvaise personne|vous vous trompez de (?:numero|personne)"
    r"|falsche (?:nummer|person)|falsch verbunden|sie haben die falsche nummer"
)
_BARE = frozenset({"wrong", "verkeerd", "fout", "faux", "falsch"})
_POLITE = re.compile(r"\b(?:sorry|hi|hello|please|pls|thanks|thank you|hallo|pardon|bonjour|no|nee|non|nein)\b")


def says_wrong_person(text: str, *, wrote_before: bool) -> bool:
    """Whether a whole text says so.

    "Wrong" alone means it only from somebody who never wrote to us before: from a patient it is about a date that was
    noted wrongly.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    letters = re.sub(r"['’‘`]", "", letters)
    plain = " ".join(re.sub(r"[\W_]+", " ", letters).split())
    for candidate in (plain, " ".join(_POLITE.sub(" ", plain).split())):
        if candidate in _BARE:
            return not wrote_before
        if _WRONG_PERSON.fullmatch(candidate):
            return True
    return False
