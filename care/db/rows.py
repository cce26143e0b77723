"""How does a row become a value, and a value a column?"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from care.audit import ChainedEvent, Event
from care.consent import Consent
from care.conversation import Conversation
from care.db.sealing import Sealer
from care.escalation import Concern, Escalation, Reason, State
from care.message import (
    Channel,
    Citation,
    Incoming,
    IncomingState,
    Kind,
    Level,
    Outgoing,
    OutgoingState,
    Pending,
    Reply,
)


def conversation_from(row: Row[Any], sealer: Sealer) -> Conversation:
    """A conversation with its open question."""
    pending = None
    if row.pending is not None:
        kept = json.loads(sealer.open(row.pending, f"conversations:{row.id}:pending"))
        pending = Pending(question=kept["question"], options=tuple(kept["options"]), known=kept.get("known", {}))
    return Conversation(
        id=row.id,
        channel=Channel(row.channel),
        linked=row.linked,
        consent=Consent(row.consent),
        pending=pending,
        last_topic=row.last_topic,
        emergency_at=row.emergency_at,
        started_at=row.started_at,
        patient=row.patient_id,
    )


def incoming_from(row: Row[Any], sealer: Sealer) -> Incoming:
    """A kept message, opened."""
    return Incoming(
        id=row.id,
        conversation=row.conversation_id,
        text=sealer.open(row.text, f"incoming:{row.id}:text"),
        written_at=row.written_at,
        received_at=row.received_at,
        state=IncomingState(row.state),
        level=Level(row.level) if row.level else None,
        has_media=row.has_media,
    )


def outgoing_from(row: Row[Any], sealer: Sealer) -> Outgoing:
    """A text on its way, opened."""
    return Outgoing(
        id=row.id,
        conversation=row.conversation_id,
        number=row.number,
        turn=row.turn_id,
        answers=row.answers_id,
        reply=Reply(
            kind=Kind(row.kind),
            level=Level(row.level) if row.level else None,
            topic=row.topic,
            template=row.template,
            values=json.loads(sealer.open(row.slots, f"outgoing:{row.id}:slots")),
            text=sealer.open(row.text, f"outgoing:{row.id}:text"),
            language=row.language,
            sources=tuple(Citation(**source) for source in json.loads(row.sources)),
            confidence=row.confidence,
        ),
        state=OutgoingState(row.state),
        created_at=row.created_at,
    )


def escalation_from(row: Row[Any], sealer: Sealer) -> Escalation:
    """An escalation with the patient's words, opened."""
    return Escalation(
        id=row.id,
        conversation=row.conversation_id,
        incoming=row.incoming_id,
        concern=Concern(
            level=Level(row.level),
            reason=Reason(row.reason),
            flag=row.flag,
            words=sealer.open(row.words, f"escalations:{row.id}:words"),
            possible_adverse_event=row.possible_adverse_event,
        ),
        state=State(row.state),
        raised_at=row.raised_at,
    )


def event_from(row: Row[Any]) -> ChainedEvent:
    """An audit event with its place in the chain."""
    return ChainedEvent(
        number=row.number,
        event=Event(action=row.action, subject=row.subject, by=row.by, at=row.at, details=json.loads(row.details)),
        previous=row.previous,
        digest=row.digest,
    )


def pending_to_json(pending: Pending) -> str:
    """An open question as it is sealed."""
    return json.dumps({"question": pending.question, "options": list(pending.options), "known": dict(pending.known)})


def sources_to_json(sources: Sequence[Citation]) -> str:
    """Named sources as they are kept."""
    return json.dumps([{"document": s.document, "section": s.section, "version": s.version} for s in sources])
