"""What kind of message is it, which approved answer fits, and is that sure enough to say it?

Evidence comes from several readers: the trained topics, Rasa's ranking of intents, the side effects a sentence
names, and what was talked about last. It ends in one of four decisions: answer, ask back with the close readings,
hand to another intent, or decline. Being wrong is worse than being silent: the limits below are set on the
development part of the evaluation set and reported on the other part.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from content.phrases import QUESTION
from content.values import Knowledge
from language.coverage import Coverage, confidence
from language.follow_ups import FollowUps
from language.frequencies import FREQUENCY, FrequencyQuestions
from language.kinds import FOR_NURSE, QUESTIONS, SURE_ENOUGH, likeliest, probabilities
from language.lexical import Floats
from language.medicines import OtherMedicines
from language.topics import Evidence, TopicReader

CLARIFY_FROM = 0.5
"""Probability of two readings together from which the patient is asked which one is meant."""
UNASKED = 0.05
"""What the probability of an answer about dying is multiplied with when the sentence does not speak of it."""
ASKS_FROM = 0.3
"""Probability of a question from which it is looked at as one although another kind is likelier."""
STANDS_ALONE = 0.8
"""Confidence from which a short sentence after an answer is taken for itself, when it does not begin with "and"."""
SAME_KIND = 5.0
"""What the probability of an answer is multiplied with after one of the same kind (`listeria.` after `listeria.`)."""
JUST_GIVEN = 0.1
"""The same for the answer that was just given."""
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
        self._coverage = Coverage(
            knowledge,
            [name if asks else "" for name, asks in zip(self._entries, self._questions, strict=True)],
        )
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
        kinds = probabilities(self._topics.names, evidence.shares, ranking)
        if kinds[QUESTIONS] >= ASKS_FROM and self._medicines.asked(evidence.text):
            return (Decision(move="intent", intent="other_medicine", confidence=kinds[QUESTIONS]),)
        kind = likeliest(kinds, evidence.text)
        if kind != "report_result" and (about_effects := self._about_side_effects(evidence, kinds)):
            if self._medicines.for_ms(evidence.text):
                return (Decision(move="intent", intent="other_medicine", confidence=kinds[QUESTIONS]),)
            return about_effects
        if kind != QUESTIONS:
            if kind not in FOR_NURSE and kinds[kind] < SURE_ENOUGH:
                return (Decision(move="decline", confidence=1.0 - kinds[kind]),)
            return (Decision(move="intent", intent=kind, confidence=kinds[kind]),)
        if evidence.likeness < self._topics.unknown_below:
            return (Decision(move="decline", confidence=1.0 - kinds[kind]),)
        return (self._best_answer(evidence, kinds[QUESTIONS]),)

    def _best_answer(self, evidence: Evidence, share: float) -> Decision:
        shares = self._of_questions(evidence) * np.float32(share)
        worth = np.where(self._answerable, self._coverage.worth(shares), -1.0)
        best = int(worth.argmax())
        covered = self._coverage.expected(shares, best)
        rival = float(np.where(self._coverage.states(best) < 0.5, shares, 0.0).max())
        sure = confidence(self._topics.calibration, covered, covered - rival, evidence.likeness)
        if sure >= self._topics.answer_from:
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
        scaled: Floats = (shares / max(float(shares.sum()), 1e-9)).astype(np.float32)
        return scaled

    def _about_side_effects(self, evidence: Evidence, kinds: Mapping[str, float]) -> tuple[Decision, ...]:
        """The frequencies of the named effects, when the sentence asks for them."""
        if kinds[QUESTIONS] < ASKS_FROM:
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
                decisions.append(Decision(move="answer", entry=FREQUENCY, values=values, confidence=asked.confidence))
        return tuple(decisions)

    def _follow_up(self, evidence: Evidence, ranking: Ranking | None, last_topic: str) -> tuple[Decision, ...] | None:
        """What a short sentence means after the last answer, when alone it says too little."""
        asked = self._follow_ups.read(evidence.text, last_topic)
        if asked is None:
            return None
        if asked.entry is not None:
            values = {"effect": asked.effect} if asked.effect else {}
            return (Decision(move="answer", entry=asked.entry, values=values, confidence=asked.confidence),)
        alone = self._decisions(evidence, ranking)
        if alone[0].move == "intent" or (alone[0].confidence >= STANDS_ALONE and not asked.leans):
            return alone
        joined = self._topics.read(asked.text)
        share = float(joined.shares[self._questions].sum())
        same_chapter = self._best_answer(self._near(joined, last_topic.partition(":")[0]), share)
        return (same_chapter,) if same_chapter.move == "answer" else alone

    def _near(self, evidence: Evidence, last: str) -> Evidence:
        """Evidence in which answers of the last one's kind count more, and the last one, just given, less."""
        weights = np.ones(len(self._entries), dtype=np.float32)
        weights[[name.partition(".")[0] == last.partition(".")[0] for name in self._entries]] = SAME_KIND
        weights[[name == last for name in self._entries]] = JUST_GIVEN
        return replace(evidence, shares=np.where(self._questions, evidence.shares * weights, 0.0))
