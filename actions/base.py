"""What do all actions share? The reading of questions, the desk, and how a decision is carried out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from actions.kinds import DECLINED, HANDED_OVER, SMALL_TALK
from actions.tasks import Tasks
from actions.turn import Asked, Said
from care import desk
from care.escalation import Concern
from care.message import Kind, Level, Pending
from care.ports import OpensRecords
from content.rendering import claims_of
from content.values import Knowledge
from language.answers import AnswerReader, Decision
from language.choice import number_chosen
from language.parts import told_and_asked

GENERAL_RULE_FROM = 0.7
"""How sure the reading of a question inside a personal decision must be before its general rule is added."""


class Answerer:
    """Carries out decisions: reads a text, puts concerns on the nurses' list, and says what to render."""

    def __init__(
        self,
        knowledge: Knowledge,
        reader: AnswerReader,
        records: OpensRecords,
        tasks: Tasks,
        *,
        require_approval: bool,
        now: Callable[[], datetime],
    ) -> None:
        """Take what actions work with.

        Args:
            knowledge: the approved content.
            reader: reads questions.
            records: where the records are kept.
            tasks: carries out what concerns a patient's own record.
            require_approval: whether drafts are kept from patients.
            now: the machine's clock.
        """
        self.knowledge = knowledge
        self._reader = reader
        self._records = records
        self._tasks = tasks
        self._require_approval = require_approval
        self._now = now

    def respond(self, asked: Asked) -> Sequence[Said]:
        """Decide about a text by all evidence and carry the decision out."""
        resumed = self.resume(asked)
        if resumed:
            return resumed
        both = told_and_asked(asked.text)
        if both is not None and (done := self._told(replace(asked, text=both[0]))):
            return [*done, *self._decided(replace(asked, text=both[1], pending=None, ranking={}))]
        task = self._tasks.plainly(asked)
        done = self._tasks.of_intent(task, asked) if task is not None else ()
        return done or self._decided(asked)

    def _told(self, asked: Asked) -> Sequence[Said]:
        """Carry out what the telling half of a message states plainly; empty when it states no task."""
        task = self._tasks.plainly(asked)
        return self._tasks.of_intent(task, asked) if task in ("tell_course", "tell_test") else ()

    def _decided(self, asked: Asked) -> Sequence[Said]:
        """Decide by what the readers make of the text."""
        said: list[Said] = []
        for decision in self._reader.read_all(asked.text, asked.ranking, asked.last_topic):
            if decision.move == "intent" and decision.intent is not None:
                said.extend(self.of_intent(decision.intent, asked, decision.confidence))
            else:
                said.extend(self._tasks.beside(asked) or [self.of_decision(decision)])
        return said

    def resume(self, asked: Asked) -> Sequence[Said]:
        """Go on with the open question about the patient's own record; empty when the text is no answer to one."""
        return self._tasks.resume(asked)

    def of_decision(self, decision: Decision) -> Said:
        """What to say for an answer, a question back or a decline."""
        if decision.move == "answer" and decision.entry is not None:
            return self.entry(decision.entry, decision.confidence, dict(decision.values or {}))
        if decision.move == "clarify" and len(decision.options) > 1:
            first, second = (self.named(option) for option in decision.options[:2])
            return Said(
                kind=Kind.CLARIFY,
                topic="clarify.two",
                template="wording/clarify.two",
                values={"first": first, "second": second},
                confidence=decision.confidence,
                pending=Pending(question="choose", options=tuple(decision.options[:2])),
            )
        return wording("decline.general", Kind.DECLINE, decision.confidence)

    def entry(self, name: str, confidence: float | None, values: dict[str, str] | None = None) -> Said:
        """An entry of the knowledge, unless it waits for approval."""
        entry = self.knowledge.entries[name]
        if self._require_approval and entry.review.status != "approved":
            return wording("decline.not_approved", Kind.DECLINE, confidence)
        effect = (values or {}).get("effect")
        return Said(
            kind=Kind(entry.kind),
            topic=f"{name}:{effect}" if effect else name,
            template=f"answer/{name}",
            values=values,
            confidence=confidence,
        )

    def of_option(self, option: str) -> Said:
        """What to say when the patient picked an option that was offered."""
        name, _, effect = option.partition(":")
        return self.entry(name, 1.0, {"effect": effect} if effect else {})

    def named(self, option: str) -> str:
        """How an option is called when it is offered."""
        name, _, effect = option.partition(":")
        if effect:
            return f"how common {self.knowledge.side_effects[effect].name} is"
        return self.knowledge.entries[name].asks

    def of_intent(self, intent: str, asked: Asked, confidence: float) -> Sequence[Said]:
        """What to say for a message that is no question."""
        done = self._tasks.of_intent(intent, asked)
        if done:
            return done
        if intent in HANDED_OVER:
            return self._handed_over(intent, asked, confidence)
        if intent in DECLINED:
            return [wording(DECLINED[intent], Kind.DECLINE, confidence)]
        if intent in SMALL_TALK:
            return [wording(SMALL_TALK[intent], Kind.SMALLTALK, confidence)]
        if intent == "show_source":
            return [self.source_of(asked)]
        if intent == "choose":
            return [self.chosen(asked)]
        return [wording("decline.general", Kind.DECLINE, confidence)]

    def chosen(self, asked: Asked) -> Said:
        """What to say when the patient picks one of the readings that were offered, or none of them."""
        if asked.pending is None or asked.pending.question != "choose":
            return wording("clarify.nothing_to_choose", Kind.DECLINE, None)
        number = number_chosen(asked.text, len(asked.pending.options))
        if number is None:
            return wording("decline.choose_none", Kind.DECLINE, None)
        return self.of_option(asked.pending.options[number])

    def source_of(self, asked: Asked) -> Said:
        """The passage behind the last answer, or where it stands when the centre's copy is not loaded."""
        name, _, effect = (asked.last_topic or "").partition(":")
        values = {"effect": effect} if effect else {}
        if name not in self.knowledge.entries:
            return wording("source.none", Kind.SMALLTALK, None)
        claims = claims_of(self.knowledge, self.knowledge.entries[name], values)
        if not claims:
            return wording("source.none", Kind.SMALLTALK, None)
        source = claims[0].source
        document = self.knowledge.documents[source.document]
        cited = self.knowledge.facts[claims[0].fact].cite_section
        said = {
            "document": document.title,
            "section": source.section if cited else "to be confirmed",
            "version": document.version_words or "not yet checked",
            "source_document": source.document,
            "source_section": source.section if cited else "",
        }
        passage = None
        if source.sentence:
            with self._records.reading() as records:
                passage = records.passage(source.document, source.sentence)
        if passage is None:
            return Said(
                kind=Kind.ANSWER,
                topic="source.not_loaded",
                template="wording/source.not_loaded",
                values=said,
            )
        return Said(
            kind=Kind.ANSWER,
            topic="source.shown",
            template="wording/source.shown",
            values={**said, "passage": passage.text},
        )

    def _handed_over(self, intent: str, asked: Asked, confidence: float) -> Sequence[Said]:
        handover = HANDED_OVER[intent]
        if not asked.linked:
            return [wording("handoff.unlinked", Kind.HANDOFF, confidence)]
        concern = Concern(
            level=Level.ROUTINE,
            reason=handover.reason,
            words=asked.text,
            possible_adverse_event=handover.adverse_event,
        )
        with self._records.begin() as records:
            desk.escalate_in_turn(records, asked.turn, asked.part, concern, by=f"action.{intent}", now=self._now())
        said = [wording(handover.wording, Kind.HANDOFF, confidence)]
        if handover.with_rule:
            rule = self._reader.general_rule(asked.text)
            if rule is not None and rule.confidence >= GENERAL_RULE_FROM and rule.entry is not None:
                said.append(self.entry(rule.entry, rule.confidence))
        return said


def wording(name: str, kind: Kind, confidence: float | None) -> Said:
    """A fixed text."""
    return Said(kind=kind, topic=name, template=f"wording/{name}", confidence=confidence)
