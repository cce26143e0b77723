"""How does a patient come in: who asks them to agree, what counts as their answer, and what ties a web chat to them?

The answer is a figure and never YES: carriers take that word for START. Warning signs were read before any of this.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.enrolment_words import Answer, answer_in, code_in
from bot.replies import Replies
from care import desk
from care.consent import Consent
from care.conversation import Conversation, Turn
from care.desk.invitations import version_of
from care.errors import AlreadyEnrolled, MoveNotAllowed
from care.escalation import Concern, Reason
from care.message import Channel, Incoming, Kind, Level, Reply
from care.patient import Patient, PatientStatus
from care.ports import OpensRecords, Records

BY = "answering"
AGAIN = "enrolment.ask_again"


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What came of an invitation.

    Attributes:
        patient: who is invited.
        asked: whether the text that asks to agree was queued.
        hindrance: why it was not, as a sentence for the nurse, or None.
    """

    patient: Patient
    asked: bool
    hindrance: str | None = None


class Enrolment:
    """Invites patients and reads what they answer."""

    def __init__(self, database: OpensRecords, replies: Replies, *, demo: bool = False) -> None:
        """Take the parts.

        Args:
            database: where patients are kept.
            replies: makes the fixed texts.
            demo: whether the first text says that the centre is invented.
        """
        self._database = database
        self._replies = replies
        self._demo = demo

    def add(
        self,
        records: Records,
        *,
        phone: str | None,
        reference: str | None,
        language: str,
        country: str,
        time_zone: str,
        applies: Collection[str] = (),
        welcome: bool = True,
        by: str,
        now: datetime,
    ) -> Invited:
        """Enrol a patient and queue the text that asks them to agree; arguments and errors are those of `desk.enrol`.

        `welcome` is False when nobody is to be asked yet.
        """
        conversation = self._conversation(records, phone, now=now) if phone and welcome else None
        patient = desk.enrol(
            records,
            phone=phone,
            reference=reference,
            language=language,
            country=country,
            time_zone=time_zone,
            applies=applies,
            by=by,
            now=now,
        )
        return self._ask(records, patient, conversation, phone, by=by, now=now)

    def invite(self, records: Records, patient: Patient, *, by: str, now: datetime) -> Invited:
        """Ask a patient who was never asked, or who declined or left.

        Raises:
            MoveNotAllowed: when they agreed already, or were asked and have not answered.
        """
        phone = records.phone_of(patient.id)
        conversation = self._conversation(records, phone, now=now, patient=patient.id) if phone else None
        if patient.status is PatientStatus.INVITED:
            if conversation is not None and desk.welcomed(records, conversation.id) is not None:
                raise MoveNotAllowed("The patient was asked by text already and has not answered; please call them.")
        else:
            patient = desk.invite(records, patient.id, by=by, now=now)
        return self._ask(records, patient, conversation, phone, by=by, now=now)

    def answer(self, turn: Turn, message: Incoming, part: int) -> tuple[Reply, ...] | None:
        """The reply to a message that says whether its writer agrees, or that is the code of a link; else None.

        Raises:
            TurnClosed: when the turn was taken over meanwhile.
        """
        conversation = turn.conversation
        if conversation.patient is None:
            code = code_in(message.text) if conversation.channel is Channel.WEB else None
            return None if code is None else self._link(turn, code, part, now=message.written_at)
        if conversation.channel is Channel.WEB and (code := code_in(message.text)) is not None:
            # Whoever is linked tells nothing by another code, and it stays unused.
            return (self._wording("link.linked_already", conversation.channel),)
        said = answer_in(message.text)
        if said is None or conversation.pending is not None:
            # A figure answers the question that is open; only without one is it about the invitation.
            return None
        return self._said(turn, said, message, part)

    def ask_again(self, turn: Turn, replies: Sequence[Reply]) -> tuple[Reply, ...]:
        """The question once more behind the answers to something else, for a patient who has not said yet; once."""
        conversation = turn.conversation
        unfit = conversation.patient is None or conversation.consent is not Consent.GIVEN
        if unfit or any(reply.pending is not None or reply.kind is Kind.URGENT for reply in replies):
            return ()
        with self._database.reading() as records:
            # As it is now: the message itself may have agreed.
            patient = records.patient_of(conversation.id)
            if patient is None or patient.status is not PatientStatus.INVITED:
                return ()
            if desk.welcomed(records, conversation.id) is None:
                return ()
            template = f"wording/{AGAIN}"
            if any(text.reply.template == template for text in records.outgoing_in(conversation.id)):
                return ()
        return (self._wording(AGAIN, conversation.channel),)

    def tell_of_unanswered(self, *, now: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
        """Tell the nurses once of each patient who has not agreed within a week; returns of how many just now."""
        with self._database.reading() as records:
            waiting = [patient.id for patient in desk.invitations_unanswered(records, now=now)]
        told = 0
        for patient in waiting:
            if stopping():
                break
            with self._database.begin() as records:
                told += desk.tell_of_unanswered(records, patient, by="worker", now=now)
        return told

    def _conversation(
        self, records: Records, phone: str | None, *, now: datetime, patient: str | None = None
    ) -> Conversation | None:
        """The conversation with a number, held before its patient is, as every transaction does."""
        if phone is None:
            return None
        owner = records.patient_with_phone(phone)
        if owner is not None and owner.id != patient:
            raise AlreadyEnrolled(f"This phone number belongs to patient {owner.id} already.")
        conversation = records.conversation_with(Channel.SMS, phone, linked=False, now=now)
        if conversation.patient not in (None, patient):
            raise AlreadyEnrolled(f"Texts from this number belong to patient {conversation.patient} already.")
        return conversation

    def _ask(
        self,
        records: Records,
        patient: Patient,
        conversation: Conversation | None,
        phone: str | None,
        *,
        by: str,
        now: datetime,
    ) -> Invited:
        if conversation is None:
            hindrance = None if phone else "There is no phone number, so nobody is asked by text."
            return Invited(patient=patient, asked=False, hindrance=hindrance)
        replies = [self._wording("enrolment.welcome", Channel.SMS)]
        if self._demo and not records.outgoing_in(conversation.id):
            replies.append(self._wording("demo.banner", Channel.SMS, kind=Kind.SMALLTALK))
        asked = desk.ask_to_agree(records, patient, conversation, replies, by=by, now=now)
        hindrance = None if asked else "This number wants no texts, so nobody is asked; please call the patient."
        return Invited(patient=patient, asked=asked, hindrance=hindrance)

    def _said(self, turn: Turn, said: Answer, message: Incoming, part: int) -> tuple[Reply, ...] | None:
        conversation, at = turn.conversation, message.written_at
        with self._database.begin() as records:
            patient = records.patient_of(conversation.id)
            if patient is None:
                return None
            if said is Answer.AGREES and patient.agreement is not None and patient.agreement.at == at:
                # A crash came between agreeing and saying so: it is the same message.
                return (self._wording("enrolment.agreed", conversation.channel),)
            if patient.status not in _MAY_STILL_SAY[said]:
                return None
            welcome = desk.welcomed(records, conversation.id)
            if welcome is None:
                return None
            if said is Answer.AGREES:
                version = version_of(welcome.reply.text)
                desk.agree(records, patient.id, version=version, turn=turn.id, part=part, by=BY, now=at)
                return (self._wording("enrolment.agreed", conversation.channel),)
            concern = Concern(level=Level.ROUTINE, reason=Reason.NOT_AGREED, words=message.text)
            desk.escalate_in_turn(records, turn.id, part, concern, by=BY, now=at)
            desk.decline_agreement(records, patient.id, turn=turn.id, part=part, by=BY, now=at)
        return (self._wording("enrolment.declined", conversation.channel),)

    def _link(self, turn: Turn, code: str, part: int, *, now: datetime) -> tuple[Reply, ...]:
        channel = turn.conversation.channel
        with self._database.begin() as records:
            linked = desk.use_link_code(records, turn.conversation.id, code, turn=turn.id, part=part, by=BY, now=now)
            if linked.patient is None:
                refusal = linked.refusal or desk.LinkRefusal.NOT_VALID
                return (self._wording(f"link.{refusal}", channel),)
        replies: tuple[Reply, ...] = (self._wording("link.done", channel),)
        if linked.patient.status is PatientStatus.INVITED:
            replies = (*replies, self._wording("enrolment.welcome", channel))
        return replies

    def _wording(self, name: str, channel: Channel, *, kind: Kind = Kind.TASK) -> Reply:
        return self._replies.wording(name, kind=kind, channel=channel)


_MAY_STILL_SAY = {
    # Who declined may change their mind; who agreed stops texts with STOP, which is no answer to this question.
    Answer.AGREES: (PatientStatus.INVITED, PatientStatus.DECLINED),
    Answer.DECLINES: (PatientStatus.INVITED,),
}
