"""How does a message that somebody wrote on a page come in, whatever fails on the way?

Warning signs are read first, without limit, database or model. The message is kept in a thread, and answered in
another. When it cannot be kept, the fixed words of a warning sign still go back at once and the message into the
spool; any other message is refused and the page says so.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from bot.limits import Allowance, Limits
from bot.live import Live
from bot.spool import import_spool, spool_of
from bot.wiring import House
from care.desk import FirstReading
from care.message import IncomingState, Kind, NewMessage, Receipt, Reply

logger = logging.getLogger(__name__)

URGENT_SECONDS = 4.0
"""How long a warning sign waits for the database before its fixed words go out without it."""
PATIENCE_SECONDS = 15.0
"""How long any other message waits for the database."""
RECEIVING = 16
ANSWERING = 16


class Outcome(StrEnum):
    """What became of a message."""

    KEPT = "kept"
    LIMITED = "limited"
    SPOOLED = "spooled"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What became of a message, and the words that must be shown because no record holds them."""

    outcome: Outcome
    replies: tuple[Reply, ...] = ()


class Arrivals:
    """Takes messages in and has them answered."""

    def __init__(self, house: House, live: Live) -> None:
        self._house = house
        self._live = live
        self._spool = spool_of(house)
        self._limits = Limits(now=house.now)
        self._receiving = ThreadPoolExecutor(RECEIVING, thread_name_prefix="receiving")
        self._answering = ThreadPoolExecutor(ANSWERING, thread_name_prefix="answering")

    async def take(self, message: NewMessage, *, by: str, senders: Sequence[tuple[str, Allowance]]) -> Arrived:
        """Keep a message and begin to answer it.

        Args:
            message: what came.
            by: the edge that received it.
            senders: whose allowances it counts against, if it holds neither a warning sign nor a keyword.
        """
        reading = await self._read(message)
        urgent = reading is not None and any(reply.kind is Kind.URGENT for reply in reading.replies)
        spoken = reading is not None and reading.command is not None
        if not urgent and not spoken and not self._limits.allows(senders):
            words = self._house.replies.wording("decline.rate_limited", kind=Kind.DECLINE, channel=message.channel)
            return Arrived(outcome=Outcome.LIMITED, replies=(words,))
        try:
            async with asyncio.timeout(URGENT_SECONDS if urgent else PATIENCE_SECONDS):
                receipt = await self._in_thread(
                    self._receiving,
                    lambda: self._house.reception.receive(message, by=by, reading=reading),
                )
        except Exception as error:  # noqa: BLE001 - whatever ails the records, a warning sign gets its words
            logger.error("a message could not be kept: %s", type(error).__name__)  # noqa: TRY400
            return await self._without_records(message, reading if urgent else None, by)
        self._live.wake()
        if self._spool.waits():
            self._answering.submit(import_spool, self._house)
        if receipt.state is IncomingState.WAITING:
            self._answering.submit(self._answer, receipt.conversation)
        return Arrived(outcome=Outcome.KEPT)

    def close(self) -> None:
        """Begin nothing more; what is left waiting is answered by the worker or at the next start."""
        self._receiving.shutdown(wait=False, cancel_futures=True)
        self._answering.shutdown(wait=False, cancel_futures=True)

    async def _read(self, message: NewMessage) -> FirstReading | None:
        try:
            return await asyncio.to_thread(self._house.reception.read, message)
        except Exception:
            # Triage itself never raises; a wording that cannot be rendered does, and then keeping it fails as well.
            logger.exception("a message could not be read")
            return None

    async def _without_records(self, message: NewMessage, urgent: FirstReading | None, by: str) -> Arrived:
        if urgent is None:
            return Arrived(outcome=Outcome.LOST)
        try:
            await asyncio.to_thread(self._spool.append, message, by=by)
        except Exception as error:  # noqa: BLE001 - the words must go out even when the disk is full
            logger.critical("a warning sign could be kept nowhere: %s", type(error).__name__)
            return Arrived(outcome=Outcome.LOST, replies=urgent.replies)
        return Arrived(outcome=Outcome.SPOOLED, replies=urgent.replies)

    def _answer(self, conversation: str) -> None:
        try:
            # What comes while a turn is open waits for the next turn, and whoever closed the first one opens it.
            while self._house.answering.answer(conversation, by="webchat"):
                self._live.wake()
        except Exception:
            logger.exception("a conversation could not be answered; the worker takes it over")
        finally:
            self._live.wake()

    @staticmethod
    async def _in_thread(pool: ThreadPoolExecutor, call: Callable[[], Receipt]) -> Receipt:
        future: Future[Receipt] = pool.submit(call)
        future.add_done_callback(_looked_at)
        return await asyncio.shield(asyncio.wrap_future(future))


def _looked_at(future: Future[Receipt]) -> None:
    """A call that nobody waits for any more may fail in silence: what became of its message was said."""
    if not future.cancelled():
        future.exception()
