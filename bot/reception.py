"""What happens to a message the moment it arrives, before any model is asked?

Warning signs first, on the whole text, whoever writes and whatever else is in it; then the words that concern the
service itself; then what cannot be read. What was found is kept with the message in one transaction.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

from bot.replies import Replies
from care import desk
from care.consent import Command, command_beside, command_in
from care.course import CourseStatus
from care.desk import FirstReading
from care.escalation import Concern, Reason
from care.message import Channel, Kind, Level, NewMessage, Receipt, Reply
from care.ports import OpensRecords
from content.red_flags import RedFlags
from language.foreign import OtherLanguage, other_language
from language.second_reading import SecondReader
from language.triage import Alarm, Circumstances, Triage, TriageReader, read_safely

LONGEST = 1600
"""Characters that go on to the model: a text message holds no more, and Rasa's memory grows with the square."""

_COMMAND_WORDING = {
    Command.STOP: "consent.stopped",
    Command.START: "consent.started",
    Command.HELP: "consent.help",
}

_NOTHING_KNOWN = Circumstances()

logger = logging.getLogger(__name__)


class Reception:
    """Reads and keeps incoming messages."""

    def __init__(
        self,
        database: OpensRecords,
        flags: RedFlags,
        replies: Replies,
        *,
        linked: bool,
        home: tuple[str, str] = ("BE", "Europe/Brussels"),
        demo: bool,
        second: Callable[[], SecondReader | None] = lambda: None,
        now: Callable[[], datetime],
    ) -> None:
        """Take what the reception works with.

        Args:
            database: where messages are kept.
            flags: the warning signs.
            replies: makes the fixed texts.
            linked: whether senders count as patients of the centre; each then gets a record of their own.
            home: the country and the time zone of such senders.
            second: opens, at the first message, what reads once more where the word patterns found nothing; gives
                None when its files are not there.
            demo: whether the first text of a conversation says that the centre is invented.
            now: the machine's clock.
        """
        self._database = database
        self._triage = TriageReader(flags)
        self._replies = replies
        self._linked = linked
        self._home = home
        self._demo = demo
        self._second = cache(second)
        self._now = now

    def read(self, message: NewMessage) -> FirstReading:
        """What is found in a message at once; it needs neither the database nor Rasa."""
        return self._introduced(self.first_reading(message, self.triage(message.text)), message)

    def _introduced(self, reading: FirstReading, message: NewMessage) -> FirstReading:
        if self._demo and message.channel is Channel.SMS:
            # A web page carries the banner; a text has to say it itself, once.
            introduction = self._replies.wording("demo.banner", kind=Kind.SMALLTALK, channel=message.channel)
            reading = replace(reading, introduction=introduction)
        return reading

    def receive(
        self, message: NewMessage, *, by: str, reading: FirstReading | None = None, linked: bool | None = None
    ) -> Receipt:
        """Keep a message and what its warning signs and keywords demand; a repeat gets the first receipt.

        Args:
            message: what came.
            by: the edge that received it.
            reading: what `read` found in it, where the edge has read it already.
            linked: whether this sender counts as a patient, where it is not the same for all.
        """
        known = self._circumstances(message)
        if known is not None:
            # What is known of the sender may only raise how urgent a message is.
            reading = self._introduced(self.first_reading(message, self.triage(message.text, known)), message)
        reading = reading or self.read(message)
        counts = self._linked if linked is None else linked
        with self._database.begin() as records:
            receipt = desk.receive(records, message, reading, linked=counts, by=by, now=self._now())
            if counts and not receipt.repeated:
                country, zone = self._home
                desk.walk_in(
                    records, receipt.conversation, country=country, time_zone=zone, by=by, now=message.written_at
                )
            return receipt

    def _circumstances(self, message: NewMessage) -> Circumstances | None:
        """What the record knows of the sender that triage needs, or None when it knows nothing."""
        with self._database.reading() as records:
            mark = records.marks(message.channel, [message.address]).get(message.address)
            if mark is None:
                return None
            conversation = records.conversation(mark.conversation)
            patient = records.patient_of(conversation.id)
            courses = records.courses_of(patient.id) if patient is not None else ()
        emergency = conversation.emergency_is_open(self._now())
        given = [i.date for c in courses if c.status is CourseStatus.GIVEN for i in c.infusions]
        if patient is None or not given:
            return Circumstances(emergency_open=True) if emergency else None
        today = patient.today(message.written_at)
        past = [day for day in given if day <= today]
        return Circumstances(
            days_since_infusion=(today - max(past)).days if past else None,
            on_infusion_day=today in given,
            emergency_open=emergency,
            treated=True,
        )

    def triage(self, text: str, known: Circumstances = _NOTHING_KNOWN) -> Triage:
        """The warning signs in a text: by word patterns, and where they find none by likeness of meaning."""
        found = read_safely(self._triage, text, circumstances=known)
        try:
            second = self._second()
            return second.add_to(found, text) if second is not None else found
        except Exception:
            # The patterns stand alone when the second reading fails; no text goes into the log.
            logger.exception("the second reading of warning signs failed")
            return found

    def first_reading(self, message: NewMessage, triage: Triage) -> FirstReading:
        """What is found in a message without a model."""
        concerns = tuple(_concern(alarm, message.text) for alarm in triage.alarms)
        command = command_in(message.text)
        if triage.level in ("emergency", "same_day"):
            urgent = self._urgent(triage.alarms[0], message)
            # A carrier acts on STOP wherever it stands alone, so it counts beside a warning sign, too.
            command = command if command in (Command.STOP, Command.START) else command_beside(message.text)
            extra = (self._command_reply(command, message),) if command is not None else ()
            return FirstReading(
                level=Level(triage.level),
                concerns=concerns,
                replies=(*urgent, *extra),
                command=command,
                settled=True,
            )
        if command is not None:
            return self._command(command, message, concerns)
        if message.has_media:
            return self._settled(
                "handoff.media",
                Kind.HANDOFF,
                message,
                (*concerns, _plain_concern(Reason.MEDIA, message.text)),
            )
        if not any(character.isalnum() for character in message.text):
            return self._settled("decline.empty", Kind.DECLINE, message, concerns)
        if len(message.text) > LONGEST:
            concern = _plain_concern(Reason.NOT_ANSWERED, message.text)
            return self._settled("decline.too_long", Kind.HANDOFF, message, (*concerns, concern))
        language = other_language(message.text)
        if language is not None:
            return self._foreign(language, message, concerns)
        return FirstReading(level=Level(triage.level) if triage.level else None, concerns=concerns)

    def _urgent(self, alarm: Alarm, message: NewMessage) -> tuple[Reply, ...]:
        level = Level(alarm.level)
        languages = [alarm.language] if alarm.language == "en" else [alarm.language, "en"]
        return tuple(
            self._replies.make(
                f"wording/{alarm.reply}",
                kind=Kind.URGENT,
                topic=alarm.flag,
                channel=message.channel,
                level=level,
                language=language,
            )
            for language in languages
        )

    def _command(self, command: Command, message: NewMessage, concerns: tuple[Concern, ...]) -> FirstReading:
        replies: tuple[Reply, ...] = (self._command_reply(command, message),)
        if command is Command.STOP:
            concerns = (*concerns, _plain_concern(Reason.STOPPED, message.text))
        if command is Command.HELP:
            # Somebody frightened may write nothing but HELP: a nurse looks the same day.
            concerns = (
                *concerns,
                Concern(level=Level.SAME_DAY, reason=Reason.BARE_HELP, words=message.text),
            )
        return FirstReading(concerns=concerns, replies=replies, command=command, settled=True)

    def _command_reply(self, command: Command, message: NewMessage) -> Reply:
        kind = Kind.URGENT if command is Command.HELP else Kind.TASK
        name = "urgent.bare_help" if command is Command.HELP else _COMMAND_WORDING[command]
        level = Level.SAME_DAY if command is Command.HELP else None
        return self._replies.wording(name, kind=kind, level=level, channel=message.channel)

    def _foreign(self, language: OtherLanguage, message: NewMessage, concerns: tuple[Concern, ...]) -> FirstReading:
        written = "en" if language == "other" else language
        reply = self._replies.wording("language.other", kind=Kind.HANDOFF, channel=message.channel, language=written)
        concern = _plain_concern(Reason.OTHER_LANGUAGE, message.text)
        return FirstReading(concerns=(*concerns, concern), replies=(reply,), settled=True)

    def _settled(self, wording: str, kind: Kind, message: NewMessage, concerns: tuple[Concern, ...]) -> FirstReading:
        reply = self._replies.wording(wording, kind=kind, channel=message.channel)
        return FirstReading(concerns=concerns, replies=(reply,), settled=True)


def _concern(alarm: Alarm, text: str) -> Concern:
    return Concern(level=Level(alarm.level), reason=Reason.WARNING_SIGN, flag=alarm.flag, words=text)


def _plain_concern(reason: Reason, text: str) -> Concern:
    return Concern(level=Level.ROUTINE, reason=reason, words=text)
