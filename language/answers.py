"""What kind of message is it, which approved answer fits, and is that sure enough to say it?

Evidence comes from several readers: the trained topics, Rasa's ranking of intents, the side effects a sentence
names, and what was talked about last. It ends in one of four decisions: answer, ask back with the close readings,
hand to another intent, or decline. Being wrong is worse than being silent: the limits below are set on the
development part of the evaluation set and reported on the other part.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from content.values import Knowledge
from language.fitting import Decision, FittingAnswers
from language.follow_ups import FollowUps
from language.frequencies import FREQUENCY, FrequencyQuestions
from language.kinds import FOR_NURSE, QUESTIONS, SURE_ENOUGH, likeliest, probabilities
from language.medicines import OtherMedicines
from language.parts import asking_sentence
from language.topics import Evidence, TopicReader

PLAINLY_DECLINED = 0.7
"""Probability of what is outside the sources below which it goes to the nurses instead, when it may be for them."""
STORY_FROM = 0.65
"""Confidence from which the asking sentence of a story is answered by itself."""
FOR_NURSE_FROM = 0.04
"""Probability of what is for the nurses, together, from which an unsure question about oneself goes to them."""
ASKS_FROM = 0.3
"""Probability of a question from which it is looked at as one although another kind is likelier."""
PLAINLY_FROM = 0.1
"""The same when a sentence asks in so many words how common an effect is."""
STANDS_ALONE = 0.8
"""Confidence from which a short sentence after an answer is taken for itself, when it does not begin with "and"."""
SAME_KIND = 5.0
"""What the probability of an answer is multiplied with after one of the same kind (`listeria.` after `listeria.`)."""
JUST_GIVEN = 0.1
"""The same for the answer that was just given."""
DECLINED = ("out_of_scope", "other_medicine", "others_data", "manipulation")
"""Intents that end in a decline."""
_ABOUT_ONESELF = re.compile(r"\b(?:i|i'm|im|i've|ive|me|my|mine|we|us|our)\b")
__all__ = ["AnswerReader", "Decision"]
Ranking = Mapping[str, float]


class AnswerReader:
    """Decides by the evidence of all readers. Made once; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, topics: TopicReader) -> None:
        """Take the answers that there are, and the trained reader of topics."""
        self._topics = topics
        self._fitting = FittingAnswers(knowledge, topics)
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
        decisions = self._decisions(evidence, ranking)
        return self._beside_its_story(sentence, decisions) or decisions

    def _beside_its_story(self, sentence: str, decisions: tuple[Decision, ...]) -> tuple[Decision, ...] | None:
        """The answer to the asking sentence alone, when with the story around it the reading was unsure."""
        leading = decisions[0]
        worn_out = leading.intent == "worn_out"
        if not worn_out and leading.move not in ("decline", "clarify") and len(decisions) == 1:
            return None
        question = asking_sentence(sentence)
        if question is None:
            return None
        alone = self._decisions(self._topics.read(question), None)
        if alone[0].move != "answer" or alone[0].confidence < STORY_FROM:
            return None
        return (leading, *alone) if worn_out else alone

    def general_rule(self, sentence: str) -> Decision | None:
        """The general answer to a personal question, when it is read as a question alone and fits well; else None."""
        decision, *others = self._fitting.best(self._topics.read(sentence), 1.0)
        if others or decision.move != "answer" or decision.entry is None or decision.entry == FREQUENCY:
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
        if kind in DECLINED and kinds[kind] < PLAINLY_DECLINED and (personal := self._about_oneself(evidence, kinds)):
            return (personal,)
        if kind != QUESTIONS:
            if kind not in FOR_NURSE and kinds[kind] < SURE_ENOUGH:
                return (Decision(move="decline", confidence=1.0 - kinds[kind]),)
            return (Decision(move="intent", intent=kind, confidence=kinds[kind]),)
        if evidence.likeness < self._topics.unknown_below:
            return (Decision(move="decline", confidence=1.0 - kinds[kind]),)
        answers = self._fitting.best(evidence, kinds[QUESTIONS])
        if answers[0].move != "answer" and (personal := self._about_oneself(evidence, kinds)):
            return (personal,)
        return answers

    def _about_oneself(self, evidence: Evidence, kinds: Mapping[str, float]) -> Decision | None:
        """To the nurses with what no answer fits, when it is about the writer and may be for them."""
        together = sum(kinds.get(name, 0.0) for name in FOR_NURSE)
        if together < FOR_NURSE_FROM or not _ABOUT_ONESELF.search(evidence.text):
            return None
        kind = max(FOR_NURSE, key=lambda name: kinds.get(name, 0.0))
        return Decision(move="intent", intent=kind, confidence=together)

    def _about_side_effects(self, evidence: Evidence, kinds: Mapping[str, float]) -> tuple[Decision, ...]:
        """The frequencies of the named effects, when the sentence asks for them."""
        shares = dict(zip(self._fitting.entries, self._fitting.of_questions(evidence).tolist(), strict=True))
        asked = self._frequencies.asked(evidence.text, shares)
        if asked is None or (kinds[QUESTIONS] < ASKS_FROM and not (asked.plainly and kinds[QUESTIONS] >= PLAINLY_FROM)):
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
        # "How far ahead?" alone sounds like somebody's own dates, "and the third?" like a choice.
        stands = alone[0].intent is not None and (not asked.leans or alone[0].intent in (*FOR_NURSE, *DECLINED))
        if stands or (alone[0].confidence >= STANDS_ALONE and not asked.leans):
            return alone
        joined = self._topics.read(asked.text)
        share = float(joined.shares[self._fitting.questions].sum())
        same_chapter = self._fitting.best(self._near(joined, last_topic.partition(":")[0]), share)
        return same_chapter if same_chapter[0].move == "answer" else alone

    def _near(self, evidence: Evidence, last: str) -> Evidence:
        """Evidence in which answers of the last one's kind count more, and the last one, just given, less."""
        weights = np.ones(len(self._fitting.entries), dtype=np.float32)
        weights[[name.partition(".")[0] == last.partition(".")[0] for name in self._fitting.entries]] = SAME_KIND
        weights[[name == last for name in self._fitting.entries]] = JUST_GIVEN
        return replace(evidence, shares=np.where(self._fitting.questions, evidence.shares * weights, 0.0))
