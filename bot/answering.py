"""How do waiting messages get their answer, whatever fails on the way?

Claim the conversation, ask about each part, join the replies with the strongest first, close the turn. When Rasa
is silent the patient still gets fixed words and a nurse is told: there is no way out of here without a reply.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.dialogue import Dialogue, RasaSilent
from bot.enrolment import Enrolment
from bot.replies import Replies
from care import desk
from care.conversation import Turn
from care.errors import TurnClosed
from care.escalation import Concern, Reason
from care.message import Incoming, Kind, Level, Outgoing, Pending, Reply, strongest_first
from care.ports import OpensRecords
from content import ContentError
from language.parts import split

logger = logging.getLogger(__name__)


class Answering:
    """Answers conversations, one turn at a time."""

    def __init__(
        self, database: OpensRecords, dialogue: Dialogue, replies: Replies, *, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._dialogue = dialogue
        self._replies = replies
        self._enrolment = Enrolment(database, replies)
        self._now = now

    def answer(self, conversation: str, *, by: str = "answering") -> Sequence[Outgoing]:
        """Answer what waits in a conversation; nothing when nothing waits or another worker holds it."""
        with self._database.begin() as records:
            turn = desk.claim(records, conversation, by=by, now=self._now())
        if turn is None:
            return ()
        try:
            replies, concerns = self._replies_to(turn)
            with self._database.begin() as records:
                closed = desk.close(records, turn, replies, concerns=concerns, by=by, now=self._now())
        except TurnClosed:
            logger.warning("a turn was taken over before it was closed")
            return ()
        return closed.outgoing

    def answer_all(self, *, limit: int = 50) -> int:
        """Answer every conversation that waits, as after a crash; returns how many were looked at."""
        with self._database.begin() as records:
            waiting = records.conversations_waiting(now=self._now(), limit=limit)
        for conversation in waiting:
            self.answer(conversation, by="worker")
        return len(waiting)

    def _replies_to(self, turn: Turn) -> tuple[Sequence[Reply], Sequence[Concern]]:
        replies: list[Reply] = []
        concerns: list[Concern] = []
        part = 0
        last_topic = turn.conversation.last_topic
        for message in turn.waiting:
            settled = self._enrolment.answer(turn, message, part)
            if settled is not None:
                replies.extend(settled)
                part += 1
                continue
            for text in split(message.text):
                try:
                    said = self._dialogue.ask(text, _metadata(turn, part, message, last_topic))
                    made = [self._reply(custom, turn) for custom in said]
                    # "Why aciclovir, and for how long?": the second question is about what the first one named.
                    last_topic = next((reply.topic for reply in made if reply.kind is Kind.ANSWER), last_topic)
                    replies.extend(made)
                except (RasaSilent, ContentError, KeyError, ValueError) as error:
                    logger.warning("a part could not be answered: %s", error)
                    concerns.append(Concern(level=Level.ROUTINE, reason=Reason.NOT_ANSWERED, words=message.text))
                    replies.append(self._wording("handoff.failure", Kind.HANDOFF, turn))
                part += 1
            if message.level is Level.ROUTINE and not any(
                reply.kind in (Kind.HANDOFF, Kind.ANSWER) for reply in replies
            ):
                replies.append(self._wording("handoff.symptom", Kind.HANDOFF, turn))
        joined = self._joined(turn, replies)
        return (*joined, *self._enrolment.ask_again(turn, joined)), concerns

    def _joined(self, turn: Turn, replies: Sequence[Reply]) -> Sequence[Reply]:
        """The replies without repeats and without small talk beside an answer, the strongest first."""
        distinct = list({(reply.template, tuple(sorted(reply.values.items()))): reply for reply in replies}.values())
        if any(reply.kind in (Kind.ANSWER, Kind.HANDOFF, Kind.TASK, Kind.CLARIFY) for reply in distinct):
            weak = (Kind.SMALLTALK,)
            general = ("decline.general", "decline.out_of_scope")
            distinct = [reply for reply in distinct if reply.kind not in weak and reply.topic not in general]
        # A question that was open before is asked again after what was answered now.
        ordered = tuple(sorted(strongest_first(distinct), key=lambda reply: reply.topic.startswith("ask.still_")))
        if turn.conversation.emergency_is_open(self._now()):
            lead = self._replies.wording(
                "urgent.still_open",
                kind=Kind.URGENT,
                level=Level.EMERGENCY,
                channel=turn.conversation.channel,
            )
            return (lead, *ordered)
        return ordered

    def _reply(self, custom: dict[str, Any], turn: Turn) -> Reply:
        pending = custom.get("pending")
        return self._replies.make(
            custom["template"],
            kind=Kind(custom["kind"]),
            topic=custom["topic"],
            channel=turn.conversation.channel,
            level=Level(custom["level"]) if custom.get("level") else None,
            values=custom.get("values") or {},
            confidence=custom.get("confidence"),
            pending=Pending(
                question=pending["question"],
                options=tuple(pending["options"]),
                known=pending.get("known") or {},
            )
            if pending
            else None,
        )

    def _wording(self, name: str, kind: Kind, turn: Turn) -> Reply:
        return self._replies.wording(name, kind=kind, channel=turn.conversation.channel)


def _metadata(turn: Turn, part: int, message: Incoming, last_topic: str | None) -> dict[str, Any]:
    """What an action may know: ids, the open question and the last topic; never who the patient is."""
    pending = turn.conversation.pending
    return {
        "turn": turn.id,
        "part": part,
        "linked": turn.conversation.linked,
        "pending": {"question": pending.question, "options": list(pending.options), "known": dict(pending.known)}
        if pending
        else None,
        "last_topic": last_topic,
        "written_at": message.written_at.isoformat(),
    }
