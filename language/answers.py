"""What kind of message is it, which approved answer fits, and is that sure enough to say it?

Evidence comes from several readers: the trained topics, Rasa's ranking of intents, the side effects a sentence
names, and what was talked about last. It ends in one of four decisions: answer, ask back with the close readings,
hand to another intent, or decline. Being wrong is worse than being silent: the limits below are set on the
development part of the evaluation set and reported on the other part.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from content.phrases import QUESTION
from content.values import Knowledge
from language.coverage import Coverage
from language.follow_ups import FollowUps
from language.frequencies import FREQUENCY, FrequencyQuestions
from language.medicines import OtherMedicines
from language.topics import Evidence, Floats, TopicReader

ANSWER_FROM = 0.6
"""Confidence from which an answer is given."""
CLARIFY_FROM = 0.45
"""Probability of two readings together from which the patient is asked which one is meant."""
UNKNOWN_BELOW = 0.42
"""Likeness with the nearest known phrase below which a sentence is about something unknown."""
RASA_SHARE = 0.35
"""Weight of Rasa's ranking against the trained topics when the kind of message is decided."""
FLOOR = 0.003
"""Least probability that either reader gives to a kind, so that neither can rule one out alone."""
ASKS_FROM = 0.3
"""Probability of a question from which it is looked at as one although another kind is likelier."""
INTENT_FROM = 0.4
"""Probability of a task or of small talk below which it is not taken for granted."""
FOR_NURSE = (
    "personal_decision",
    "report_result",
    "report_symptom",
    "side_effect_report",
    "ask_for_nurse",
    "worn_out",
)
"""Intents that end on the nurses' list: which of them it is matters less than that it is one."""
UNASKED = 0.05
"""What the probability of an answer about dying is multiplied with when the sentence does not speak of it."""
_SPEAKS_OF_DYING = re.compile(
    r"\b(?:di(?:e|es|ed|ying)|dead\w*|deaths?|fatal\w*|kill\w*|lethal|mortal\w*|surviv\w*|life[ -]threatening"
    r"|danger\w*|worst|how (?:bad|serious))\b"
)

Ranking = Mapping[str, float]


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


class AnswerReader:
    """Decides by the evidence of all readers. Made once; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, topics: TopicReader) -> None:
        """Take the answers that there are, and the trained reader of topics."""
        self._topics = topics
        self._questions = np.array([name.startswith(QUESTION) for name in topics.names], dtype=bool)
        self._entries = tuple(name.removeprefix(QUESTION) for name in topics.names)
        # A topic whose entry was taken out of the knowledge since the training cannot be answered.
        known = np.array([name in knowledge.entries for name in self._entries], dtype=bool)
        self._answerable = self._questions & known & (np.array(self._entries) != FREQUENCY)
        self._about_dying = np.array([name.endswith(".fatal") for name in self._entries], dtype=bool)
        self._coverage = Coverage(knowledge, [self._entries[i] if self._questions[i] else "" for i in range(len(known))])
        self._knowledge = knowledge
        self._frequencies = FrequencyQuestions(knowledge)
        self._follow_ups = FollowUps(knowledge)
        self._medicines = OtherMedicines(entry.answer for entry in knowledge.entries.values())

    def read(self, sentence: str, ranking: Ranking | None = None, last_topic: str | None = None) -> Decision:
        """Decide about one sentence; of several decisions the first.

        Args:
            sentence: what the patient wrote, or one part of it.
            ranking: Rasa's probability for each intent, or None when Rasa was not asked.
            last_topic: the answer talked about last, as `<entry>` or `side_effect.frequency:<effect>`.

        Returns:
            The decision with its confidence.
        """
        return self.read_all(sentence, ranking, last_topic)[0]

    def read_all(
        self, sentence: str, ranking: Ranking | None = None, last_topic: str | None = None
    ) -> tuple[Decision, ...]:
        """All decisions about one sentence: several when it asks how common several side effects are."""
        evidence = self._topics.read(sentence)
        if last_topic is not None and (follow_up := self._follow_up(evidence, ranking, last_topic)):
            return follow_up
        return self._decisions(evidence, ranking)

    def general_rule(self, sentence: str) -> Decision | None:
        """The general answer to a personal question, when it is read as a question alone and fits well; else None."""
        decision = self._best_answer(self._topics.read(sentence), 1.0)
        if decision.move != "answer" or decision.entry is None or decision.entry == FREQUENCY:
            return None
        return decision if self._knowledge.entries[decision.entry].kind == "answer" else None

    def _decisions(self, evidence: Evidence, ranking: Ranking | None) -> tuple[Decision, ...]:
        kinds = self._kinds(evidence.shares, ranking)
        if kinds["question"] >= ASKS_FROM and self._medicines.asked(evidence.text):
            return (Decision(move="intent", intent="other_medicine", confidence=kinds["question"]),)
        if about_effects := self._about_side_effects(evidence, kinds):
            return about_effects
        kind = max(kinds, key=lambda name: kinds[name])
        for_nurse = sum(kinds.get(name, 0.0) for name in FOR_NURSE)
        if for_nurse > kinds[kind]:
            kind = max(FOR_NURSE, key=lambda name: kinds.get(name, 0.0))
        if kind != "question":
            if kind not in FOR_NURSE and kinds[kind] < INTENT_FROM:
                return (Decision(move="decline", confidence=1.0 - kinds[kind]),)
            return (Decision(move="intent", intent=kind, confidence=kinds[kind]),)
        if evidence.likeness < UNKNOWN_BELOW:
            return (Decision(move="decline", confidence=1.0 - kinds[kind]),)
        return (self._best_answer(evidence, kinds["question"]),)

    def _best_answer(self, evidence: Evidence, share: float) -> Decision:
        shares = self._of_questions(evidence) * share
        worth = np.where(self._answerable, self._coverage.worth(shares), -1.0)
        best = int(worth.argmax())
        covered = self._coverage.expected(shares, best)
        rival = float(np.where(self._coverage.states(best) < 0.5, shares, 0.0).max())
        sure = confidence(self._topics.calibration, covered, covered - rival, evidence.likeness)
        if sure >= ANSWER_FROM:
            return Decision(move="answer", entry=self._entries[best], values={}, confidence=sure)
        second = int(np.where((self._coverage.states(best) < 0.5) & self._answerable, shares, -1.0).argmax())
        together = covered + float(shares[second])
        if together >= CLARIFY_FROM:
            options = (self._entries[best], self._entries[second])
            return Decision(move="clarify", options=options, confidence=together)
        return Decision(move="decline", confidence=1.0 - covered)

    def _of_questions(self, evidence: Evidence) -> Floats:
        """The probability of each topic among the questions; dying is not brought up unasked."""
        shares = np.where(self._questions, evidence.shares, 0.0)
        if not _SPEAKS_OF_DYING.search(evidence.text):
            shares = np.where(self._about_dying, shares * UNASKED, shares)
        scaled: Floats = shares / max(float(shares.sum()), 1e-9)
        return scaled

    def _about_side_effects(self, evidence: Evidence, kinds: Mapping[str, float]) -> tuple[Decision, ...]:
        """The frequencies of the named effects, when the sentence asks for them."""
        if kinds["question"] < ASKS_FROM:
            return ()
        shares = dict(zip(self._entries, self._of_questions(evidence).tolist(), strict=True))
        asked = self._frequencies.asked(evidence.text, shares)
        if asked is None:
            return ()
        if asked.entry != FREQUENCY:
            return (Decision(move="answer", entry=asked.entry, values={}, confidence=asked.confidence),)
        decisions = []
        for effects in asked.effects:
            options = tuple(f"{FREQUENCY}:{effect}" for effect in effects[:2])
            if len(effects) > 1:
                decisions.append(Decision(move="clarify", options=options, confidence=asked.confidence))
            else:
                values = {"effect": effects[0]}
                decisions.append(
                    Decision(move="answer", entry=FREQUENCY, values=values, confidence=asked.confidence)
                )
        return tuple(decisions)

    def _follow_up(
        self, evidence: Evidence, ranking: Ranking | None, last_topic: str
    ) -> tuple[Decision, ...] | None:
        """What a short sentence means after the last answer, when alone it says too little."""
        asked = self._follow_ups.read(evidence.text, last_topic)
        if asked is None:
            return None
        if asked.entry is not None:
            values = {"effect": asked.effect} if asked.effect else {}
            return (Decision(move="answer", entry=asked.entry, values=values, confidence=asked.confidence),)
        alone = self._decisions(evidence, ranking)
        if alone[0].move in ("answer", "intent") and not asked.leans:
            return alone
        joined = self._decisions(self._topics.read(asked.text), None)
        if joined[0].move == "answer":
            return tuple(replace(decision, confidence=decision.confidence * 0.9) for decision in joined)
        return alone

    def _kinds(self, shares: Floats, ranking: Ranking | None) -> Mapping[str, float]:
        """The probability of each intent by all readers, all questions taken together as `question`."""
        kinds = {"question": float(shares[self._questions].sum())}
        for position in np.flatnonzero(~self._questions):
            kinds[self._topics.names[position]] = float(shares[position])
        if not ranking:
            return kinds
        joined = {
            kind: (share + FLOOR) ** (1 - RASA_SHARE) * (ranking.get(kind, 0.0) + FLOOR) ** RASA_SHARE
            for kind, share in kinds.items()
        }
        total = sum(joined.values())
        return {kind: share / total for kind, share in joined.items()}


def confidence(calibration: tuple[float, ...], covered: float, lead: float, likeness: float) -> float:
    """How likely an answer states the facts that were asked for.

    Args:
        calibration: constant and weights of a logistic regression, fitted on out-of-fold readings of the phrases.
        covered: share of the asked facts that the answer is expected to state, 0 to 1.
        lead: `covered` less the probability of the likeliest topic whose facts the answer does not state.
        likeness: with the nearest training phrase.

    Returns:
        A probability.
    """
    constant, by_covered, by_lead, by_likeness = calibration
    bounded = min(max(covered, 0.01), 0.99)
    score = constant + by_covered * math.log(bounded / (1.0 - bounded)) + by_lead * lead + by_likeness * likeness
    return 1.0 / (1.0 + math.exp(-score))
