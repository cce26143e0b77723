"""What do all pages with a conversation share: reading it, following it, and remembering what reached the person?"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from fastapi.responses import Response, StreamingResponse
from fastapi.sse import format_sse_event

from bot.arrivals import Arrivals
from bot.live import Item, Live, News, Seen
from bot.pages import Pages
from bot.wiring import House
from care import desk
from care.message import Channel

logger = logging.getLogger(__name__)

RECONNECT_MILLISECONDS = 2000
"""After how long a browser comes back when a stream broke."""


class ItemWriter(Protocol):
    """Makes one item of a conversation."""

    def __call__(self, item: Item, *, newest: bool) -> str:
        """The item as HTML; the options of the newest can still be picked."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose conversation a page shows, and the name under which deliveries are recorded."""

    channel: Channel
    address: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Front:
    """The parts that pages are made from."""

    house: House
    live: Live
    arrivals: Arrivals
    pages: Pages

    async def news(self, person: Person, seen: Seen = Seen()) -> News:  # noqa: B008 - a frozen value
        """What of a conversation a page has not shown yet."""
        return await self.live.news(person.channel, person.address, seen)

    async def answered(self, person: Person, *, seconds: float) -> None:
        """Wait until nothing waits for an answer, or for so many seconds."""
        try:
            async with asyncio.timeout(seconds), aclosing(self._follow(person, Seen())) as follow:
                async for news in follow:
                    if news is not None and not news.working:
                        return
        except TimeoutError:
            logger.info("an answer was not ready in time; the page is shown without it")

    def stream(self, person: Person, seen: Seen, html: ItemWriter) -> Response:
        """Server-sent events of what is new in a conversation.

        Args:
            person: whose conversation.
            seen: what the page has shown already.
            html: makes one item.
        """
        if not self.live.has_room(person.channel, person.address):
            return Response(status_code=503, headers={"Retry-After": "30"})
        return StreamingResponse(
            self._events(person, seen, html),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def delivered(self, person: Person, news: News) -> None:
        """Remember that what is in the news reached the person; if it cannot be written now, the next page does it."""
        texts = [item.outgoing for item in news.items if item.outgoing is not None]
        if news.mark is None or not texts:
            return
        conversation, up_to = news.mark.conversation, texts[-1].number
        try:
            await asyncio.to_thread(self._deliver, conversation, up_to, person.by)
        except Exception as error:  # noqa: BLE001 - the person has the text; only its state is behind
            logger.warning("a delivery could not be recorded: %s", type(error).__name__)

    def _deliver(self, conversation: str, up_to: int, by: str) -> None:
        with self.house.database.begin() as records:
            desk.delivered(records, conversation, up_to=up_to, by=by, now=self.house.now())

    def _follow(self, person: Person, seen: Seen) -> AsyncGenerator[News | None]:
        return self.live.follow(person.channel, person.address, seen)

    async def _events(self, person: Person, seen: Seen, html: ItemWriter) -> AsyncIterator[bytes]:
        yield format_sse_event(comment="open", retry=RECONNECT_MILLISECONDS)
        async with aclosing(self._follow(person, seen)) as follow:
            async for news in follow:
                if news is None:
                    yield format_sse_event(event="alive", data_str="{}")
                    continue
                for item in news.items:
                    data = json.dumps({"id": item.id, "html": html(item, newest=item is news.items[-1])})
                    yield format_sse_event(event="item", data_str=data, id=str(item.seen))
                yield format_sse_event(event="working", data_str=json.dumps(news.working))
                await self.delivered(person, news)
