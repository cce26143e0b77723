"""What picks up messages that a crash left unanswered, and texts that were not sent?"""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.answering import Answering
from bot.sms.edge import sender_of
from bot.wiring import House

PAUSE_SECONDS = 1.0
INVITATIONS_SECONDS = 3600.0
"""Between two looks for invitations that nobody answered for a week."""
logger = logging.getLogger(__name__)


def work_for(house: House, stop: threading.Event) -> int:
    """Answer and remind whoever waits, and send what waits where a phone company does it, until told to stop."""
    threads = [
        threading.Thread(target=_remind, args=(house.reminding().tick, stop), name="reminding"),
        threading.Thread(target=_follow_invitations, args=(house, stop), name="invitations"),
    ]
    if house.settings.sends_texts:
        sender = sender_of(house)
        threads += [
            threading.Thread(target=_send, args=(sender.tick, stop), name="sending"),
            # A call to the phone company may hang; an urgent text that does not arrive must be noticed all the same.
            threading.Thread(target=_alert, args=(sender.alert, stop), name="alerting"),
        ]
    for thread in threads:
        thread.start()
    try:
        return work(house.answering, stop)
    finally:
        for thread in threads:
            thread.join()


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


def _send(tick: Callable[..., int], stop: threading.Event) -> None:
    """Send until told to stop; the first look is at texts of any age."""
    everything = True
    while not stop.is_set():
        try:
            found = tick(everything=everything, stopping=stop.is_set)
            everything = False
        except Exception:
            # Whatever it was, the texts wait in the database; the next look may do better.
            logger.exception("the texts that wait could not be looked at")
            found = 0
        if not found:
            stop.wait(PAUSE_SECONDS)


def _alert(alert: Callable[[], int], stop: threading.Event) -> None:
    """Tell the nurses of urgent texts that do not arrive, until told to stop."""
    while not stop.wait(PAUSE_SECONDS):
        try:
            alert()
        except Exception:
            logger.exception("it could not be seen which urgent texts did not arrive")


def _remind(tick: Callable[..., int], stop: threading.Event) -> None:
    """Queue reminders until told to stop."""
    while not stop.is_set():
        try:
            found = tick(stopping=stop.is_set)
        except Exception:
            # What is due stays due in the database; the next look may do better.
            logger.exception("reminders could not be looked at")
            found = 0
        if not found:
            stop.wait(PAUSE_SECONDS)


def _follow_invitations(house: House, stop: threading.Event) -> None:
    """Tell the nurses of invitations that nobody answered, until told to stop."""
    while not stop.is_set():
        try:
            house.enrolment.tell_of_unanswered(now=house.now(), stopping=stop.is_set)
        except Exception:
            logger.exception("invitations could not be looked at")
        stop.wait(INVITATIONS_SECONDS)
