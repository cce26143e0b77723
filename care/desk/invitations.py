"""How is a patient asked to agree to texts, and how does a nurse learn that they did not?

The text that asks is the only unsolicited one that goes out before the patient agreed.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from care.audit import Event
from care.consent import Consent
from care.conversation import Conversation
from care.desk.escalations import raise_concern
from care.desk.patients import INVITATION_WAITS
from care.desk.ties import link
from care.escalation import Concern, Reason
from care.message import Channel, Level, Outgoing, Reply
from care.patient import Patient, PatientStatus
from care.ports import Records

WELCOME = "wording/enrolment.welcome"
"""The template of the text that asks."""

DIGITS = 16
"""Of the hash that stands for a text: nobody writes another text with the same."""


def ask_to_agree(
    records: Records, patient: Patient, conversation: Conversation, replies: Sequence[Reply], *, by: str, now: datetime
) -> bool:
    """Queue the text that asks, with what goes along with it; False when whoever has the number wants no texts.

    Args:
        records: the open records; the caller holds the conversation.
        patient: who is asked.
        conversation: the patient's.
        replies: the texts, the first made from `WELCOME`.
        by: the nurse.
        now: when.
    """
    if conversation.consent is not Consent.GIVEN:
        return False
    if records.conversation(conversation.id).patient is None:
        link(records, conversation.id, patient.id, how="phone", by=by, now=now)
    for reply in replies:
        records.queue(conversation.id, reply, turn=None, answers=None, now=now)
    details = {"conversation": conversation.id, "version": version_of(replies[0].text)}
    records.audit(Event(action="patient.asked_to_agree", subject=patient.id, by=by, at=now, details=details))
    return True


def welcomed(records: Records, conversation: str) -> Outgoing | None:
    """The newest text in a conversation that asked to agree, or None."""
    texts = records.outgoing_in(conversation)
    return next((text for text in reversed(texts) if text.reply.template == WELCOME), None)


def version_of(text: str) -> str:
    """The name under which a text is kept that somebody agrees to: a changed word gives another."""
    return f"enrolment.welcome {sha256(text.encode()).hexdigest()[:DIGITS]}"


def tell_of_unanswered(records: Records, patient: str, *, by: str, now: datetime) -> bool:
    """Tell the nurses once that a patient has not agreed within a week of the invitation.

    Nobody is told of a patient who was never asked, or whose number wants no texts: that has told a nurse already.

    Returns:
        Whether it was told now.
    """
    asked = next((each for each in _asked_in(records, patient) if each.consent is Consent.GIVEN), None)
    if asked is None:
        return False
    records.hold_conversation(asked.id)
    held = records.hold_patient(patient)
    invited_at = held.invited_at
    if held.status is not PatientStatus.INVITED or invited_at is None or invited_at > now - INVITATION_WAITS:
        return False
    if any(
        each.concern.reason is Reason.NOT_AGREED and each.raised_at >= invited_at
        for each in records.escalations_of(patient)
    ):
        return False
    concern = Concern(level=Level.ROUTINE, reason=Reason.NOT_AGREED)
    raise_concern(records, asked.id, concern, incoming=None, by=by, now=now)
    return True


def _asked_in(records: Records, patient: str) -> Sequence[Conversation]:
    """The patient's conversations in which they were asked, those by text message first."""
    asked = [each for each in records.conversations_of(patient) if welcomed(records, each.id) is not None]
    return sorted(asked, key=lambda each: each.channel is not Channel.SMS)
