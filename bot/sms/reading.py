"""What does a text message mean beyond its words: who is known to write, and what was said before?

A warning sign stays what it is, whoever writes. Everything else depends on whether the number is a patient's, on
whether it was closed, and on what it was told already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.replies import Replies
from bot.sms.posted import Posted
from bot.sms.wrong_person import says_wrong_person
from care.consent import Command, Consent
from care.delivery import REST_KEPT
from care.desk import FirstReading
from care.desk.delivery_records import RecordsOfDeliveries
from care.escalation import Concern, Reason
from care.message import Channel, Kind, Level, Outgoing, Reply

STRANGER_AGAIN = timedelta(days=1)
"""How long a number that is no patient's waits for the fixed reply to come again."""
LOOKED_BACK = 30
"""How many of the newest texts of a conversation are looked at."""
_MORE = frozenset({"more", "meer", "plus", "mehr"})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known about a number when a message comes from it.

    Attributes:
        is_patient: whether the number is a patient's.
        consent: what the number has said about unsolicited texts.
        wrote_before: whether a message came from it before.
        texts: the newest texts to it, oldest first.
        more: whether the rest of a long text waits to be asked for.
    """

    is_patient: bool
    consent: Consent = Consent.GIVEN
    wrote_before: bool = False
    texts: Sequence[Outgoing] = ()
    more: bool = False

    def told(self, template: str, since: datetime) -> bool:
        """Whether a text made from this template was written since then."""
        return any(text.reply.template == template and text.created_at > since for text in self.texts)

    def told_last(self, template: str) -> bool:
        """Whether the newest text was made from this template."""
        return bool(self.texts) and self.texts[-1].reply.template == template


@dataclass(frozen=True, kw_only=True)
class TextReading:
    """What a text message means.

    Attributes:
        reading: what is done with it at once.
        closes: whether the number is closed by it.
        more: whether it asks for the rest of a long text.
    """

    reading: FirstReading
    closes: bool = False
    more: bool = False


def standing_of(records: RecordsOfDeliveries, address: str, *, everybody: bool, now: datetime) -> Standing:
    """What is known about a number.

    Args:
        records: the open records.
        address: the number.
        everybody: whether every number counts as a patient's, as in the demo.
        now: the moment.
    """
    mark = records.marks(Channel.SMS, [address]).get(address)
    if mark is None:
        return Standing(is_patient=everybody or records.patient_with_phone(address) is not None)
    conversation = records.conversation(mark.conversation)
    linked = conversation.linked or conversation.patient is not None
    return Standing(
        is_patient=everybody or linked or records.patient_with_phone(address) is not None,
        consent=conversation.consent,
        wrote_before=mark.incoming > 0,
        texts=records.outgoing_in(conversation.id, after=max(0, mark.outgoing - LOOKED_BACK)),
        more=records.first_held(conversation.id, since=now - REST_KEPT) is not None,
    )


class TextReader:
    """Adds to a first reading what a text message means beside its words."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    def read(
        self,
        posted: Posted,
        reading: FirstReading,
        standing: Standing,
        *,
        allowed: Callable[[], bool],
        now: datetime,
    ) -> TextReading:
        """What is to be done with a text.

        Args:
            posted: what came.
            reading: what was found in its words.
            standing: what is known about the number.
            allowed: whether the sender may still send; asked only where no safety matter depends on it.
            now: when it came.
        """
        reading = _with_keyword_of_twilio(posted, reading)
        if any(reply.kind is Kind.URGENT for reply in reading.replies):
            return TextReading(reading=_without_second_confirmation(posted, reading, standing))
        if says_wrong_person(posted.message.text, wrote_before=standing.wrote_before):
            return self._wrong_person(posted, standing)
        if standing.consent is Consent.CLOSED or not standing.is_patient:
            return TextReading(reading=self._stranger(reading, posted, standing, now))
        if reading.command is not None:
            return TextReading(reading=_without_second_confirmation(posted, reading, standing))
        if not allowed():
            return TextReading(reading=self._too_many(reading, standing))
        if standing.more and not reading.settled and _plain(posted.message.text) in _MORE:
            return TextReading(reading=replace(reading, settled=True), more=True)
        return TextReading(reading=reading)

    def _wrong_person(self, posted: Posted, standing: Standing) -> TextReading:
        if standing.consent is Consent.CLOSED:
            return TextReading(reading=FirstReading(settled=True))
        concern = Concern(level=Level.ROUTINE, reason=Reason.WRONG_PERSON, words=posted.message.text)
        reply = self._wording("wrong_person.closed", Kind.TASK)
        # A stranger who mistakes us for somebody needs no nurse.
        concerns = (concern,) if standing.is_patient else ()
        return TextReading(reading=FirstReading(concerns=concerns, replies=(reply,), settled=True), closes=True)

    def _stranger(self, reading: FirstReading, posted: Posted, standing: Standing, now: datetime) -> FirstReading:
        """One fixed reply, at most once a day, which tells nothing about anybody."""
        # A patient may write from a new number: signs that need no hurry are still seen by a nurse.
        signs = tuple(concern for concern in reading.concerns if concern.reason is Reason.WARNING_SIGN)
        name = "unknown_number.stopped" if reading.command is Command.STOP else "unknown_number.fixed"
        reply = self._wording(name, Kind.DECLINE)
        silent = posted.opt_out is not None or standing.told(reply.template, now - STRANGER_AGAIN)
        return replace(reading, concerns=signs, replies=() if silent else (reply,), settled=True)

    def _too_many(self, reading: FirstReading, standing: Standing) -> FirstReading:
        reply = self._wording("decline.rate_limited", Kind.DECLINE)
        replies = () if standing.told_last(reply.template) else (reply,)
        return replace(reading, replies=replies, settled=True)

    def _wording(self, name: str, kind: Kind) -> Reply:
        return self._replies.wording(name, kind=kind, channel=Channel.SMS)


def _with_keyword_of_twilio(posted: Posted, reading: FirstReading) -> FirstReading:
    """The reading with the keyword that Twilio acted on where we read none, since a centre may add its own words."""
    if reading.command is not None or posted.opt_out not in ("STOP", "START"):
        return reading
    command = Command(posted.opt_out.lower())
    concern = Concern(level=Level.ROUTINE, reason=Reason.STOPPED, words=posted.message.text)
    concerns = (*reading.concerns, concern) if command is Command.STOP else reading.concerns
    urgent = tuple(reply for reply in reading.replies if reply.kind is Kind.URGENT)
    return replace(reading, command=command, concerns=concerns, replies=urgent, settled=True)


def _without_second_confirmation(posted: Posted, reading: FirstReading, standing: Standing) -> FirstReading:
    """The reading without a confirmation that Twilio gave already, or that was given before."""
    if reading.command not in (Command.STOP, Command.START):
        return reading
    template = f"wording/consent.{'stopped' if reading.command is Command.STOP else 'started'}"
    stopped_before = reading.command is Command.STOP and standing.consent is not Consent.GIVEN
    given = posted.opt_out == reading.command.value.upper() or stopped_before or standing.told_last(template)
    if not given:
        return reading
    concerns = reading.concerns
    if stopped_before:
        concerns = tuple(concern for concern in concerns if concern.reason is not Reason.STOPPED)
    return replace(
        reading,
        concerns=concerns,
        replies=tuple(reply for reply in reading.replies if reply.template != template),
    )


def _plain(text: str) -> str:
    return text.strip(" .!\r\n").casefold()
