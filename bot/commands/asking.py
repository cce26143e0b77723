"""Which commands answer messages without a patient: lines of JSON, and a talk in the terminal?"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.terminal import explained, report
from bot.processes import NotStarted
from bot.settings import SettingsError
from care.message import Channel
from content import ContentError

AsPatient = Annotated[Channel, typer.Option("--channel", help="How the patient writes.")]


def ask(
    channel: AsPatient = Channel.WEB,
    file: Annotated[Path | None, typer.Argument(help="Read lines from here, not from standard input.")] = None,
) -> None:
    """Answer JSON lines on standard output: {"id": "1", "text": "how long aciclovir"} (see docs/ask.md)."""
    from bot.ask import answers, asking

    with explained(SettingsError, ContentError, NotStarted, OSError, RuntimeError), asking(report) as house:
        report("ready")
        lines = file.open(encoding="utf-8") if file else _input_lines()
        for result in answers(house, lines, channel):
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def chat(channel: AsPatient = Channel.WEB) -> None:
    """Talk to the service in this terminal; nothing is kept."""
    from bot.chat import chat as talk

    with explained(SettingsError, ContentError, NotStarted, RuntimeError):
        talk(channel, report)


def _input_lines() -> Iterator[str]:
    # Broken bytes become the replacement character, so that one bad line gives one error and not the end.
    return (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)
