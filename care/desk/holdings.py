"""What does the clinic hold of one patient: how is it handed out whole, and how is it erased?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from care.audit import Event
from care.conversation import Conversation
from care.message import Channel, Pending
from care.patient import Erased, Patient
from care.ports import Records
from care.written import course_written, preferences_written, recorded_test_written


def export_patient(records: Records, patient: str, *, by: str, now: datetime) -> Mapping[str, Any]:
    """Everything held of a patient as plain values that JSON can hold, instants and dates in ISO form.

    Hashes and the tokens of web sessions are left out: they are keys and say nothing about the person.

    Raises:
        NotFound: when there is no such patient.
    """
    held = records.hold_patient(patient)
    events = records.events_about(patient)
    exported = {
        "profile": _profile(records, held),
        "agreement": _agreement(held),
        "preferences": preferences_written(held.preferences),
        "courses": [course_written(course) for course in records.courses_of(patient)],
        "tests": [recorded_test_written(entry) for entry in records.recorded_tests_of(patient)],
        "changes": [
            {
                "number": change.number,
                "of": change.of.value,
                "key": change.key,
                "before": change.before,
                "after": change.after,
                "by": change.by,
                "at": change.at.isoformat(),
            }
            for change in records.changes_of(patient)
        ],
        "conversations": [_conversation(records, each) for each in records.conversations_of(patient)],
        "escalations": [
            {
                "id": escalation.id,
                "conversation": escalation.conversation,
                "level": escalation.concern.level.value,
                "reason": escalation.concern.reason.value,
                "flag": escalation.concern.flag,
                "words": escalation.concern.words,
                "possible_adverse_event": escalation.concern.possible_adverse_event,
                "state": escalation.state.value,
                "raised_at": escalation.raised_at.isoformat(),
            }
            for escalation in records.escalations_of(patient)
        ],
        "audit": [
            {
                "action": event.action,
                "subject": event.subject,
                "by": event.by,
                "at": event.at.isoformat(),
                "details": dict(event.details),
            }
            for event in events
        ],
    }
    records.audit(Event(action="patient.exported", subject=patient, by=by, at=now))
    return exported


def erase_patient(records: Records, patient: str, *, by: str, now: datetime) -> Erased:
    """Remove all that is held of a patient; the audit keeps that it happened, under an id that leads nowhere now.

    What the audit held before stays: ids, states and dates, no words and no number. A turn in one of the patient's
    conversations is closed by it. A patient's own wish goes to a nurse first, who makes sure who asks.

    Returns:
        How much was removed, with the number of escalations that no nurse had resolved.

    Raises:
        ChangedMeanwhile: when a conversation became the patient's in the meantime; try again.
        NotFound: when there is no such patient.
    """
    erased = records.erase_patient(patient)
    details = {
        "conversations": str(erased.conversations),
        "messages": str(erased.messages),
        "open_escalations": str(erased.open_escalations),
    }
    records.audit(Event(action="patient.erased", subject=patient, by=by, at=now, details=details))
    return erased


def _profile(records: Records, patient: Patient) -> Mapping[str, Any]:
    return {
        "id": patient.id,
        "status": patient.status.value,
        "phone": records.phone_of(patient.id),
        "reference": records.reference_of(patient.id),
        "language": patient.language,
        "country": patient.country,
        "time_zone": patient.time_zone,
        "enrolled_on": patient.enrolled_on.isoformat(),
        "applies": sorted(patient.applies),
        "invited_at": patient.invited_at.isoformat() if patient.invited_at else None,
        "left_reason": patient.left_reason.value if patient.left_reason else None,
    }


def _agreement(patient: Patient) -> Mapping[str, Any] | None:
    agreement = patient.agreement
    if agreement is None:
        return None
    return {
        "version": agreement.version,
        "at": agreement.at.isoformat(),
        "country": agreement.country,
        "time_zone": agreement.time_zone,
    }


def _open_question(pending: Pending | None) -> Mapping[str, Any] | None:
    if pending is None:
        return None
    return {"question": pending.question, "options": list(pending.options), "known": dict(pending.known)}


def _conversation(records: Records, conversation: Conversation) -> Mapping[str, Any]:
    return {
        "id": conversation.id,
        "channel": conversation.channel.value,
        "address": records.address_of(conversation.id) if conversation.channel is Channel.SMS else None,
        "consent": conversation.consent.value,
        "started_at": conversation.started_at.isoformat(),
        "open_question": _open_question(conversation.pending),
        "messages": [
            {
                "id": message.id,
                "text": message.text,
                "written_at": message.written_at.isoformat(),
                "received_at": message.received_at.isoformat(),
                "level": message.level.value if message.level else None,
                "has_media": message.has_media,
            }
            for message in records.incoming_in(conversation.id)
        ],
        "texts": [
            {
                "number": text.number,
                "text": text.reply.text,
                "values": dict(text.reply.values),
                "kind": text.reply.kind.value,
                "topic": text.reply.topic,
                "state": text.state.value,
                "created_at": text.created_at.isoformat(),
            }
            for text in records.outgoing_in(conversation.id)
        ],
    }
