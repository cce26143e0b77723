"""How does an open page learn of what is new in its conversation?

One task per process looks at the marks of the conversations that somebody has open, and wakes their streams. A
stream reads what is new for it in a short transaction of its own: while it waits it holds neither a thread nor a
transaction. Nothing is pushed from memory, so a stream that begins again after what it saw last misses nothing.
"""

import asyncio
import contextlib
import heapq
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from care.conversation import Mark
from care.message import Channel, Incoming, Outgoing
from care.ports import Records

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the marks are looked at; what this very process changes wakes the task at once."""
ALIVE_SECONDS = 15.0
"""After how much silence a stream shows that it still lives; a page gives a stream up after three times that."""
AGAIN_SECONDS = 2.0
"""How long streams wait before they try a database that failed."""
STREAMS_OF_ONE = 8
"""Pages that one conversation may have open at once in one process."""
STREAMS = 2000
"""Pages that one process keeps open."""


class ReadableDatabase(Protocol):
    """What is used of the database."""

    def reading(self) -> AbstractContextManager[Records]:
        """One transaction that only reads."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What of a conversation a page has shown: how many messages, and the texts up to which number."""

    incoming: int = 0
    outgoing: int = 0

    def __str__(self) -> str:
        return f"{self.incoming}.{self.outgoing}"

    @classmethod
    def read(cls, text: str) -> "Seen":
        """What `str` wrote; anything else counts as nothing seen, so that everything is shown again."""
        incoming, _, outgoing = text.partition(".")
        if not (incoming.isascii() and incoming.isdigit() and outgoing.isascii() and outgoing.isdigit()):
            return cls()
        if len(text) > 20:  # noqa: PLR2004 - longer than any conversation; the database knows no such number
            return cls()
        return cls(incoming=int(incoming), outgoing=int(outgoing))


@dataclass(frozen=True, kw_only=True)
class Item:
    """One message or one text of a conversation, and what has been seen with it."""

    id: str
    at: datetime
    seen: Seen
    incoming: Incoming | None = None
    outgoing: Outgoing | None = None


@dataclass(frozen=True, kw_only=True)
class News:
    """What a page has not shown yet.

    Attributes:
        mark: where the conversation stands, or None when there is none with this address.
        items: in the order in which they came.
        seen: what has been seen when these items are shown.
    """

    mark: Mark | None
    items: tuple[Item, ...]
    seen: Seen

    @property
    def working(self) -> bool:
        """Whether a message still waits for its answer."""
        return self.mark is not None and self.mark.working


def read_news(records: Records, channel: Channel, address: str, seen: Seen) -> News:
    """What came in a conversation after what was seen."""
    mark = records.marks(channel, [address]).get(address)
    if mark is None:
        return News(mark=None, items=(), seen=seen)
    messages = records.incoming_in(mark.conversation, after=seen.incoming)
    texts = records.outgoing_in(mark.conversation, after=seen.outgoing)
    items = []
    for item in heapq.merge(_messages(messages, seen), _texts(texts), key=lambda item: item.at):
        if item.incoming is not None:
            seen = replace(seen, incoming=seen.incoming + 1)
        if item.outgoing is not None:
            seen = replace(seen, outgoing=item.outgoing.number)
        items.append(replace(item, seen=seen))
    return News(mark=mark, items=tuple(items), seen=seen)


def _messages(messages: Sequence[Incoming], seen: Seen) -> Iterator[Item]:
    for position, message in enumerate(messages, start=seen.incoming + 1):
        yield Item(id=f"in-{position}", at=message.received_at, seen=seen, incoming=message)


def _texts(texts: Sequence[Outgoing]) -> Iterator[Item]:
    for text in texts:
        yield Item(id=f"out-{text.number}", at=text.created_at, seen=Seen(), outgoing=text)


class _Stream:
    """One open page: whose conversation it shows, what it saw of its mark, and whether there may be more."""

    def __init__(self, channel: Channel, address: str) -> None:
        self.channel = channel
        self.address = address
        self.mark: Mark | None = None
        self.changed = asyncio.Event()


class Live:
    """The open pages of one process. Everything but `wake` and `close` belongs to the event loop."""

    def __init__(self, database: ReadableDatabase) -> None:
        self._database = database
        self._streams: set[_Stream] = set()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._look = asyncio.Event()
        self._closed = False

    @property
    def open(self) -> int:
        """How many pages are open."""
        return len(self._streams)

    def has_room(self, channel: Channel, address: str) -> bool:
        """Whether one more page may show this conversation."""
        same = sum(1 for each in self._streams if (each.channel, each.address) == (channel, address))
        return same < STREAMS_OF_ONE and len(self._streams) < STREAMS

    async def news(self, channel: Channel, address: str, seen: Seen) -> News:
        """What a page has not shown yet, read now."""
        return await asyncio.to_thread(self._read, channel, address, seen)

    async def follow(self, channel: Channel, address: str, seen: Seen) -> AsyncGenerator[News | None]:
        """What is new in a conversation as it comes, until the service stops.

        Ask `has_room` first. The first news come at once, even when nothing is in them; None comes after a silence.
        """
        stream = self._enter(channel, address)
        try:
            working: bool | None = None
            while not self._closed:
                stream.changed.clear()
                try:
                    news = await self.news(channel, address, seen)
                except Exception as error:  # noqa: BLE001 - whatever ails the database, the page waits for it
                    logger.warning("a stream could not read its conversation: %s", type(error).__name__)
                    await asyncio.sleep(AGAIN_SECONDS)
                    yield None
                    continue
                moved = bool(news.items) or news.working != working
                stream.mark, seen, working = news.mark, news.seen, news.working
                if moved:
                    yield news
                try:
                    async with asyncio.timeout(ALIVE_SECONDS):
                        await stream.changed.wait()
                except TimeoutError:
                    yield None
        finally:
            self._streams.discard(stream)

    def wake(self) -> None:
        """Look now, since something changed; may be called from any thread."""
        self._from_anywhere(self._look.set)

    def close(self) -> None:
        """End all streams, so that the server can stop; may be called from any thread."""
        self._closed = True
        self._from_anywhere(self._wake_all)

    def _from_anywhere(self, call: Callable[[], object]) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: there is nobody left to wake
                self._loop.call_soon_threadsafe(call)

    def _enter(self, channel: Channel, address: str) -> _Stream:
        stream = _Stream(channel, address)
        self._streams.add(stream)
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.done() or self._loop is not loop:
            self._loop = loop
            self._task = loop.create_task(self._watch())
        return stream

    async def _watch(self) -> None:
        while self._streams and not self._closed:
            await self._pause(LOOK_SECONDS)
            try:
                marks = await asyncio.to_thread(self._marks, self._addresses())
            except Exception as error:  # noqa: BLE001 - the next look may find the database again
                logger.warning("the open conversations could not be looked at: %s", type(error).__name__)
                await self._pause(AGAIN_SECONDS)
                continue
            for stream in self._streams:
                if marks.get((stream.channel, stream.address)) != stream.mark:
                    stream.changed.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._look.wait()
        self._look.clear()

    def _wake_all(self) -> None:
        self._look.set()
        for stream in self._streams:
            stream.changed.set()

    def _addresses(self) -> dict[Channel, set[str]]:
        addresses: dict[Channel, set[str]] = defaultdict(set)
        for stream in self._streams:
            addresses[stream.channel].add(stream.address)
        return addresses

    def _marks(self, addresses: dict[Channel, set[str]]) -> dict[tuple[Channel, str], Mark]:
        with self._database.reading() as records:
            return {
                (channel, address): mark
                for channel, wanted in addresses.items()
                for address, mark in records.marks(channel, wanted).items()
            }

    def _read(self, channel: Channel, address: str, seen: Seen) -> News:
        with self._database.reading() as records:
            return read_news(records, channel, address, seen)
