"""What would the service answer? JSON lines in, JSON lines out, through the same path as text messages and web chat.

The contract is in docs/ask.md. Everything runs on a throw-away database and free ports, so that two can run side by
side; a bad line gives an error line and the run goes on.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import smsutil
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from bot.asked_patient import AskedPatient, enter, state_of
from bot.demo import demo_settings
from bot.processes import free_port, running
from bot.rasa import rasa_program
from bot.serving import served
from bot.wiring import House, open_house
from care.message import Channel, IncomingState, NewMessage, Outgoing, strongest_first

AT_ONCE = 6
"""Lines answered at the same time: enough to keep two cores busy while some wait for Rasa."""
AHEAD = 200
"""Lines read ahead of the one printed, so that a long input does not stand in memory."""


class Line(BaseModel):
    """One line of input."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    text: str | None = None
    turns: tuple[str, ...] | None = None
    channel: Channel | None = None
    today: date | None = None
    patient: AskedPatient | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Line":
        if (self.text is None) == (self.turns is None):
            raise ValueError("give either `text` or `turns`")
        return self


@contextmanager
def asking(report: Callable[[str], None]) -> Iterator[House]:
    """A house on a throw-away database, with Rasa and the actions running, for the length of the block."""
    with TemporaryDirectory(prefix="aftercourse-ask-") as name:
        folder = Path(name)
        settings = demo_settings(
            folder,
            database_url=f"sqlite:///{folder / 'ask.db'}",
            rasa_port=str(free_port()),
            action_port=str(free_port()),
        )
        house = open_house(settings, introduced=True)
        try:
            report("loading the content and the question reader")
            with (
                served(house.action_app(), settings.action_port),
                running([rasa_program(settings)], folder / "processes", environment={}, report=report),
            ):
                yield house
        finally:
            house.close()


def answers(house: House, lines: Iterable[str], channel: Channel) -> Iterator[dict[str, Any]]:
    """Answer lines concurrently and give the results in the order of the lines."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting: list[Any] = []
        for line in lines:
            if not line.strip():
                continue
            waiting.append(threads.submit(_answer, house, line, channel))
            while len(waiting) > AHEAD or (waiting and waiting[0].done()):
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _answer(house: House, raw: str, channel: Channel) -> dict[str, Any]:
    try:
        given = json.loads(raw)
    except ValueError as error:
        return {"id": None, "error": f"not JSON: {error}"}
    try:
        line = Line.model_validate(given)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"]))
        name = given.get("id") if isinstance(given, dict) else None
        return {"id": name, "error": f"{place}: {problem['msg']}" if place else problem["msg"]}
    try:
        return _converse(house, line, line.channel or channel)
    except Exception as error:  # noqa: BLE001 - one line must never end the run; the error line says what happened
        return {"id": line.id, "error": f"{type(error).__name__}: {error}"}


def _converse(house: House, line: Line, channel: Channel) -> dict[str, Any]:
    address = f"ask-{uuid4()}"
    written = _written_at(line.today, house.now())
    given = line.patient or AskedPatient()
    enter(house, given, channel=channel, address=address, now=written)
    turns = line.turns if line.turns is not None else (line.text or "",)
    replies: list[str] = []
    sent: list[Outgoing] = []
    seen = 0
    milliseconds = 0
    conversation = ""
    for position, text in enumerate(turns):
        started = time.perf_counter()
        receipt = house.reception.receive(
            NewMessage(
                channel=channel,
                address=address,
                provider_id=f"{address}-{position}",
                text=text,
                written_at=written + timedelta(minutes=position),
            ),
            by="ask",
            linked=given.linked,
        )
        conversation = receipt.conversation
        if receipt.state is IncomingState.WAITING:
            house.answering.answer(conversation, by="ask")
        with house.database.begin() as records:
            sent = list(records.outgoing_in(conversation, after=seen))
        seen = sent[-1].number if sent else seen
        milliseconds = round((time.perf_counter() - started) * 1000)
        replies.append("\n\n".join(outgoing.reply.text for outgoing in sent))
    return _result(house, line, sent, replies, conversation=conversation, milliseconds=milliseconds, channel=channel)


def _result(
    house: House,
    line: Line,
    sent: list[Outgoing],
    replies: list[str],
    *,
    conversation: str,
    milliseconds: int,
    channel: Channel,
) -> dict[str, Any]:
    lead = strongest_first(outgoing.reply for outgoing in sent)[0]
    sources: list[dict[str, str | None]] = []
    for outgoing in sent:
        for source in outgoing.reply.sources:
            named = {"document": source.document, "section": source.section, "version": source.version}
            if named not in sources:
                sources.append(named)
    result: dict[str, Any] = {
        "id": line.id,
        "kind": lead.kind,
        "level": lead.level,
        "topic": lead.topic,
        "reply": replies[-1],
        "sources": sources,
        "confidence": round(lead.confidence, 3) if lead.confidence is not None else None,
        "state": state_of(house, conversation, written=_written_at(line.today, house.now())),
        "parts": [
            {
                "kind": outgoing.reply.kind,
                "topic": outgoing.reply.topic,
                "sources": [source.document for source in outgoing.reply.sources],
            }
            for outgoing in sent
        ],
        "ms": milliseconds,
    }
    if line.turns is not None:
        result["replies"] = replies
    if channel is Channel.SMS:
        result["segments"] = [len(smsutil.split(outgoing.reply.text).parts) for outgoing in sent]
    return result


def _written_at(today: date | None, now: datetime) -> datetime:
    """Noon of the given day, or now: "yesterday" in a message means the day before it was written."""
    return datetime(today.year, today.month, today.day, 12, tzinfo=UTC) if today else now
