"""What did a browser post? One message, as a form or as JSON, and nothing that could harm what comes after."""

import json
from dataclasses import dataclass
from uuid import uuid4

from fastapi import HTTPException, Request

from bot.live import Seen

LONGEST_ID = 100


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A message from a page: its words, the page's own id of it, and what the page has shown."""

    text: str
    message: str
    seen: Seen


async def posted(request: Request) -> Posted:
    """Read the body of a request.

    Raises:
        HTTPException: 413 when it is too large, 415 when it is neither a form nor JSON, 422 when the words are missing.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        given = await _json(request)
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form(max_files=0, max_fields=10, max_part_size=1 << 20) as form:
            given = dict(form)
    else:
        raise HTTPException(415, "a form or JSON is expected")
    text, message, seen = given.get("text"), given.get("message_id", ""), given.get("seen", "")
    if not (isinstance(text, str) and isinstance(message, str) and isinstance(seen, str)):
        raise HTTPException(422, "the message has no text")
    if len(message) > LONGEST_ID:
        raise HTTPException(422, "the id of the message is too long")
    return Posted(text=text, message=message or str(uuid4()), seen=Seen.read(seen))


def wants_json(request: Request) -> bool:
    """Whether a request asks for data rather than for a page."""
    return "application/json" in request.headers.get("accept", "")


async def _json(request: Request) -> dict[str, object]:
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, "the body is not JSON") from error
    if not isinstance(given, dict):
        raise HTTPException(422, "the body is not an object")
    return given
