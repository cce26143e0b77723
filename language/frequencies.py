"""Does a sentence ask how common a side effect is, and which one? Which answer tells of those outside the list?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.values import Knowledge
from language.side_effects import Mention, SideEffectFinder

FREQUENCY = "side_effect.frequency"
NOT_LISTED = "side_effect.not_listed"
SURE = 0.9
"""Confidence when the sentence says in so many words that it asks for a frequency."""
OTHER_FROM = 0.5
"""Probability of another answer from which a weak cue for a frequency is not followed."""

_ASKS_FREQUENCY = re.compile(
    r"\b(?:how (?:(?:un)?common|frequent\w*|usual|rare|likely|normal)|frequenc\w*|frequent"
    r"|(?:is|are|it s) .{0,40}\b(?:un)?common\b|(?:un)?common (?:or|effect|side)"
    r"|(?:is|are) .{2,40} (?:known|listed|a|possible) side effects?"
    r"|(?:what|which) (?:frequency |risk )?(?:class|group|category)"
    r"|(?:class|group|category) (?:is|are|has|have|does|of)"
    r"|how (?:many|much) (?:people|patients|persons|women|men|ppl|in|out|of|get|have)"
    r"|what (?:percent\w*|share|part|number)|percent\w*|(?:chances?|odds) of|risk of (?:getting|having)"
    r"|is (?:it|that|this) (?:frequent|common|rare)"
    r"|(?:common|frequent|rare|usual|often|typical|known|listed) or (?:not|rare|un\w+|common|less|more)"
    r"|(?:a|an) (?:usual|common|frequent|known|rare|typical|listed) (?:effect|side effect|thing|reaction|one)"
    r"|where (?:does|do|is|are) .{2,40}\b(?:sit|stand|fall|come|rank|listed)\b"
    r"|(?:arrives?|comes?|happens?|occurs?|seen|found|reported) (?:often|a lot|frequently|rarely)"
    r"|(?:in|under) (?:which|what) (?:class|group|category|frequency))\b"
    r"|\b(?:common|rare|frequent|frequency|usual)"
    r"\s*(?:please|then|generally|in general|with (?:it|this|lem\w*))?\s*\??$"
)
_HOW_OFTEN = re.compile(r"\bhow often\b")
_MAY_ASK = re.compile(
    r"\b(?:common\w*|often|listed|list|side effects?|known|written|mentioned|causes?|"
    r"happens?|possible|get|expect\w*|typical|rate|everyone|everybody|most people|due to|"
    r"from (?:the )?(?:lem\w*|drip|infusion|treatment|medic\w*)|"
    r"(?:does|can|do|is|are) (?:it|that|this|lem\w*|alem\w*|the (?:drip|treatment|infusion|medicine)))\b"
)
_TEST = re.compile(r"\b(?:tests?|tested|check\w*|bloods?|screen\w*|control\w*|measur\w*|monitor\w*)\b")
_BESIDES = re.compile(r"\b(?:besides|apart from|other than|except|in addition to) [^,.?!]*")
# "My head is spinning: is the list of uncommon effects complete?" asks about the list and not about the head.
_ALL_EFFECTS = re.compile(r"\b(?:lists? of|(?:all|any|other|which|what|(?:un)?common) (?:side )?effects)\b")
_CLAUSE = re.compile(r"[.?!;,:()]+|\s-+\s|\bbut\b|\bso\b|\bbecause\b")

# What is not among the listed effects although the approved texts speak of it: the answer that does.
ELSEWHERE = (
    ("strokes?|brain bleed|bleeding (?:in|on) the (?:brain|lungs?)|lung bleed|heart attacks?", "emergency.how_likely"),
    ("artery tears?|torn artery|dissection|pulmonary h\\w*|brain bleeding|lung bleeding", "emergency.how_likely"),
    ("kidney (?:disease|failure|problems?|damage)|nephr\\w+|anti.?gbm|goodpasture\\w*", "kidney.frequency"),
    ("thyroid (?:problems?|disease|trouble|issues?|disorders?)", "thyroid.frequency"),
    ("liver (?:failure|damage|disease|problems?|injury|inflammation)|autoimmune hepatitis", "liver.what"),
    ("cancers?|tumou?rs?|melanoma|lymphoma", "side_effect.cancer"),
    ("pml|progressive multifocal\\w*", "pml.what"),
    ("hlh|ha?emophagocytic\\w*", "hlh.what"),
    ("ttp|thrombotic thrombocytopeni\\w*", "ttp.what"),
    ("ha?emophilia", "haemophilia.signs"),
    ("encephalitis|brain inflammation", "encephalitis.what"),
    ("sarcoidosis", "sarcoidosis.what"),
    ("still'?s disease", "still.signs"),
    ("listeri\\w*", "listeria.what"),
    ("gall ?bladder\\w*|cholecystitis", "gallbladder.what"),
    ("infusion (?:associated )?reactions?|reactions? to the (?:infusion|drip)", "infusion_reaction.how_common"),
    ("herpes(?: infections?)?", "herpes.frequency"),
    ("infections?", "infection.how_often"),
    ("autoimmune (?:diseases?|conditions?|problems?)", "autoimmunity.what"),
    ("death|dying|fatal\\w*", "side_effect.fatal"),
)


@dataclass(frozen=True)
class Asked:
    """A frequency that is asked for.

    Attributes:
        entry: `side_effect.frequency`, or the answer that tells of it.
        effects: for each mention the effects it may mean.
        confidence: 0 to 1.
        plainly: whether the sentence asks for it in so many words.
    """

    entry: str
    effects: tuple[tuple[str, ...], ...]
    confidence: float
    plainly: bool = False


class FrequencyQuestions:
    """Reads questions about how common something is."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the listed effects, and the answers for what is not listed."""
        self._finder = SideEffectFinder(knowledge.side_effects)
        self._elsewhere = tuple(
            (re.compile(rf"\b(?:{words})\b"), entry) for words, entry in ELSEWHERE if entry in knowledge.entries
        )

    def asked(self, text: str, shares: Mapping[str, float]) -> Asked | None:
        """Which frequency a sentence asks for.

        Args:
            text: the sentence in lower case, spelt right.
            shares: the probability of each answer among all questions.

        Returns:
            What is asked, or None when the sentence asks something else.
        """
        by_topic = shares.get(FREQUENCY, 0.0) + shares.get(NOT_LISTED, 0.0)
        mentions = self._mentions(text)
        effects = tuple(dict.fromkeys(mention.effects for mention in mentions))
        plainly = bool(_ASKS_FREQUENCY.search(text))
        if plainly and effects:
            return Asked(FREQUENCY, effects, max(by_topic, SURE), plainly=True)
        sure = plainly or bool(_HOW_OFTEN.search(text) and not _TEST.search(text))
        cue = sure or bool(_MAY_ASK.search(text))
        best = max(shares, key=lambda name: shares[name])
        elsewhere = best not in (FREQUENCY, NOT_LISTED) and shares[best] >= (0.8 if sure else OTHER_FROM)
        if elsewhere or not (by_topic >= 0.35 or (sure and by_topic >= 0.03) or (cue and by_topic >= 0.12)):
            return None
        confidence = max(by_topic, SURE if sure else 0.6)
        if effects:
            return Asked(FREQUENCY, effects, confidence)
        outside = next((entry for words, entry in self._elsewhere if words.search(text)), None)
        if outside is not None:
            return Asked(outside, (), confidence)
        if best in (FREQUENCY, NOT_LISTED) and by_topic >= 0.6 and not self._finder.comes_near(text):
            return Asked(NOT_LISTED, (), by_topic)
        return None

    def _mentions(self, text: str) -> Sequence[Mention]:
        """The effects named where the frequency is asked for, else anywhere: the run-up may name others."""
        text = _BESIDES.sub("", text)
        for clause in _CLAUSE.split(text):
            if not _ASKS_FREQUENCY.search(clause):
                continue
            if mentions := self._finder.find(clause):
                return [mention for mention in mentions if not _denied(mention, clause)]
            if _ALL_EFFECTS.search(clause):
                return []
        return [mention for mention in self._finder.find(text) if not _denied(mention, text)]


def _denied(mention: Mention, text: str) -> bool:
    words = re.escape(mention.words)
    return bool(re.search(rf"\b(?:no|without|never|not) (?:\w+ )?{words}|{words}[ -]free\b", text))
