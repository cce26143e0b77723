"""What does a short sentence ask that leans on the answer before it: "and the third course?", "is that common?"?"""

import re
from dataclasses import dataclass

from content.values import Knowledge
from language.frequencies import FREQUENCY
from language.side_effects import SideEffectFinder

LONGEST = 9
"""Words up to which a sentence may lean on the one before."""
SURE = 0.85

_LEANS = re.compile(
    r"^(?:and|or|what about|how about|what if|but|also|same for|for the|with the|in the"
    r"|on (?:all|each|every|which|the))\b"
)
_POINTS = re.compile(r"\b(?:that|it|this|they|them|these|those|there|then|so)\b")
_BARE = re.compile(
    r"^(?:ok(?:ay)?\W+)?(?:and )?(?:(?:for )?how long|how often|how many|how much|how soon|how far"
    r"|when|why|where|who"
    r"|how many (?:days|weeks|months|years|times)|how much time|what for|(?:from|by|till|until|since|up to) when|which)"
    r"(?: (?:exactly|then|for|so|that|this|is it|is that|do i|not|ahead|in advance|apart|before|beforehand"
    r"|after|afterwards"
    r"|in total|ones?|each time|(?:before|after) (?:the |each |every |my )?(?:last )?(?:drip|infusion|perfusion"
    r"|treatment|course|dose|day|days)))*\W*$"
)
_COMMON = re.compile(r"\b(?:common|often|frequent|rare|likely|usual|normal|how many (?:people|patients)|chance)\b")
# Words that name one of several sister questions, and how their entries are called.
_SISTERS = (
    (r"first (?:course|one|time)|course 1", "first"),
    (r"second (?:course|one|time)|course 2", "second"),
    (r"(?:third|fourth) (?:course|one|time)?|course [34]", "third_fourth"),
    (r"creatinine|kidney (?:test|blood)", "creatinine"),
    (r"urine|urinalysis", "urine"),
    (r"blood count|bloods?", "blood_count"),
    (r"thyroid", "thyroid"),
    (r"liver", "liver"),
    (r"hpv|cervical", "hpv"),
    (r"over ?active", "overactive"),
    (r"under ?active", "underactive"),
    (r"breast-?\s?feed\w*", "breastfeeding"),
    (r"contraception|the pill", "contraception"),
)


@dataclass(frozen=True)
class FollowUp:
    """What a leaning sentence asks.

    Attributes:
        entry: the answer, when the words leave no doubt; else `text` is to be read.
        effect: the side effect, for its frequency.
        text: the last question and this one as one sentence.
        leans: whether the sentence says by itself that it goes on from the last one.
        confidence: 0 to 1.
    """

    entry: str | None
    effect: str | None
    text: str
    leans: bool
    confidence: float = SURE


class FollowUps:
    """Reads sentences after an answer."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the answers and side effects that there are."""
        self._knowledge = knowledge
        self._finder = SideEffectFinder(knowledge.side_effects)

    def read(self, text: str, last_topic: str) -> FollowUp | None:
        """What a sentence asks after an answer.

        Args:
            text: the sentence in lower case, spelt right.
            last_topic: `<entry>` or `side_effect.frequency:<effect>`.

        Returns:
            What it leans on, or None when it stands for itself.
        """
        last, _, effect = last_topic.partition(":")
        if last not in self._knowledge.entries or len(text.split()) > LONGEST:
            return None
        leans = bool(_LEANS.search(text))
        bare = bool(_BARE.search(text))
        points = bool(_POINTS.search(text))
        if not (leans or bare or points):
            return None
        asks = self._named(effect) if effect else self._knowledge.entries[last].asks
        joined = f"{asks} - {text}"
        mentions = self._finder.find(text)
        if last == FREQUENCY and leans and len(mentions) == 1 and len(mentions[0].effects) == 1:
            return FollowUp(FREQUENCY, mentions[0].effects[0], joined, leans=True)
        if points and not mentions and _COMMON.search(text) and (meant := effect or self._effect_of(last)):
            return FollowUp(FREQUENCY, meant, joined, leans=True)
        if leans and (sister := self._sister(last, text)):
            return FollowUp(sister, None, joined, leans=True)
        return FollowUp(None, None, joined, leans=leans or bare)

    def _sister(self, last: str, text: str) -> str | None:
        """The entry that asks the same about what the sentence names: first_days and second_days."""
        named = [name for words, name in _SISTERS if re.search(rf"\b(?:{words})\b", text)]
        if len(named) != 1:
            return None
        for _, name in _SISTERS:
            sister = re.sub(rf"(?<![a-z]){name}(?![a-z])", named[0], last, count=1)
            if sister != last and sister in self._knowledge.entries:
                return sister
        return None

    def _effect_of(self, entry: str) -> str | None:
        mentions = self._finder.find(self._knowledge.entries[entry].asks)
        return mentions[0].effects[0] if len(mentions) == 1 and len(mentions[0].effects) == 1 else None

    def _named(self, effect: str) -> str:
        known = self._knowledge.side_effects.get(effect)
        return known.name if known is not None else ""
