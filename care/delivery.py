"""Where does a text stand on its way by a phone company, and which steps may it take?

Each step only leads forward, so that reports that come late, twice or in the wrong order change nothing. A text is
marked `sending` before the phone company is called: one found so after a crash may have gone out, and is never simply
sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.escalation import Reason
from care.message import Level


class DeliveryState(StrEnum):
    """Where a text stands."""

    HELD = "held"
    """The rest of a long text: it goes out when the person asks for it."""
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    """Nobody can say whether it arrived; a nurse decides whether it is sent again."""


class Step(StrEnum):
    """What can happen to a text."""

    ASK_FOR = "ask_for"
    CLAIM = "claim"
    POSTPONE = "postpone"
    """The phone company says that it did not get through, and trying again can help."""
    ACCEPT = "accept"
    DELIVER = "deliver"
    FAIL = "fail"
    DOUBT = "doubt"
    SEND_AGAIN = "send_again"


ALLOWED_MOVES: dict[DeliveryState, dict[Step, DeliveryState]] = {
    DeliveryState.HELD: {Step.ASK_FOR: DeliveryState.QUEUED},
    DeliveryState.QUEUED: {Step.CLAIM: DeliveryState.SENDING, Step.FAIL: DeliveryState.FAILED},
    DeliveryState.SENDING: {
        Step.POSTPONE: DeliveryState.QUEUED,
        Step.ACCEPT: DeliveryState.SENT,
        Step.DELIVER: DeliveryState.DELIVERED,
        Step.FAIL: DeliveryState.FAILED,
        Step.DOUBT: DeliveryState.UNCONFIRMED,
    },
    DeliveryState.SENT: {
        Step.POSTPONE: DeliveryState.QUEUED,
        Step.DELIVER: DeliveryState.DELIVERED,
        Step.FAIL: DeliveryState.FAILED,
        Step.DOUBT: DeliveryState.UNCONFIRMED,
    },
    DeliveryState.UNCONFIRMED: {
        Step.ACCEPT: DeliveryState.SENT,
        Step.DELIVER: DeliveryState.DELIVERED,
        Step.FAIL: DeliveryState.FAILED,
        Step.SEND_AGAIN: DeliveryState.QUEUED,
    },
    DeliveryState.DELIVERED: {},
    DeliveryState.FAILED: {},
}

URGENT_PATIENCE = timedelta(minutes=2)
"""After how long an urgent reply that is not known to have arrived is a nurse's matter."""
REPLY_TOO_OLD = timedelta(hours=12)
"""After how long a reply that was never sent would only confuse; a nurse is told instead."""
URGENT_TOO_OLD = timedelta(hours=1)
"""The same for an urgent reply, of which a nurse was told long before."""
UNSOLICITED_TOO_OLD = timedelta(days=3)
"""The same for a text that nobody asked for, which may wait for its hour and for the daily cap."""
RECEIPT_PATIENCE = timedelta(hours=24)
"""How long a text that the phone company took waits for its receipt."""
FIRST_LOOK = timedelta(seconds=30)
"""When a text in `sending` is looked up at the phone company. The call that sent it gives up after 10 seconds."""
SECOND_LOOK = timedelta(seconds=90)
"""When it is looked up again; what is not there then was never taken."""
GIVE_UP_LOOKING = timedelta(minutes=15)
"""How long the phone company's list may be silent before a nurse decides."""
REST_KEPT = timedelta(hours=24)
"""How long the rest of a long text can be asked for."""
ANSWERED_IN_RESPONSE = "sms response"
"""Who received a message that could not be kept when it came: its warning was answered in the response itself."""

BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=4),
)
URGENT_BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=10),
    timedelta(seconds=20),
    timedelta(seconds=40),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
)

A_MINUTE = 6
"""Texts to one number in a minute; more wait."""
AN_HOUR = 30
"""Texts to one number in an hour; more are taken for two machines that answer each other."""
THE_SAME = 5
"""The same for texts made from one template within ten minutes."""
UNSOLICITED_A_DAY = 2
"""Texts that nobody asked for, to one number in 24 hours; more wait for the next day."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One text message on its way.

    Attributes:
        id: ours; the phone company's reports carry it.
        outgoing: the text that it carries, or a part of it.
        conversation: whose.
        part: 1, or more for the rest of a long text.
        state: where it stands.
        text: the very characters that are sent.
        level: of an urgent reply, else None.
        attempts: how often it was given to the phone company.
        claimed_at: when that was done last, or None.
        provider_id: the phone company's own id, as soon as it is known.
    """

    id: str
    outgoing: str
    conversation: str
    part: int
    state: DeliveryState
    text: str
    level: Level | None
    attempts: int
    claimed_at: datetime | None
    provider_id: str | None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a text did not get through.

    Attributes:
        code: the phone company's, or a word of ours.
        words: the same in a sentence for the nurse; no number and nothing a patient wrote is in it.
        again: whether to try again can help.
        opted_out: whether the carrier holds our texts back because the person asked it to.
        tells: why a nurse is told once, unless the text is urgent, where one is told in any case; None for nobody.
    """

    code: str
    words: str
    again: bool = False
    opted_out: bool = False
    tells: Reason | None = Reason.UNDELIVERED


@dataclass(frozen=True, kw_only=True)
class Recent:
    """A text that went to a number not long ago, or is to go when its turn comes."""

    template: str
    at: datetime
    unsolicited: bool


TOO_OLD = Refusal(code="too_old", words="The text could not be sent in time and was not sent any more.")
GAVE_UP = Refusal(code="gave_up", words="The phone company did not take the text, however often it was tried.")
NO_CONSENT = Refusal(code="no_consent", words="The person does not want texts.", tells=None)
LOOP = Refusal(
    code="loop",
    words="Too many texts in a short time: a machine may be answering ours. Nothing more was sent.",
    tells=Reason.LOOP,
)
NO_NUMBER = Refusal(code="no_number", words="There is no number any more to which the text could be sent.")


def next_try(attempts: int, *, urgent: bool) -> timedelta | None:
    """How long to wait after so many attempts, or None when it is enough."""
    schedule = URGENT_BACK_OFF if urgent else BACK_OFF
    return schedule[attempts - 1] if attempts <= len(schedule) else None


def too_old(age: timedelta, *, urgent: bool, unsolicited: bool) -> bool:
    """Whether a text that was never sent is not to be sent any more."""
    if urgent:
        return age > URGENT_TOO_OLD
    return age > (UNSOLICITED_TOO_OLD if unsolicited else REPLY_TOO_OLD)


def is_loop(recent: Iterable[Recent], template: str, now: datetime) -> bool:
    """Whether one more text from this template would look like two machines that answer each other."""
    hour = [text for text in recent if now - text.at < timedelta(hours=1)]
    same = [text for text in hour if text.template == template and now - text.at < timedelta(minutes=10)]
    return len(hour) >= AN_HOUR or len(same) >= THE_SAME


def wait_for_turn(recent: Iterable[Recent], now: datetime, *, unsolicited: bool) -> timedelta | None:
    """How long the next text to a number has to wait, or None when it may go now.

    Args:
        recent: what was sent, and what waits for its turn already.
        now: the moment.
        unsolicited: whether nobody asked for the text.
    """
    texts = list(recent)
    free = [_free_at([text.at for text in texts], A_MINUTE, timedelta(minutes=1))]
    if unsolicited:
        free.append(_free_at([text.at for text in texts if text.unsolicited], UNSOLICITED_A_DAY, timedelta(days=1)))
    waits = [at - now for at in free if at is not None and at > now]
    return max(waits, default=None)


def _free_at(times: Iterable[datetime], most: int, span: timedelta) -> datetime | None:
    """When one more fits, if at most so many go in a span; None when there is room anyway."""
    newest = sorted(times)[-most:]
    return newest[0] + span if len(newest) == most else None
