"""What does each command do, in words for the operator? Every command has `--help`; lists have `--json`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.demo import demo_folder, demo_settings
from bot.processes import NotStarted
from bot.settings import Settings, SettingsError, load_settings
from care.db.sealing import new_keyset
from care.message import Channel
from content import ContentError

application = typer.Typer(
    help="Aftercourse: answers, warning signs and reminders for people treated with LEMTRADA.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_terminal = Console(stderr=True)


def _report(message: str) -> None:
    _terminal.print(f"aftercourse: {message}", highlight=False)


def _fail(error: Exception) -> typer.Exit:
    _terminal.print(f"aftercourse: {error}", highlight=False, markup=False)
    return typer.Exit(1)


def _settings(demo: bool) -> Settings:
    return demo_settings(demo_folder()) if demo else load_settings()


Demo = Annotated[bool, typer.Option("--demo", help="Use the demo centre: invented numbers, drafts shown.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@application.command()
def ask(
    channel: Annotated[Channel, typer.Option(help="How the patient writes.")] = Channel.WEB,
    file: Annotated[Path | None, typer.Argument(help="Read lines from here, not from standard input.")] = None,
) -> None:
    """Answer JSON lines on standard output: {"id": "1", "text": "how long aciclovir"} (see docs/ask.md)."""
    from bot.ask import answers, asking  # noqa: PLC0415 - loads the reader, which other commands do not need

    try:
        with asking(_report) as house:
            _report("ready")
            lines = file.open(encoding="utf-8") if file else _input_lines()
            for result in answers(house, lines, channel):
                sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
                sys.stdout.flush()
    except (SettingsError, ContentError, NotStarted, OSError, RuntimeError) as error:
        raise _fail(error) from error


def _input_lines() -> list[str] | object:
    # Broken bytes become the replacement character, so that one bad line gives one error and not the end.
    return (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)


@application.command()
def escalations(
    demo: Demo = False,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Show resolved ones too.")] = False,
) -> None:
    """List who needs a nurse: highest level first, then oldest first."""
    from bot.wiring import open_house  # noqa: PLC0415

    try:
        house = open_house(_settings(demo))
    except (SettingsError, ContentError) as error:
        raise _fail(error) from error
    with house.database.begin() as records:
        listed = records.escalations(only_open=not everything)
    house.close()
    if as_json:
        for escalation in listed:
            concern = escalation.concern
            row = {
                "id": escalation.id,
                "level": concern.level,
                "reason": concern.reason,
                "flag": concern.flag,
                "words": concern.words,
                "possible_adverse_event": concern.possible_adverse_event,
                "state": escalation.state,
                "raised_at": escalation.raised_at.isoformat(),
                "conversation": escalation.conversation,
            }
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    if not listed:
        sys.stdout.write("Nobody is waiting for a nurse.\n")
        return
    table = Table("level", "since (UTC)", "why", "words", "state")
    for escalation in listed:
        concern = escalation.concern
        table.add_row(
            concern.level,
            escalation.raised_at.strftime("%d %b %H:%M"),
            concern.flag or concern.reason,
            concern.words[:80],
            escalation.state,
        )
    Console().print(table)


@application.command()
def keyset() -> None:
    """Print a new encryption keyset for AFTERCOURSE_ENCRYPTION_KEYSET."""
    sys.stdout.write(new_keyset() + "\n")
