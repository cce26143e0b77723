"""How do queued texts go out, each once, whatever fails on the way?

A text is marked `sending` and committed; then the phone company is called; then it is said what came of it. A text of
which nobody knows whether it went out is looked up in the phone company's list before anything else happens to it.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from bot.replies import Replies
from bot.sms.client import UNREACHED, MayBeTaken, NotTaken, Provider, Silent
from bot.sms.segments import parts_of
from care.delivery import FIRST_LOOK, GIVE_UP_LOOKING, SECOND_LOOK, Delivery, DeliveryState
from care.desk import deliveries, outbox
from care.desk.delivery_records import RecordsOfDeliveries
from care.message import Channel, Kind

logger = logging.getLogger(__name__)

BY = "sms"
FRESH = FIRST_LOOK / 2
"""How long after its claim a text is still given to the phone company."""
AT_ONCE = 50
"""How many conversations, or texts in doubt, one look takes."""


class OpensDeliveries(Protocol):
    """What is used of the database."""

    def begin(self) -> AbstractContextManager[RecordsOfDeliveries]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def reading(self) -> AbstractContextManager[RecordsOfDeliveries]:
        """One transaction that only reads."""


class Sender:
    """Sends queued texts; several may work at once, in threads and in processes."""

    def __init__(
        self,
        database: OpensDeliveries,
        provider: Provider,
        replies: Replies,
        *,
        report_to: str,
        now: Callable[[], datetime],
    ) -> None:
        """Take the parts.

        Args:
            database: where the texts are.
            provider: the phone company.
            replies: for the words behind a part of a long text.
            report_to: the address before our own id to which the phone company reports.
            now: the machine's clock.
        """
        self._database = database
        self._provider = provider
        self._report_to = report_to
        self._more = replies.wording("sms.more", kind=Kind.TASK, channel=Channel.SMS).text
        self._now = now

    def send(self, conversation: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send what waits in a conversation; returns how many texts were given to the phone company."""
        return self._send(conversation, stopping)[0]

    def _send(self, conversation: str, stopping: Callable[[], bool]) -> tuple[int, bool]:
        """The same, and whether the phone company answered; what is left when it does not waits."""
        sent, answered = 0, True
        while answered and not stopping():
            with self._database.begin() as records:
                text = outbox.next_text(records, conversation, prepare=self._parts, by=BY, now=self._now())
                number = records.address_of(conversation) if text else ""
            if text is None:
                break
            answered = self._give(text, number)
            sent += 1
        return sent, answered

    def tick(self, *, everything: bool = False, stopping: Callable[[], bool] = lambda: False) -> int:
        """One look at all that is due; returns how much was found.

        Args:
            everything: look for waiting texts of any age, as at a start.
            stopping: asked between two texts whether to leave the rest for later.
        """
        found = self._settle(stopping) + self._give_up_receipts()
        with self._database.reading() as records:
            waiting = records.conversations_to_send(now=self._now(), limit=AT_ONCE, everything=everything)
        for conversation in waiting:
            sent, answered = self._guarded(conversation, stopping)
            found += sent
            if not answered:
                # Each call would take its ten seconds: it is better to see first what has become urgent meanwhile.
                break
        return found

    def _guarded(self, conversation: str, stopping: Callable[[], bool]) -> tuple[int, bool]:
        try:
            return self._send(conversation, stopping)
        except Exception as error:  # noqa: BLE001 - the texts of other people must go out
            logger.error("the texts of a conversation could not be sent: %s", type(error).__name__)  # noqa: TRY400
            return 0, True

    def _give(self, text: Delivery, number: str) -> bool:
        """Call the phone company, outside of any transaction, and keep what it says; False when it did not answer."""
        if self._now() - (text.claimed_at or self._now()) > FRESH:
            # The machine slept between the commit and this line: somebody else may be finding out about the text.
            return True
        try:
            taken = self._provider.send(number, text.text, report_to=f"{self._report_to}{text.id}.{text.attempts}")
        except NotTaken as error:
            with self._database.begin() as records:
                deliveries.refused(records, text.id, error.refusal, attempt=text.attempts, by=BY, now=self._now())
            return error.refusal.code != UNREACHED.code
        except MayBeTaken:
            logger.warning("a text may or may not have been sent; the phone company's list is asked")
            return False
        else:
            with self._database.begin() as records:
                deliveries.accepted(records, text.id, taken, by=BY, now=self._now())
            return True

    def _settle(self, stopping: Callable[[], bool]) -> int:
        """Find out about texts that may have gone out: before a crash, or when the phone company did not answer."""
        with self._database.reading() as records:
            doubtful = records.deliveries_due(DeliveryState.SENDING, now=self._now(), limit=AT_ONCE)
            numbers = {text.conversation: records.address_of(text.conversation) for text in doubtful}
        for text in doubtful:
            if not stopping():
                self._look_up(text, numbers[text.conversation])
        return len(doubtful)

    def _look_up(self, text: Delivery, number: str) -> None:
        since = text.claimed_at or self._now()
        try:
            listed = self._provider.find(number, text.text, since=since)
        except Silent:
            listed = None
        with self._database.begin() as records:
            now = self._now()
            if listed is None:
                if now - since > GIVE_UP_LOOKING:
                    deliveries.doubt(records, text, by=BY, now=now)
                else:
                    deliveries.look_again(records, text, at=now + FIRST_LOOK)
                return
            taken = records.known_provider_ids([found.provider_id for found in listed])
            ours = [found for found in listed if found.provider_id not in taken]
            if ours:
                # The list begins with the newest, and two equal texts are told apart by nothing else than their order.
                deliveries.accepted(records, text.id, ours[-1].provider_id, by=BY, now=now)
                if ours[-1].status in ("delivered", "read"):
                    deliveries.arrived(records, text.id, by=BY, now=now)
            elif now - since < SECOND_LOOK:
                deliveries.look_again(records, text, at=since + SECOND_LOOK)
            else:
                deliveries.not_there(records, text, by=BY, now=now)

    def alert(self) -> int:
        """Tell the nurses of urgent texts that are not known to have arrived in time; returns how many there were.

        It asks the phone company nothing, so that it can be done while a call hangs.
        """
        with self._database.reading() as records:
            late = records.deliveries_to_alert(now=self._now(), limit=AT_ONCE)
        for text in late:
            with self._database.begin() as records:
                deliveries.alert(records, text, by=BY, now=self._now())
        return len(late)

    def _give_up_receipts(self) -> int:
        with self._database.reading() as records:
            silent = records.deliveries_due(DeliveryState.SENT, now=self._now(), limit=AT_ONCE)
        for text in silent:
            with self._database.begin() as records:
                deliveries.doubt(records, text, by=BY, now=self._now())
        return len(silent)

    def _parts(self, text: str, whole: bool) -> Sequence[str]:  # noqa: FBT001 - as the desk calls it
        return parts_of(text, self._more, whole=whole)
