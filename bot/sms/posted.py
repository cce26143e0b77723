"""What does an incoming text say, and who wrote it?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import HTTPException
from starlette.datastructures import FormData

from bot.sms.form import field_of
from bot.sms.number import e164
from care.message import Channel, NewMessage

LONGEST_ID = 100
OptOut = Literal["STOP", "START", "HELP"]


@dataclass(frozen=True, kw_only=True)
class Posted:
    """An incoming text.

    Attributes:
        message: what came.
        opt_out: the keyword that Twilio acted on and answered itself, or None.
    """

    message: NewMessage
    opt_out: OptOut | None


def posted(form: FormData, *, country: str, now: Callable[[], datetime]) -> Posted:
    """Read the fields of Twilio's request.

    A text in several parts comes as one; a picture comes as a number of media and the words beside it.

    Raises:
        HTTPException: 422 when there is no id or no sender.
    """
    provider_id = field_of(form, "MessageSid") or field_of(form, "SmsMessageSid") or field_of(form, "SmsSid")
    sender = field_of(form, "From").strip()
    if not provider_id or len(provider_id) > LONGEST_ID or not sender:
        raise HTTPException(422, "the message has no id or no sender")
    return Posted(
        message=NewMessage(
            channel=Channel.SMS,
            address=e164(sender, country),
            provider_id=provider_id,
            text=field_of(form, "Body"),
            written_at=now(),
            has_media=field_of(form, "NumMedia").strip() not in ("", "0"),
        ),
        opt_out=_opt_out(field_of(form, "OptOutType").strip().upper()),
    )


def _opt_out(given: str) -> OptOut | None:
    match given:
        case "STOP" | "START" | "HELP":
            return given
        case _:
            return None
