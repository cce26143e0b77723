"""What does Rasa tell an action about the turn, and how does an action tell the service what to say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from care.message import Kind, Pending


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One part of a message as an action sees it.

    Attributes:
        text: what the patient wrote.
        turn: id of the turn; every change is made in its name.
        part: which part of the turn this is, from 0.
        linked: whether the sender is known to be a patient of the centre.
        pending: the question that was open, or None.
        last_topic: the answer talked about last, or None.
        ranking: Rasa's probability of each intent.
        written_at: when the patient wrote it, aware, or None when nobody said.
    """

    text: str
    turn: str
    part: int
    linked: bool
    pending: Pending | None
    last_topic: str | None
    ranking: Mapping[str, float]
    written_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the service is to render: a template with its values, and how sure the reading was."""

    kind: Kind
    topic: str
    template: str
    values: Mapping[str, str] | None = None
    confidence: float | None = None
    pending: Pending | None = None


def task_wording(
    name: str, values: Mapping[str, str], *, kind: Kind = Kind.TASK, pending: Pending | None = None
) -> Said:
    """A fixed text about the patient's own dates, tests or reminders, with what the record or the plan says."""
    return Said(kind=kind, topic=name, template=f"wording/{name}", values=values, confidence=1.0, pending=pending)


def asked(tracker: Tracker) -> Asked:
    """Read the tracker that Rasa sent."""
    message = tracker.latest_message or {}
    metadata: Mapping[str, Any] = message.get("metadata") or {}
    return Asked(
        text=message.get("text") or "",
        turn=str(metadata.get("turn") or ""),
        part=int(metadata.get("part") or 0),
        linked=bool(metadata.get("linked", True)),
        pending=pending_in(metadata),
        last_topic=metadata.get("last_topic"),
        ranking={
            intent["name"]: float(intent["confidence"])
            for intent in message.get("intent_ranking") or ()
            if intent.get("name") not in (None, "nlu_fallback")
        },
        written_at=datetime.fromisoformat(metadata["written_at"]) if metadata.get("written_at") else None,
    )


def pending_in(metadata: Mapping[str, Any]) -> Pending | None:
    """The open question that came with a turn, or None."""
    kept = metadata.get("pending")
    if not kept:
        return None
    return Pending(question=kept["question"], options=tuple(kept["options"]), known=kept.get("known") or {})


def say(dispatcher: CollectingDispatcher, said: Said) -> None:
    """Hand a decision to the service."""
    pending = said.pending
    dispatcher.utter_message(
        json_message={
            "kind": said.kind.value,
            "level": None,
            "topic": said.topic,
            "template": said.template,
            "values": dict(said.values or {}),
            "confidence": said.confidence,
            "pending": {
                "question": pending.question,
                "options": list(pending.options),
                "known": dict(pending.known),
            }
            if pending
            else None,
        }
    )
