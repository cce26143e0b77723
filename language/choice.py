"""Which of the numbered options does a short answer pick?"""

import re

_NAMES = (
    (r"1|one|first|1st|a|former|eerste|premier|erste", 0),
    (r"2|two|second|2nd|b|latter|tweede|deuxieme|zweite", 1),
    (r"3|three|third|3rd|c|derde|troisieme|dritte", 2),
)
# In "the second one" the last word is no number.
_ONE = re.compile(r"\b(first|1st|second|2nd|third|3rd|last|former|latter|other) one\b")
_NONE = re.compile(r"\b(neither|none|no|nope|both wrong|not (these|those|any)|geen|aucun)\b")


def number_chosen(text: str, options: int) -> int | None:
    """The position, from 0, of the option a text picks.

    Args:
        text: what the patient wrote.
        options: how many options were offered, at least one.

    Returns:
        The position; None when the text picks none or more than one. "last" is the last option; a plain yes picks the
        first, which was the likelier reading.
    """
    plain = _ONE.sub(r"\1", " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split()))
    if _NONE.search(plain):
        return None
    picked = {
        position for pattern, position in _NAMES if position < options and re.search(rf"\b(?:{pattern})\b", plain)
    }
    if re.search(r"\blast\b", plain):
        picked.add(options - 1)
    if not picked and re.fullmatch(r"(yes|yeah|yep|ok|okay|oui|ja|sure|y|that one|correct)( (please|pls))?", plain):
        return 0
    return picked.pop() if len(picked) == 1 else None
