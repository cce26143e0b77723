"""Which addresses does the demo phone have? One invented phone that all who try the demo share."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

import smsutil
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.arrivals import Arrived, Outcome
from bot.front import Front, Person
from bot.limits import ADDRESS, SESSION
from bot.live import Item, Seen
from bot.webchat.posted import Posted, posted, wants_json
from care.message import Channel, Kind, NewMessage

NUMBER = "+447700900123"
"""Of a range that the British regulator keeps for films and examples: nobody has it."""
BY = "demo phone"
FORM_SECONDS = 10.0
_STATUS = {Outcome.KEPT: 200, Outcome.SPOOLED: 200, Outcome.LIMITED: 429, Outcome.LOST: 503}


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text message as a phone shows it; what was received has segments and a delivery state."""

    id: str
    at: datetime
    words: str
    sent: bool = False
    urgent: bool = False
    segments: int = 0
    state: str = ""


class DemoPhone:
    """The pages of the demo phone."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._person = Person(channel=Channel.SMS, address=NUMBER, by=BY)
        self._secret = front.house.settings.session_secret.get_secret_value().encode()

    async def page(self) -> Response:
        """The phone with its texts; showing them is what delivers them, since no phone company does."""
        news = await self._front.news(self._person)
        await self._front.delivered(self._person, news)
        last = max((place for place, item in enumerate(news.items) if item.incoming), default=-1)
        return self._front.pages.response(
            "phone.html",
            number=NUMBER,
            items=[self._html(item, newest=False, anchor=place == last) for place, item in enumerate(news.items)],
            seen=str(news.seen),
            working=news.working,
            message_id=str(uuid4()),
        )

    async def post(self, request: Request) -> Response:
        """Send a text as the demo number."""
        given = await posted(request)
        host = request.client.host if request.client else "unknown"
        arrived = await self._front.arrivals.take(
            NewMessage(
                channel=Channel.SMS,
                address=NUMBER,
                provider_id=self._provider_id(given),
                text=given.text,
                written_at=self._front.house.now(),
            ),
            by=BY,
            senders=((f"phone {NUMBER}", SESSION), (f"address {host}", ADDRESS)),
        )
        if wants_json(request):
            return await self._as_json(arrived, given)
        if arrived.outcome is Outcome.KEPT:
            await self._front.answered(self._person, seconds=FORM_SECONDS)
            return RedirectResponse("/demo/phone#last", status_code=303)
        words = " ".join(reply.text for reply in arrived.replies)
        return self._front.pages.response(
            "problem.html",
            status=_STATUS[arrived.outcome],
            heading="Please act on this now" if words else "The text was not kept",
            words=words or "The service has a fault, and nobody will see this text.",
        )

    async def events(
        self, after: str = Query("", max_length=40), last_event_id: str = Header("", max_length=40)
    ) -> Response:
        """What is new, as it comes."""
        return self._front.stream(self._person, Seen.read(last_event_id or after), self._html)

    async def _as_json(self, arrived: Arrived, given: Posted) -> Response:
        news = await self._front.news(self._person, given.seen) if arrived.outcome is Outcome.KEPT else None
        if news is not None:
            await self._front.delivered(self._person, news)
        return JSONResponse(
            {
                "outcome": arrived.outcome,
                "items": [{"id": item.id, "html": self._html(item, newest=False)} for item in news.items]
                if news
                else [],
                "seen": str(news.seen if news else given.seen),
                "working": news.working if news else False,
                "problem": " ".join(reply.text for reply in arrived.replies)
                or ("" if news else "The service has a fault, and nobody will see this text."),
            },
            status_code=_STATUS[arrived.outcome],
        )

    def _html(self, item: Item, *, newest: bool, anchor: bool = False) -> str:  # noqa: ARG002 - no options here
        return self._front.pages.html("text.html", text=_text(item), anchor=anchor)

    def _provider_id(self, given: Posted) -> str:
        whole = f"{given.message}\0{given.text}".encode("utf-8", "surrogatepass")
        return "SM" + hmac.new(self._secret, whole, sha256).hexdigest()[:32]


def routes(front: Front) -> APIRouter:
    """The routes of the demo phone."""
    phone = DemoPhone(front)
    router = APIRouter(prefix="/demo/phone", include_in_schema=False)
    router.add_api_route("", phone.page, methods=["GET"], response_class=Response)
    router.add_api_route("/messages", phone.post, methods=["POST"], response_class=Response)
    router.add_api_route("/events", phone.events, methods=["GET"], response_class=Response)
    return router


def _text(item: Item) -> Text:
    if item.outgoing is None:
        assert item.incoming is not None  # noqa: S101 - an item is one of the two
        return Text(id=item.id, at=item.at, words=item.incoming.text, sent=True)
    reply = item.outgoing.reply
    return Text(
        id=item.id,
        at=item.at,
        words=reply.text,
        urgent=reply.kind is Kind.URGENT,
        segments=len(smsutil.split(reply.text).parts),
        # Whatever stands on this page has arrived, also a text that was on its way until this moment.
        state="delivered" if item.outgoing.state == "queued" else str(item.outgoing.state),
    )
