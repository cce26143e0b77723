"""How does a text message come in, whatever fails on the way?

Warning signs are read first, without limit, database or model. The message is kept before Twilio is answered; the
answer to it goes out later by the way of all texts. When it cannot be kept, the fixed words of a warning sign go back
in the response itself and the message into the spool; any other message is refused, and Twilio turns to the fallback.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from bot.limits import SESSION, Limits
from bot.sms.posted import Posted
from bot.sms.reading import TextReader, standing_of
from bot.spool import import_spool, spool_of
from bot.wiring import House
from care import desk
from care.delivery import ANSWERED_IN_RESPONSE
from care.desk import FirstReading
from care.desk.deliveries import close_number
from care.desk.outbox import more
from care.message import IncomingState, Kind, Receipt

logger = logging.getLogger(__name__)

BY = "sms"
URGENT_SECONDS = 4.0
"""How long a warning sign waits for the database before its fixed words go out without it."""
PATIENCE_SECONDS = 9.0
"""How long any other message waits for the database; Twilio gives up after 15 seconds."""
RECEIVING = 16
ANSWERING = 16


class Outcome(StrEnum):
    """What became of a text message."""

    KEPT = "kept"
    SPOOLED = "spooled"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What became of a text message, and the words that must go back because no record holds them."""

    outcome: Outcome
    texts: tuple[str, ...] = ()


class Incoming:
    """Takes text messages in and has them answered."""

    def __init__(self, house: House, *, send: Callable[[str], object]) -> None:
        """Take the parts.

        Args:
            house: the service.
            send: sends what is queued in a conversation.
        """
        self._house = house
        self._send = send
        self._reader = TextReader(house.replies)
        self._spool = spool_of(house)
        self._limits = Limits(now=house.now)
        self._receiving = ThreadPoolExecutor(RECEIVING, thread_name_prefix="sms-receiving")
        self._answering = ThreadPoolExecutor(ANSWERING, thread_name_prefix="sms-answering")

    async def take(self, posted: Posted) -> Arrived:
        """Keep a message and begin to answer it."""
        reading = await self._read(posted)
        urgent = reading is not None and any(reply.kind is Kind.URGENT for reply in reading.replies)
        try:
            async with asyncio.timeout(URGENT_SECONDS if urgent else PATIENCE_SECONDS):
                receipt = await self._in_thread(lambda: self._receive(posted, reading))
        except Exception as error:  # noqa: BLE001 - whatever ails the records, a warning sign gets its words
            logger.error("a text message could not be kept: %s", type(error).__name__)  # noqa: TRY400
            return await self._without_records(posted, reading if urgent else None)
        if self._spool.waits():
            self._answering.submit(import_spool, self._house)
        if not receipt.repeated or receipt.state is IncomingState.WAITING:
            self._answering.submit(self._answer, receipt)
        return Arrived(outcome=Outcome.KEPT)

    def close(self) -> None:
        """Begin nothing more; what is left waiting is answered and sent by the worker."""
        self._receiving.shutdown(wait=False, cancel_futures=True)
        self._answering.shutdown(wait=False, cancel_futures=True)

    async def _read(self, posted: Posted) -> FirstReading | None:
        try:
            return await asyncio.to_thread(self._house.reception.read, posted.message)
        except Exception:
            # Triage itself never raises; a wording that cannot be rendered does, and then keeping it fails as well.
            logger.exception("a text message could not be read")
            return None

    def _receive(self, posted: Posted, reading: FirstReading | None) -> Receipt:
        now = self._house.now()
        everybody = self._house.settings.visitors_are_patients
        with self._house.database.begin() as records:
            repeated = desk.known(records, posted.message)
            if repeated is not None:
                return repeated
            meaning = self._reader.read(
                posted,
                reading or self._house.reception.read(posted.message),
                standing_of(records, posted.message.address, everybody=everybody, now=now),
                allowed=lambda: self._limits.allows([(f"sms {posted.message.address}", SESSION)]),
                now=now,
            )
            receipt = desk.receive(records, posted.message, meaning.reading, linked=everybody, by=BY, now=now)
            if not receipt.repeated and meaning.closes:
                close_number(records, receipt.conversation, by=BY, now=now)
            if not receipt.repeated and meaning.more:
                more(records, receipt.conversation, by=BY, now=now)
        return receipt

    async def _without_records(self, posted: Posted, urgent: FirstReading | None) -> Arrived:
        if urgent is None:
            return Arrived(outcome=Outcome.LOST)
        texts = tuple(reply.text for reply in urgent.replies if reply.kind is Kind.URGENT)
        try:
            await asyncio.to_thread(self._spool.append, posted.message, by=ANSWERED_IN_RESPONSE)
        except Exception as error:  # noqa: BLE001 - the words must go out even when the disk is full
            logger.critical("a warning sign could be kept nowhere: %s", type(error).__name__)
            return Arrived(outcome=Outcome.LOST, texts=texts)
        return Arrived(outcome=Outcome.SPOOLED, texts=texts)

    def _answer(self, receipt: Receipt) -> None:
        try:
            # The fixed words of a warning sign go first; the model may take its time.
            self._send(receipt.conversation)
            if receipt.state is not IncomingState.WAITING:
                return
            # What comes while a turn is open waits for the next turn, and whoever closed the first one opens it.
            while self._house.answering.answer(receipt.conversation, by=BY):
                self._send(receipt.conversation)
        except Exception:
            logger.exception("a text message could not be answered; the worker takes it over")

    async def _in_thread(self, call: Callable[[], Receipt]) -> Receipt:
        future: Future[Receipt] = self._receiving.submit(call)
        future.add_done_callback(_looked_at)
        return await asyncio.shield(asyncio.wrap_future(future))


def _looked_at(future: Future[Receipt]) -> None:
    """A call that nobody waits for any more may fail in silence: what became of its message was said."""
    if not future.cancelled():
        future.exception()
