"""Which addresses does the web chat have?"""

from uuid import uuid4

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.arrivals import Arrived, Outcome
from bot.front import Front, Person
from bot.limits import ADDRESS, SESSION
from bot.live import Item, News, Seen
from bot.pages import Numbers
from bot.webchat.posted import Posted, posted, wants_json
from bot.webchat.session import Session, Sessions, came_from_elsewhere
from bot.webchat.showing import shown
from care.message import Channel, NewMessage, Reply

BY = "webchat"
FORM_SECONDS = 10.0
"""How long a form waits for its answer before the page is shown without it."""
EXAMPLES = (
    "How long do I take the herpes tablets?",
    "Why do I need a blood test every month?",
    "Which foods should I avoid?",
    "When do I call 112?",
)
_STATUS = {Outcome.KEPT: 200, Outcome.SPOOLED: 200, Outcome.LIMITED: 429, Outcome.LOST: 503}


class WebChat:
    """The pages of the web chat."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._sessions = Sessions(front.house.settings)
        self._numbers = Numbers(front.house.settings.centre_values())
        self._emergency = front.house.settings.emergency

    async def page(self, request: Request) -> Response:
        """The conversation and the box to write in."""
        session = self._sessions.of(request)
        if session is None and came_from_elsewhere(request):
            return self._front.pages.response("arriving.html")
        person = _person(session) if session else None
        news = await self._front.news(person) if person else News(mark=None, items=(), seen=Seen())
        response = self._conversation(news, session)
        if person:
            await self._front.delivered(person, news)
        return response

    async def post(self, request: Request) -> Response:
        """Take a message; the answer comes on the stream, or with the page for a browser without JavaScript."""
        given = await posted(request)
        session = self._sessions.of_or_new(request)
        person = _person(session)
        host = request.client.host if request.client else "unknown"
        arrived = await self._front.arrivals.take(
            NewMessage(
                channel=Channel.WEB,
                address=session.token,
                provider_id=self._sessions.provider_id(session.token, given.message, given.text),
                text=given.text,
                written_at=self._front.house.now(),
            ),
            by=BY,
            senders=((f"session {session.token}", SESSION), (f"address {host}", ADDRESS)),
        )
        response = (
            await self._as_json(arrived, person, given)
            if wants_json(request)
            else await self._as_page(arrived, person, given)
        )
        # Also when it was not kept: sent again it must be known as the same message of the same conversation.
        self._sessions.give(response, session)
        return response

    async def events(
        self,
        request: Request,
        after: str = Query("", max_length=40),
        last_event_id: str = Header("", max_length=40),
    ) -> Response:
        """What is new, as it comes; a browser without a conversation is told not to come back."""
        session = self._sessions.of(request)
        if session is None:
            return Response(status_code=204)
        return self._front.stream(_person(session), Seen.read(last_event_id or after), self._html)

    async def leave(self) -> Response:
        """Forget the conversation on this device."""
        response = RedirectResponse("/", status_code=303)
        self._sessions.forget(response)
        return response

    def _conversation(self, news: News, session: Session | None) -> Response:
        last = max((place for place, item in enumerate(news.items) if item.incoming), default=-1)
        return self._front.pages.response(
            "chat.html",
            items=[
                self._html(item, newest=item is news.items[-1] and not news.working, anchor=place == last)
                for place, item in enumerate(news.items)
            ],
            seen=str(news.seen),
            working=news.working,
            has_session=session is not None,
            message_id=str(uuid4()),
            examples=EXAMPLES,
        )

    async def _as_page(self, arrived: Arrived, person: Person, given: Posted) -> Response:
        if arrived.outcome is Outcome.KEPT:
            await self._front.answered(person, seconds=FORM_SECONDS)
            return RedirectResponse("/#last", status_code=303)
        return self._front.pages.response(
            "not_kept.html",
            status=_STATUS[arrived.outcome],
            outcome=arrived.outcome,
            replies=[self._reply_html(reply, given.message) for reply in arrived.replies],
            text=given.text,
            message_id=given.message,
        )

    async def _as_json(self, arrived: Arrived, person: Person, given: Posted) -> Response:
        items: list[dict[str, str]] = []
        seen, working = given.seen, False
        if arrived.outcome is Outcome.KEPT:
            news = await self._front.news(person, given.seen)
            items = [
                {"id": item.id, "html": self._html(item, newest=item is news.items[-1] and not news.working)}
                for item in news.items
            ]
            seen, working = news.seen, news.working
            await self._front.delivered(person, news)
        elif arrived.outcome is not Outcome.LIMITED:
            items = [
                {"id": f"aside-{given.message}", "html": self._reply_html(reply, given.message)}
                for reply in arrived.replies
            ]
        return JSONResponse(
            {
                "outcome": arrived.outcome,
                "items": items,
                "seen": str(seen),
                "working": working,
                "problem": self._problem(arrived),
            },
            status_code=_STATUS[arrived.outcome],
        )

    def _problem(self, arrived: Arrived) -> str:
        if arrived.outcome is Outcome.LIMITED:
            return " ".join(reply.text for reply in arrived.replies)
        if arrived.outcome is Outcome.KEPT:
            return ""
        return self._front.pages.html("problem_words.html", outcome=arrived.outcome).strip()

    def _html(self, item: Item, *, newest: bool, anchor: bool = False) -> str:
        reply = item.outgoing.reply if item.outgoing else None
        return self._front.pages.html(
            "item.html",
            id=item.id,
            at=item.at,
            text=item.incoming.text if item.incoming else "",
            shown=shown(reply, self._numbers, self._emergency) if reply else None,
            newest=newest,
            anchor=anchor,
            message_id=str(uuid4()),
        )

    def _reply_html(self, reply: Reply, message: str) -> str:
        return self._front.pages.html(
            "item.html",
            id=f"aside-{message}",
            at=self._front.house.now(),
            text="",
            shown=shown(reply, self._numbers, self._emergency),
            newest=False,
            anchor=False,
            message_id="",
        )


def routes(front: Front) -> APIRouter:
    """The routes of the web chat, and in the demo the nurses' list."""
    chat = WebChat(front)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", chat.page, methods=["GET"], response_class=Response)
    router.add_api_route("/chat/messages", chat.post, methods=["POST"], response_class=Response)
    router.add_api_route("/chat/events", chat.events, methods=["GET"], response_class=Response)
    router.add_api_route("/chat/leave", chat.leave, methods=["POST"], response_class=Response)
    if front.house.settings.demo:

        @router.get("/demo/escalations", response_class=Response)
        def escalations() -> Response:
            with front.house.database.reading() as records:
                waiting = records.escalations(only_open=True)
            return front.pages.response("escalations.html", escalations=waiting)

    return router


def _person(session: Session) -> Person:
    return Person(channel=Channel.WEB, address=session.token, by=BY)
