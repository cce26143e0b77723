"""Does a text say whether its writer agrees, or is it the code of a link? Only a whole text is, never a part of one."""

import re
import unicodedata
from enum import StrEnum

from care import desk


class Answer(StrEnum):
    """What a patient says to the question whether they agree."""

    AGREES = "agrees"
    DECLINES = "declines"


_AGREES = re.compile(
    r"(?:reply |answer |option |number |nr |press )?(?:1|one)(?: (?:i )?agree| yes| to agree)?|(?:yes )?(?:i )?agreed?"
    r"|(?:ja )?ik ga akkoord|akkoord|d ?accord|einverstanden"
)
_DECLINES = re.compile(
    r"(?:reply |answer |option |number |nr |press )?(?:2|two)(?: no| for no)?|no+|nope|no way"
    r"|i (?:do not|dont|don t) (?:agree|want (?:this|that|it|them|texts?|reminders?))|i decline|decline"
    r"|nee|non|nein|niet akkoord|pas d ?accord|nicht einverstanden"
)
_POLITE = re.compile(
    r"\b(?:please|pls|thanks|thank you|thx|hi|hello|hey|ok|okay|sorry|merci|bedankt|danke|dank u|bonjour|hallo)\b"
)
_CODE = re.compile(
    r"(?:(?:hi|hello)[,. ]+)?(?:(?:my|the|this is my|here is my) )?(?:link )?code(?: is)?[: ]+(?P<code>.+)",
    re.IGNORECASE,
)


def answer_in(text: str) -> Answer | None:
    """What a whole text says to the question whether its writer agrees; None when it is about something else."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = " ".join(re.sub(r"[\W_]+", " ", letters).split())
    bare = " ".join(_POLITE.sub(" ", plain).split())
    if "?" in text:
        return None
    if _AGREES.fullmatch(bare):
        return Answer.AGREES
    return Answer.DECLINES if _DECLINES.fullmatch(bare) else None


def code_in(text: str) -> str | None:
    """The code of a link that a whole text consists of, with "code" before it or not; else None."""
    found = _CODE.fullmatch(text.strip())
    typed = (found["code"] if found else text).strip(" .\"'")
    return typed if desk.is_link_code(typed) else None
