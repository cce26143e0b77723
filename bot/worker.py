"""What picks up messages that a crash left unanswered?"""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.answering import Answering

PAUSE_SECONDS = 1.0
logger = logging.getLogger(__name__)


def work(answering: Answering, stop: threading.Event, *, pause: Callable[[float], object] | None = None) -> int:
    """Answer whatever waits until told to stop.

    Args:
        answering: answers conversations.
        stop: ends the loop when it is set; what is being answered is finished first.
        pause: waits between two looks, given seconds; the stop event's own wait unless a test gives another.

    Returns:
        How many conversations were looked at.
    """
    looked = 0
    while not stop.is_set():
        try:
            found = answering.answer_all()
        except SQLAlchemyError:
            # The database may come back; the messages wait in it until then.
            logger.exception("the database did not answer the worker")
            found = 0
        looked += found
        if not found:
            (pause or stop.wait)(PAUSE_SECONDS)
    return looked
