"""Which approved answers fit a question, and are they sure enough to be said?

One answer when it is sure to state what was asked; two when only both together are; two offered when they share the
probability; else none. What the sources are silent on is declined.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from content.phrases import QUESTION
from content.values import Knowledge
from language.coverage import Coverage, confidence
from language.frequencies import FREQUENCY
from language.lexical import Floats
from language.strangers import Strangers
from language.topics import Evidence, TopicReader

STRANGER = 0.1
"""What each word that is strange to all questions and answers takes from the confidence in an answer."""
MOST_STRANGERS = 3
"""More than these are not counted: somebody is telling a story."""
BOTH_FROM = 0.65
"""Confidence in two answers together from which both are given, when neither is sure enough alone."""
UNANSWERED_FROM = 0.4
"""Probability of all topics that the sources are silent on, together, from which a question is declined."""
CLARIFY_FROM = 0.5
"""Probability of two readings together from which the patient is asked which one is meant."""
UNASKED = 0.05
"""What the probability of an answer about dying is multiplied with when the sentence does not speak of it."""
_SPEAKS_OF_DYING = re.compile(
    r"\b(?:di(?:e|es|ed|ying)|dead\w*|deaths?|fatal\w*|kill\w*|lethal|mortal\w*|surviv\w*|life[ -]threatening"
    r"|danger\w*|worst|how (?:bad|serious))\b"
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do with a sentence.

    Attributes:
        move: `answer` with `entry`; `clarify` with `options`; `intent` with `intent`; `decline`.
        entry: id of the answer.
        values: slots of the answer.
        options: ids of the answers offered, `side_effect.frequency:<effect>` for the frequency of an effect.
        intent: the kind of message when it is no question.
        confidence: 0 to 1.
    """

    move: Literal["answer", "clarify", "intent", "decline"]
    confidence: float
    entry: str | None = None
    values: Mapping[str, str] | None = None
    options: tuple[str, ...] = ()
    intent: str | None = None


class FittingAnswers:
    """Weighs all answers against a question. Made once; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, topics: TopicReader) -> None:
        """Take the answers that there are, and what is known of the reader of topics."""
        self._topics = topics
        self.questions = np.array([name.startswith(QUESTION) for name in topics.names], dtype=bool)
        """Which topics are questions."""
        self.entries = tuple(name.removeprefix(QUESTION) for name in topics.names)
        """The entry of each topic; the name of the intent when it is no question."""
        # A topic whose entry was taken out of the knowledge since the training cannot be answered.
        known = np.array([name in knowledge.entries for name in self.entries], dtype=bool)
        self._answerable = self.questions & known & (np.array(self.entries) != FREQUENCY)
        self._unanswered = np.array(
            [name in knowledge.entries and knowledge.entries[name].kind == "decline" for name in self.entries],
            dtype=bool,
        )
        self._about_dying = np.array([name.endswith(".fatal") for name in self.entries], dtype=bool)
        self._coverage = Coverage(
            knowledge,
            [name if asks else "" for name, asks in zip(self.entries, self.questions, strict=True)],
        )
        self._strangers = Strangers(knowledge, topics.spoken)

    def best(self, evidence: Evidence, share: float) -> tuple[Decision, ...]:
        """The answer that states the most of what may be asked; two when only both together are sure to state it.

        Args:
            evidence: what the readers know of the sentence.
            share: probability that it is a question at all.

        Returns:
            One answer or two, or one question back, or one decline.
        """
        shares = self.of_questions(evidence) * np.float32(share)
        worth = np.where(self._answerable, self._coverage.worth(shares), -1.0)
        best = int(worth.argmax())
        covered = self._coverage.expected(shares, best)
        sure = self._sure(evidence, shares, best)
        if sure >= self._topics.answer_from:
            return (self._answer(best, sure),)
        if float(shares[self._unanswered].sum()) >= UNANSWERED_FROM:
            return (Decision(move="decline", confidence=float(shares[self._unanswered].sum())),)
        second = int(
            np.where(self._answerable & ~self._unanswered, self._coverage.worth_beside(shares, best), -1.0).argmax()
        )
        both = self._sure(evidence, shares, best, second)
        if both >= BOTH_FROM and not self._unanswered[best]:
            return (self._answer(best, both), self._answer(second, both))
        rival = int(np.where((self._coverage.states(best) < 0.5) & self._answerable, shares, -1.0).argmax())
        together = covered + float(shares[rival])
        if together >= CLARIFY_FROM:
            options = (self.entries[best], self.entries[rival])
            return (Decision(move="clarify", options=options, confidence=together),)
        return (Decision(move="decline", confidence=1.0 - covered),)

    def _sure(self, evidence: Evidence, shares: Floats, *answers: int) -> float:
        """How likely the answers together state what was asked for."""
        states = self._coverage.states(*answers)
        covered = float(shares @ states)
        rival = float(np.where(states < 0.5, shares, 0.0).max())
        strange = STRANGER * min(self._strangers.count(evidence.text), MOST_STRANGERS)
        return confidence(self._topics.calibration, covered, covered - rival, evidence.likeness) - strange

    def _answer(self, topic: int, sure: float) -> Decision:
        return Decision(move="answer", entry=self.entries[topic], values={}, confidence=sure)

    def of_questions(self, evidence: Evidence) -> Floats:
        """The probability of each topic among the questions; dying is not brought up unasked."""
        shares = np.where(self.questions, evidence.shares, 0.0)
        if not _SPEAKS_OF_DYING.search(evidence.text):
            shares = np.where(self._about_dying, shares * UNASKED, shares)
        scaled: Floats = (shares / max(float(shares.sum()), 1e-9)).astype(np.float32)
        return scaled
