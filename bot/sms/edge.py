"""Which parts make up the edge of text messages, and who gets whom?"""

from fastapi import APIRouter

from bot.sms.client import Provider, TwilioProvider
from bot.sms.incoming import Incoming
from bot.sms.outgoing import Sender
from bot.sms.routes import TwilioPages, routes
from bot.sms.signature import Signatures
from bot.wiring import House


def sender_of(house: House, provider: Provider | None = None) -> Sender:
    """What sends the texts of a service."""
    return Sender(
        house.database,
        provider or TwilioProvider(house.settings),
        house.replies,
        report_to=f"{house.settings.public_url.rstrip('/')}/sms/status/",
        now=house.now,
    )


class TextEdge:
    """Text messages of one web process; what it leaves behind is sent by the worker."""

    def __init__(self, house: House) -> None:
        self._incoming = Incoming(house, send=sender_of(house).send)
        self._pages = TwilioPages(house=house, incoming=self._incoming, signatures=Signatures(house.settings))

    def routes(self) -> APIRouter:
        """The addresses that Twilio calls."""
        return routes(self._pages)

    def close(self) -> None:
        """Begin nothing more."""
        self._incoming.close()
