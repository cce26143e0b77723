"""How fast are the replies, and how much of their time is the desk's rather than Rasa's?

Clients write the questions of the development cases, in their order and without a pause, each in a conversation of its
own. The service and Rasa alone take turns in one run, so that whatever else the machine does falls on both: Rasa alone
is the same server with the same model and the same actions, asked directly, with nothing kept before or after.
Clients, desk and actions share one process here, where a centre's service has several; its web pages are left out.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from uuid import uuid4

from bot.ask import asking
from bot.dialogue import RasaSilent
from bot.wiring import House, question_reader
from care.message import Channel, IncomingState, NewMessage
from language.parts import split
from language.triage import TriageReader, read_safely

CLIENTS = (1, 4, 16)
"""How many write at the same time."""
GOALS = {4: 250, 16: 600}
"""Milliseconds within which 95 of 100 replies of the service should come, by number of clients, on two cores."""
ROUNDS = 2
"""How often the service and Rasa alone take turns at each number of clients."""
WARM_UP = 24
"""Questions answered before anything is measured."""

SERVICE = "service"
RASA_ALONE = "Rasa alone"

_Turn = tuple[float, Sequence[tuple[float, bool]]]
"""Seconds for all questions together, and for each its milliseconds and whether it was answered."""


@dataclass(frozen=True, kw_only=True)
class Speed:
    """How one number of clients was answered.

    Attributes:
        what: the service, or Rasa alone.
        clients: how many wrote at the same time.
        milliseconds: from a message to its reply, for every message.
        seconds: how long all of them took together.
        failed: messages that got no answer, or the fixed words that stand in for one.
    """

    what: str
    clients: int
    milliseconds: Sequence[float]
    seconds: float
    failed: int

    @property
    def per_second(self) -> float:
        """Messages answered in a second."""
        return len(self.milliseconds) / self.seconds

    @property
    def goal(self) -> int | None:
        """Milliseconds within which 95 of 100 replies should come, or None where no goal is set."""
        return GOALS.get(self.clients) if self.what == SERVICE else None


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The figures of one run, and the machine they were measured on.

    Attributes:
        speeds: the service beside Rasa alone, by number of clients.
        triage_microseconds: reading one message for warning signs, on average.
        reading_milliseconds: deciding about one part of a message, on average, without Rasa.
        parts: how many parts a message has on average; each is one question to Rasa.
        cores: of the machine.
        load: processes that wanted a core in the minute before the service was started, on average.
    """

    speeds: Sequence[Speed]
    triage_microseconds: float
    reading_milliseconds: float
    parts: float
    cores: int
    load: float


def questions_in(file: Path) -> Sequence[str]:
    """The texts of labelled cases, in the order of the file."""
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not exceed (nearest rank).

    Args:
        values: at least one.
        share: above 0, up to 1; 0.95 for the 95th percentile.
    """
    return sorted(values)[ceil(share * len(values)) - 1]


def measured(questions: Sequence[str], report: Callable[[str], None]) -> Bench:
    """Start the service, measure it and stop it; takes about two minutes for 128 questions."""
    load = os.getloadavg()[0]
    parts = [part for question in questions for part in split(question)]
    with asking(report) as house:
        report("triage and reading alone")
        # Fresh readers, so that a text is new to them as it is when a patient writes it.
        triage = TriageReader(house.knowledge.red_flags)
        reader = question_reader(house.knowledge, house.settings)
        triage_seconds = _seconds_each(lambda text: read_safely(triage, text), questions)
        reading_seconds = _seconds_each(reader.read_all, parts)
        speeds = _speeds(house, questions, report)
    return Bench(
        speeds=speeds,
        triage_microseconds=triage_seconds * 1e6,
        reading_milliseconds=reading_seconds * 1e3,
        parts=len(parts) / len(questions),
        cores=os.cpu_count() or 1,
        load=load,
    )


def printed(bench: Bench, *, as_json: bool) -> str:
    """The figures as a table with the goals, or as JSON lines."""
    if as_json:
        return "".join(json.dumps(row) + "\n" for row in _rows(bench))
    messages = len(bench.speeds[0].milliseconds)
    lines = [
        f"{bench.cores} cores, load {bench.load:.1f} before the start; a line stands for {messages} messages",
        "",
        f"{'clients':>7}  {'asked':10} {'messages/s':>10} {'p50 ms':>7} {'p95 ms':>7} {'failed':>6}  goal for p95",
    ]
    for speed in bench.speeds:
        half, most = (percentile(speed.milliseconds, share) for share in (0.5, 0.95))
        goal = f"<= {speed.goal} ms on two cores" if speed.goal else ""
        line = f"{speed.clients:7d}  {speed.what:10} {speed.per_second:10.1f} {half:7.0f} {most:7.0f} {speed.failed:6d}"
        lines.append(f"{line}  {goal}".rstrip())
    lines += [
        "",
        f"triage alone:  {bench.triage_microseconds:.0f} microseconds a message",
        f"reading alone: {bench.reading_milliseconds:.1f} ms a part, {bench.parts:.2f} parts a message",
    ]
    return "\n".join(lines) + "\n"


def _speeds(house: House, questions: Sequence[str], report: Callable[[str], None]) -> Sequence[Speed]:
    ways: dict[str, Callable[[str], bool]] = {
        SERVICE: lambda text: _answered_by_service(house, text),
        RASA_ALONE: lambda text: _answered_by_rasa(house, text),
    }
    report("warming up")
    for way in ways.values():
        _asked(way, questions[:WARM_UP], max(CLIENTS))
    speeds: list[Speed] = []
    for clients in CLIENTS:
        report(f"{clients} at the same time" if clients > 1 else "one at a time")
        turns = [(what, _asked(way, questions, clients)) for _ in range(ROUNDS) for what, way in ways.items()]
        speeds.extend(_together(what, clients, [turn for name, turn in turns if name == what]) for what in ways)
    return speeds


def _together(what: str, clients: int, turns: Sequence[_Turn]) -> Speed:
    return Speed(
        what=what,
        clients=clients,
        milliseconds=[milliseconds for _, replies in turns for milliseconds, _ in replies],
        seconds=sum(seconds for seconds, _ in turns),
        failed=sum(not answered for _, replies in turns for _, answered in replies),
    )


def _rows(bench: Bench) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{"measure": "machine", "cores": bench.cores, "load": round(bench.load, 2)}]
    rows += [
        {
            "measure": speed.what,
            "clients": speed.clients,
            "messages": len(speed.milliseconds),
            "per_second": round(speed.per_second, 2),
            "p50_ms": round(percentile(speed.milliseconds, 0.5), 1),
            "p95_ms": round(percentile(speed.milliseconds, 0.95), 1),
            "goal_p95_ms": speed.goal,
            "failed": speed.failed,
        }
        for speed in bench.speeds
    ]
    rows.append({"measure": "triage alone", "microseconds_a_message": round(bench.triage_microseconds, 1)})
    rows.append({"measure": "reading alone", "ms_a_part": round(bench.reading_milliseconds, 2)})
    rows.append({"measure": "parts", "a_message": round(bench.parts, 2)})
    return rows


def _asked(way: Callable[[str], bool], questions: Sequence[str], clients: int) -> _Turn:
    def ask(question: str) -> tuple[float, bool]:
        started = time.perf_counter()
        answered = way(question)
        return (time.perf_counter() - started) * 1e3, answered

    with ThreadPoolExecutor(clients) as threads:
        started = time.perf_counter()
        replies = list(threads.map(ask, questions))
        return time.perf_counter() - started, replies


def _answered_by_service(house: House, text: str) -> bool:
    message = NewMessage(
        channel=Channel.WEB,
        address=f"bench-{uuid4()}",
        provider_id=str(uuid4()),
        text=text,
        written_at=house.now(),
    )
    receipt = house.reception.receive(message, by="bench")
    if receipt.state is not IncomingState.WAITING:
        return True
    sent = house.answering.answer(receipt.conversation, by="bench")
    return bool(sent) and all(outgoing.reply.topic != "handoff.failure" for outgoing in sent)


def _answered_by_rasa(house: House, text: str) -> bool:
    try:
        # A sender who is not linked: an action that hands over says so and writes nothing, which is the desk's work.
        return bool(house.dialogue.ask(text, {"linked": False}))
    except RasaSilent:
        return False


def _seconds_each(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Seconds for one text on average, one after the other, after one that loads what is loaded late."""
    read("hello")
    started = time.perf_counter()
    for text in texts:
        read(text)
    return (time.perf_counter() - started) / len(texts)
