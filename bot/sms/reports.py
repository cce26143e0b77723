"""What does Twilio report about a text that it took?

Reports come late, twice and in the wrong order; what they lead to only goes forward.
"""

import re
from datetime import datetime

from fastapi import HTTPException
from starlette.datastructures import FormData

from bot.sms.codes import refusal_of
from bot.sms.form import field_of
from care.desk import deliveries
from care.desk.delivery_records import RecordsOfDeliveries

BY = "sms report"
_ID = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,4})")
_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")


def take_report(records: RecordsOfDeliveries, name: str, form: FormData, *, now: datetime) -> None:
    """Keep what a report says.

    Args:
        records: the open records.
        name: our id of the text and the number of the attempt, as the address has them.
        form: what was posted.
        now: when it came.

    Raises:
        HTTPException: 404 for an id that is not ours, 422 for a report that is none, 409 for one about another text.
    """
    match = _ID.fullmatch(name)
    text = records.delivery(match[1]) if match else None
    if match is None or text is None:
        raise HTTPException(404, "there is no such text")
    attempt, provider_id = int(match[2]), field_of(form, "MessageSid") or field_of(form, "SmsSid")
    if not _SID.fullmatch(provider_id):
        raise HTTPException(422, "the report names no text")
    if attempt == text.attempts and text.provider_id not in (None, provider_id):
        raise HTTPException(409, "the report is about another text")
    status = field_of(form, "MessageStatus") or field_of(form, "SmsStatus")
    match status:
        case "delivered" | "read":
            deliveries.arrived(records, text.id, provider_id=provider_id, by=BY, now=now)
        case "failed" | "undelivered" | "canceled":
            refusal = refusal_of(field_of(form, "ErrorCode"))
            deliveries.refused(records, text.id, refusal, attempt=attempt, provider_id=provider_id, by=BY, now=now)
        case _ if attempt == text.attempts:
            # Accepted, queued, sending, sent: Twilio has it.
            deliveries.accepted(records, text.id, provider_id, by=BY, now=now)
        case _:
            pass
