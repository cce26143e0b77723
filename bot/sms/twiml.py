"""How is Twilio answered? With nothing to say as a rule: what a person receives goes out by the way of all texts."""

from collections.abc import Iterable

from fastapi.responses import Response
from twilio.twiml.messaging_response import MessagingResponse


def twiml(texts: Iterable[str] = ()) -> Response:
    """A response that sends these texts.

    There are some only where they cannot be kept, because the database cannot be written.
    """
    response = MessagingResponse()
    for text in texts:
        response.message(text)
    return Response(str(response), media_type="text/xml; charset=utf-8")
