"""Which questions does a message consist of?

A greeting, thanks or an announcement ("two things:") goes; what a question is about stays with it; "mild or moderate",
lists and dates stay whole. When in doubt a message is one part.
"""

import re

MOST = 4
"""Parts a message is split into at most; what is left stays with the last."""

_OPENER = (
    r"(?:what|wat|wot|whats|what's|which|wich|who|whom|whose|when|wen|where|why|how|hw|is|are|am|was|were|do|does|did|can|"
    r"could|cud|should|shud|shall|may|will|would|wud|must|has|have i|in which|from which|for how|until when|by when"
    r"|also how)"
)
_ASKING = re.compile(rf"(?:^|[\s(])(?:{_OPENER})\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"\b(?:what|wat|wot|whats|what's|which|wich|who|whom|whose|when|wen|where|why|how|hw)\b", re.IGNORECASE
)
_ENDING = re.compile(r"(?<=[?!])\s+|(?<=[a-z)\d][.;])\s+(?=\S)|\n+")
# A full stop that ends no sentence: Dr. Peeters, 12.3., approx. two.
_ABBREVIATED = re.compile(
    r"\b(?:dr|mr|mrs|ms|st|vs|no|nr|approx|e\.g|i\.e|etc|a\.m|p\.m|\d{1,2}(?:\.\d{1,2})?)\.$", re.IGNORECASE
)
_JOINT = re.compile(
    rf"\s*(?:,\s*|\s+-\s+|\s+)(?:and|plus|also|&|en|et)(?:\s+(?:also|then|finally|lastly|second(?:ly)?|another thing))?"
    rf"\s*[:,]?\s+(?={_OPENER}\b)",
    re.IGNORECASE,
)
_BESIDES = re.compile(rf"\s+(?:also|btw|by the way|ps)[:,]?\s+(?={_OPENER}\b)", re.IGNORECASE)
_COMMA = re.compile(r",\s+(?=(?:what|which|who|when|where|why|how)\b)", re.IGNORECASE)
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|heya|hallo|hullo|helo|dear|good (?:morning|afternoon|evening|day)|morning|evening"
    r"|greetings|bonjour|salut|goedemorgen|goedendag)(?:\s+(?:again|there|all|everyone|everybody|team|nurse|doctor|doc|dr|sir|madam|guys"
    r"|bot|aftercourse|you|to you))*|it'?s me again)\s*(?:[,.!:;-]+\s*|\s+(?=\S)|$)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"^(?:(?:just\s+)?(?:a\s+)?(?:quick|short|small|few|couple of|one|two|three|2|3|some|other|another|more"
    r"|silly|stupid|last)\s+"
    r"(?:more\s+)?(?:questions?|things?|qs?)(?:\s+(?:please|pls|for you|from me))?"
    r"|i have (?:a|two|2|three|3|some) (?:quick )?questions?)"
    r"\s*[:,.;!-]+\s*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^(?:ok(?:ay)?[,.!\s]+)?(?:(?:many |lots of )?thanks?(?: you| u)?|thx|ty|cheers|ta|merci|bedankt"
    r"|kind regards|best wishes|regards|bye|goodbye|xx*)(?:\s+(?:so much|very much|a lot|again|in advance"
    r"|for (?:your|the) (?:help|answer|info\w*|time)))*"
    r"(?:[\s,.!-]+[A-Z][a-z]+)?[\s,.!:x)-]*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,.!]+(?:many )?(?:thanks?(?: you)?|thx|cheers|lol|haha)(?:\s+(?:so much|in advance|a lot))?[\s.!x]*$",
    re.IGNORECASE,
)
# "Sore where the needle goes in, how common is that": the first piece tells what the second asks about.
_POINTS_BACK = re.compile(r"(?:how|is|are) [\w ]{3,20}\b(?:that|this|it|those)\b", re.IGNORECASE)
_ASKS_FIRST = re.compile(
    rf"(?:(?:so|and|but|also|then|ok|please|in|for|on|at|about|by|until) )?(?:{_OPENER})\b|.*\?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
SHORTEST = 3
"""Words of the shortest question that stands for itself."""


def split(text: str) -> tuple[str, ...]:
    """The questions of a message, each with the statement that gives its context.

    Args:
        text: what the person wrote.

    Returns:
        One to four texts in the message's order; the whole message when it asks no more than one thing. A text
        without words comes back as it is.
    """
    whole = text.strip()
    sentences = [_bared(sentence) for sentence in _sentences(whole)]
    kept = [sentence for sentence in sentences if sentence and not _THANKS.match(sentence)]
    if not kept:
        return (whole,)
    pieces = [piece for sentence in kept for piece in _questions(sentence)]
    return _grouped(pieces) or (whole,)


def asking_sentence(text: str) -> str | None:
    """The last sentence of a text that asks, without what is told around it.

    Args:
        text: one part of a message.

    Returns:
        The sentence; None when the text is a single sentence, or no sentence asks enough to stand for itself.
    """
    sentences = [sentence for sentence in _sentences(text.strip()) if _WORD.search(sentence)]
    if len(sentences) < 2:
        return None
    return next((one for one in reversed(sentences) if _asks(one) and _long_enough(one)), None)


def told_and_asked(text: str) -> tuple[str, str] | None:
    """What a message tells and what it asks, apart: "bloods done today, and when is the next one?".

    Args:
        text: what the person wrote.

    Returns:
        Both, each in the order of the message; None when it only tells or only asks.
    """
    told: list[str] = []
    asked: list[str] = []
    for sentence in _sentences(text.strip()):
        if not _asks(sentence):
            told.append(sentence)
            continue
        joints = (*_JOINT.finditer(sentence), *_COMMA.finditer(sentence), *_BESIDES.finditer(sentence))
        cut = next((joint for joint in joints if not _asks(sentence[: joint.start()])), None)
        if cut is not None and _WORD.search(sentence[: cut.start()]) and _long_enough(sentence[cut.end() :]):
            told.append(sentence[: cut.start()].strip(" ,"))
            asked.append(sentence[cut.end() :].strip())
        else:
            asked.append(sentence)
    return (" ".join(told), " ".join(asked)) if told and asked else None


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for sentence in _ENDING.split(text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {sentence}"
        elif sentence.strip():
            found.append(sentence.strip())
    return found


def _bared(sentence: str) -> str:
    """A sentence without greeting, announcement and closing thanks; the greeting alone when that is all there is."""
    for opening in (_GREETING, _ANNOUNCED):
        rest = opening.sub("", sentence, count=1)
        if _WORD.search(rest):
            sentence = rest
    rest = _TAIL.sub("", sentence)
    return rest if _WORD.search(rest) else sentence


def _questions(sentence: str) -> list[str]:
    """A sentence cut where a second question begins: both sides have to ask by themselves."""
    for joint in (*_JOINT.finditer(sentence), *_COMMA.finditer(sentence)):
        before, after = sentence[: joint.start()].strip(" ,"), sentence[joint.end() :].strip()
        if (
            _asks(before)
            and not (_POINTS_BACK.match(after) and not _ASKS_FIRST.match(before))
            and _asks(after)
            and _long_enough(after)
        ):
            return [*_questions(before), *_questions(after)]
    return [sentence]


def _asks(piece: str) -> bool:
    return "?" in piece or bool(_QUESTION_WORD.search(piece)) or bool(_ASKING.match(piece))


def _long_enough(piece: str) -> bool:
    return len(_WORD.findall(piece)) >= SHORTEST


def _grouped(pieces: list[str]) -> tuple[str, ...]:
    """Statements go with the next question, or with the last one when none follows."""
    parts: list[str] = []
    context: list[str] = []
    for piece in pieces:
        if not _asks(piece):
            context.append(piece)
        elif parts and (not _long_enough(piece) or len(parts) == MOST):
            parts[-1] = " ".join([parts[-1], *context, piece])
            context = []
        else:
            parts.append(" ".join([*context, piece]))
            context = []
    if context and parts:
        parts[-1] = " ".join([parts[-1], *context])
    elif context:
        parts = [" ".join(context)]
    return tuple(parts)
