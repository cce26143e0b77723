"""How do reminders come to be queued, each once, however many workers look and whatever fails on the way?

One conditional update takes patients whose moment has come; then a few at a time are one transaction, in which a text
and its mark stand or fall together. Nobody is enumerated: what a look costs follows what is due, not who is enrolled.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from bot.reminder_words import ReminderWords
from bot.replies import Replies
from care.desk import reminders
from care.desk.reminder_records import Look, RecordsOfReminders
from care.monitoring import Settings
from care.plan import Plan

logger = logging.getLogger(__name__)

BY = "reminding"
AT_ONCE = 50
"""How many patients one tick takes: few enough that the lease of none runs out."""
TOGETHER = 10
"""How many patients share a transaction: what is written is on the disk once for all of them."""


class OpensReminders(Protocol):
    """What is used of the database."""

    def begin(self) -> AbstractContextManager[RecordsOfReminders]:
        """One transaction: committed at the end of the block, rolled back when it raises."""

    def reading(self) -> AbstractContextManager[RecordsOfReminders]:
        """One transaction that only reads."""


class Reminding:
    """Queues what is due; several may work at once, in threads and in processes."""

    def __init__(
        self, database: OpensReminders, plan: Plan, centre: Settings, replies: Replies, *, now: Callable[[], datetime]
    ) -> None:
        """Take the parts.

        Args:
            database: where patients are.
            plan: the monitoring plan.
            centre: the centre's decisions about it.
            replies: makes the fixed texts.
            now: the machine's clock.
        """
        self._database = database
        self._plan = plan
        self._centre = centre
        self._words = ReminderWords(replies)
        self._now = now

    def tick(self, *, limit: int = AT_ONCE, stopping: Callable[[], bool] = lambda: False) -> int:
        """One look at patients whose moment has come; returns how many there were.

        Args:
            limit: how many at most.
            stopping: asked between two patients whether to leave the rest, who are found when the lease has run out.
        """
        with self._database.reading() as records:
            if not records.is_look_due(now=self._now()):
                return 0
        with self._database.begin() as records:
            # In one order, so that two workers of which one is late never wait for each other.
            claimed = sorted(
                reminders.claim_looks(records, limit=limit, now=self._now()), key=lambda look: look.patient
            )
        for start in range(0, len(claimed), TOGETHER):
            if stopping():
                break
            self._look(claimed[start : start + TOGETHER])
        return len(claimed)

    def _look(self, claimed: Sequence[Look]) -> None:
        """Look at some patients in one transaction; where one of them fails, at each in its own."""
        try:
            with self._database.begin() as records:
                for look in claimed:
                    reminders.look(records, look, self._plan, self._centre, self._words, by=BY, now=self._now())
        except Exception:
            if len(claimed) > 1:
                for look in claimed:
                    self._look([look])
                return
            # One patient whose record cannot be read must not keep the others from their texts.
            logger.exception("the reminders of patient %s could not be looked at", claimed[0].patient)
