"""Which addresses does Twilio call?"""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from bot.sms.form import form_of, target_of
from bot.sms.incoming import Incoming, Outcome
from bot.sms.posted import posted
from bot.sms.reports import take_report
from bot.sms.signature import Signatures
from bot.sms.twiml import twiml
from bot.wiring import House


@dataclass(frozen=True, kw_only=True)
class TwilioPages:
    """What Twilio can ask of us."""

    house: House
    incoming: Incoming
    signatures: Signatures

    async def receive(self, request: Request) -> Response:
        """Take a text message in; there is nothing in the response unless the message could not be kept."""
        form = await self._signed(request)
        given = posted(form, country=self.house.settings.country, now=self.house.now)
        arrived = await self.incoming.take(given)
        if arrived.outcome is Outcome.LOST and not arrived.texts:
            # An error makes Twilio ask the fallback address, whose words say whom to call.
            return Response(status_code=503)
        return twiml(arrived.texts)

    async def report(self, request: Request, text: str) -> Response:
        """Keep what became of a text."""
        form = await self._signed(request)
        await asyncio.to_thread(self._keep_report, text, form)
        return Response(status_code=204)

    def _keep_report(self, text: str, form: FormData) -> None:
        with self.house.database.begin() as records:
            take_report(records, text, form, now=self.house.now())

    async def _signed(self, request: Request) -> FormData:
        form = await form_of(request)
        if not self.signatures.hold(target_of(request), form, request.headers):
            raise HTTPException(403, "the signature is not Twilio's")
        return form


def routes(pages: TwilioPages) -> APIRouter:
    """The routes that Twilio calls."""
    router = APIRouter(prefix="/sms", include_in_schema=False)
    router.add_api_route("/incoming", pages.receive, methods=["POST"], response_class=Response)
    router.add_api_route("/status/{text}", pages.report, methods=["POST"], response_class=Response)
    return router
