"""What kind of message is it, which approved answer fits, and is that sure enough to say it?

Evidence comes from several readers: the trained topics, Rasa's ranking of intents, and the side effects a sentence
names. It ends in one of four decisions: answer, ask back with the close readings, hand to another intent, or
decline. Being wrong is worse than being silent, so the limits below are set on the development part of the
evaluation set and reported on the other part.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from content.phrases import QUESTION
from content.values import Knowledge
from language.side_effects import Mention, SideEffectFinder
from language.topics import Topics

ANSWER_FROM = 0.45
"""Probability of the best answer, among all topics, from which it is given."""
CLARIFY_FROM = 0.40
"""Probability of the best few answers together from which the patient is asked which one is meant."""
ALIKE_FROM = 0.42
"""Cosine with the nearest known phrase below which a sentence is about something unknown."""
RASA_SHARE = 0.35
"""Weight of Rasa's ranking against the trained topics when the kind of message is decided."""
OFFERED = 2
FLOOR = 0.003

FREQUENCY = "side_effect.frequency"
NOT_LISTED = "side_effect.not_listed"
_ASKS_HOW_OFTEN = re.compile(
    r"\b(com+on\w*|often|oft|frequen\w*|how many|what (share|part|percent\w*)|percent\w*|chance\w*|likel\w*|odds|"
    r"risk of (getting|having)?|rare\w*|usual|normal\w*|known|listed|list|side.?ef+ect\w*|cause\w*|"
    r"happen\w*|possible|get|expected?|typical|rate|how much people|everyone|everybody|most people|due to|from (the )?(lem\w*|"
    r"drip|infusion|treatment|medic\w*)|lem\w* (give|make|do)\w*|does (it|lem\w*)|can (it|lem\w*)|is (that|it) (from|lem\w*))\b"
)
_NUMBERED = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do with a sentence.

    Attributes:
        move: `answer` with `entry`; `clarify` with `options`; `intent` with `intent`; `decline`.
        entry: id of the answer.
        values: slots of the answer.
        options: ids of the answers offered.
        intent: the kind of message when it is no question.
        confidence: 0 to 1.
    """

    move: Literal["answer", "clarify", "intent", "decline"]
    confidence: float
    entry: str | None = None
    values: Mapping[str, str] | None = None
    options: tuple[str, ...] = ()
    intent: str | None = None


class AnswerReader:
    """Decides by the evidence of all readers."""

    def __init__(self, knowledge: Knowledge, topics: Topics) -> None:
        self._knowledge = knowledge
        self._topics = topics
        self._finder = SideEffectFinder(knowledge.side_effects)

    def read(
        self, sentence: str, ranking: Mapping[str, float] | None = None, last_topic: str | None = None
    ) -> Decision:
        """Decide about one sentence.

        Args:
            sentence: what the patient wrote, or one part of it.
            ranking: Rasa's probability for each intent, or None when Rasa was not asked.

        Returns:
            The decision with its confidence.
        """
        vector = self._topics.vector(sentence)
        topics = self._topics.probabilities(vector)
        kinds = _kinds(topics, ranking)
        kind = max(kinds, key=lambda name: kinds[name])
        questions = {
            name.removeprefix(QUESTION): share for name, share in topics.items() if name.startswith(QUESTION)
        }
        mentions = self._finder.find(sentence)
        about_effect = self._about_side_effect(sentence, questions, mentions, kinds)
        if about_effect is not None:
            return about_effect
        if kind != "question":
            return Decision(move="intent", intent=kind, confidence=kinds[kind])
        if self._topics.nearest(vector).likeness < ALIKE_FROM:
            return Decision(move="decline", confidence=1.0 - kinds[kind])
        return self._best_answer(questions, kinds[kind])

    def general_rule(self, sentence: str) -> Decision | None:
        """The general answer nearest to a personal question, with its probability among the questions alone."""
        topics = self._topics.probabilities(self._topics.vector(sentence))
        questions = {
            name.removeprefix(QUESTION): share for name, share in topics.items() if name.startswith(QUESTION)
        }
        total = sum(questions.values())
        best = max(questions, key=lambda name: questions[name])
        if not total or best == FREQUENCY or self._knowledge.entries[best].kind != "answer":
            return None
        return Decision(move="answer", entry=best, values={}, confidence=questions[best] / total)

    def _best_answer(self, questions: Mapping[str, float], share: float) -> Decision:
        total = sum(questions.values()) or 1.0
        ranked = sorted(self._merged(questions).items(), key=lambda item: -item[1])
        best, probability = ranked[0][0], ranked[0][1] / total * share
        if probability >= ANSWER_FROM:
            move: Literal["answer", "decline"] = "answer"
            if self._knowledge.entries[best].kind == "decline":
                return Decision(move=move, entry=best, values={}, confidence=probability)
            return Decision(move=move, entry=best, values={}, confidence=probability)
        close = [name for name, _ in ranked[:OFFERED]]
        together = sum(value for _, value in ranked[:OFFERED]) / total * share
        if together >= CLARIFY_FROM:
            return Decision(move="clarify", options=tuple(close), confidence=together)
        return Decision(move="decline", confidence=probability)

    def _merged(self, questions: Mapping[str, float]) -> Mapping[str, float]:
        """The probabilities with entries that state the same facts added up under the likeliest of them."""
        leaders: dict[frozenset[str], str] = {}
        merged: dict[str, float] = {}
        for name, value in sorted(questions.items(), key=lambda item: -item[1])[:12]:
            facts = frozenset(claim.fact for claim in self._knowledge.entries[name].claims)
            leader = leaders.setdefault(facts, name) if facts else name
            merged[leader] = merged.get(leader, 0.0) + value
        return merged

    def _about_side_effect(
        self,
        sentence: str,
        questions: Mapping[str, float],
        mentions: Sequence[Mention],
        kinds: Mapping[str, float],
    ) -> Decision | None:
        """The frequency of a named effect, when the sentence asks for one."""
        total = sum(questions.values()) or 1.0
        asked = (questions.get(FREQUENCY, 0.0) + questions.get(NOT_LISTED, 0.0)) / total
        cue = bool(_ASKS_HOW_OFTEN.search(sentence.casefold()))
        best = max(questions, key=lambda name: questions[name])
        if kinds.get("question", 0.0) < 0.3 or not (asked >= 0.35 or (cue and asked >= 0.08)):
            return None
        if not mentions:
            if best in (FREQUENCY, NOT_LISTED) and asked >= 0.6:
                return Decision(move="answer", entry=NOT_LISTED, values={}, confidence=asked)
            return None
        if best not in (FREQUENCY, NOT_LISTED) and questions[best] / total > 0.5:
            return None
        effects = mentions[0].effects
        confidence = max(asked, 0.6 if cue else 0.0)
        if len(effects) > 1:
            options = tuple(f"{FREQUENCY}:{effect}" for effect in effects[:OFFERED])
            return Decision(move="clarify", options=options, confidence=confidence)
        return Decision(move="answer", entry=FREQUENCY, values={"effect": effects[0]}, confidence=confidence)


def _kinds(topics: Mapping[str, float], ranking: Mapping[str, float] | None) -> Mapping[str, float]:
    """The probability of each intent by all readers, all questions taken together as `question`."""
    kinds: dict[str, float] = {}
    for name, share in topics.items():
        kind = "question" if name.startswith(QUESTION) else name
        kinds[kind] = kinds.get(kind, 0.0) + share
    if not ranking:
        return kinds
    joined = {
        kind: (share + FLOOR) ** (1 - RASA_SHARE) * (ranking.get(kind, 0.0) + FLOOR) ** RASA_SHARE
        for kind, share in kinds.items()
    }
    total = sum(joined.values())
    return {kind: share / total for kind, share in joined.items()}
