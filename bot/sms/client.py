"""How is Twilio asked to send a text, and what it knows of one that may have been sent?

Each call says whether the text surely went to Twilio, surely did not, or may have. No number and no text gets into a
log, which is why no error of Twilio's package is shown: its words repeat them.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.settings import Settings
from bot.sms.codes import refusal_of
from care.delivery import Refusal

TIMEOUT_SECONDS = 10.0
CLOCKS_DIFFER = timedelta(seconds=5)
"""How much earlier than our own call Twilio's clock may put it."""
LOOKED_BACK = 100
"""How many of the newest texts to a number are looked through."""
TWILIO = "https://api.twilio.com"


class NotTaken(Exception):
    """Twilio did not take the text."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class MayBeTaken(Exception):
    """Nobody can say whether Twilio took the text: it did not answer, or not in full."""


class Silent(Exception):
    """Twilio's list cannot be had now."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A text as Twilio has it."""

    provider_id: str
    status: str
    error: str


class Provider(Protocol):
    """What is needed of a phone company."""

    def send(self, number: str, text: str, *, report_to: str) -> str:
        """Give a text to the phone company; returns its id.

        Raises:
            NotTaken: it surely was not taken.
            MayBeTaken: nobody knows.
        """

    def find(self, number: str, text: str, *, since: datetime) -> Sequence[Found]:
        """The texts with these words to this number that were taken since then and that did not fail.

        Raises:
            Silent: when nobody can say.
        """


class TwilioProvider:
    """The phone company, by Twilio's own package."""

    def __init__(self, settings: Settings) -> None:
        # At lower levels these write addresses with phone numbers into the log.
        for name in ("twilio", "urllib3"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token.get_secret_value(),
            http_client=_HttpClient(settings.twilio_api.rstrip("/")),
            environment={},
        )
        by_service = settings.twilio_sender.startswith("MG")
        self._sender = {"messaging_service_sid" if by_service else "from_": settings.twilio_sender}

    def send(self, number: str, text: str, *, report_to: str) -> str:
        """See `Provider`."""
        try:
            message = self._client.messages.create(to=number, body=text, status_callback=report_to, **self._sender)
        except TwilioRestException as error:
            raise _refused(error) from None
        except requests.exceptions.ConnectTimeout:
            raise NotTaken(UNREACHED) from None
        except requests.exceptions.ConnectionError as error:
            if _never_connected(error):
                raise NotTaken(UNREACHED) from None
            raise MayBeTaken from None
        except (requests.exceptions.RequestException, TwilioException, ValueError, KeyError, TypeError):
            raise MayBeTaken from None
        if not message.sid:
            raise MayBeTaken
        return str(message.sid)

    def find(self, number: str, text: str, *, since: datetime) -> Sequence[Found]:
        """See `Provider`."""
        earliest = since.astimezone(UTC) - CLOCKS_DIFFER
        try:
            # Not by the date it was sent: what still waits at Twilio has none.
            listed = self._client.messages.list(to=number, limit=LOOKED_BACK)
            return [
                Found(provider_id=str(message.sid), status=str(message.status), error=str(message.error_code or ""))
                for message in listed
                if str(message.direction).startswith("outbound")
                and str(message.status) not in ("failed", "undelivered", "canceled")
                and message.date_created is not None
                and message.date_created.astimezone(UTC) >= earliest.replace(microsecond=0)
                and _same(str(message.body), text)
            ]
        except (requests.exceptions.RequestException, TwilioException, ValueError, KeyError, TypeError):
            raise Silent from None


class _HttpClient(HttpClient):  # type: ignore[misc] # published without types
    """Twilio's HTTP client with a time-out and a connection of its own for each call.

    A connection that is kept open may be closed by the other side just when it is used again, and then nobody knows
    whether the text was taken.
    """

    def __init__(self, base: str) -> None:
        super().__init__(logging.getLogger("twilio.http_client"), False, TIMEOUT_SECONDS)
        self._base = base

    def request(self, method: str, url: str, **given: Any) -> Response:  # noqa: ANN401 - Twilio's own arguments
        client = TwilioHttpClient(timeout=TIMEOUT_SECONDS)
        with client.session:
            return client.request(method, url.replace(TWILIO, self._base, 1), **given)


UNREACHED = Refusal(code="unreached", words="The phone company could not be reached.", again=True)


def _refused(error: TwilioRestException) -> NotTaken | MayBeTaken:
    # After a fault of its own, Twilio may have taken the text all the same.
    if error.status >= 500:  # noqa: PLR2004 - faults of the server, in HTTP
        return MayBeTaken()
    code = str(error.code) if error.code else ""
    return NotTaken(refusal_of("" if code == str(error.status) else code, error.status))


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    """Whether not even a connection was made, so that nothing can have been sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def _same(there: str, here: str) -> bool:
    return there.split() == here.split()
