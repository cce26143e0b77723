"""What does each command do, in words for the operator? Every command has `--help`; lists have `--json`."""

import json
import signal
import sys
import threading
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.demo import demo_folder, demo_settings
from bot.processes import NotStarted
from bot.secrets import new_keyset
from bot.serving import serve as serve_application
from bot.settings import CHECKOUT, Settings, SettingsError, load_settings
from care.message import Channel
from content import ContentError

if TYPE_CHECKING:
    from bot.wiring import House

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
    from bot.ask import answers, asking

    try:
        with asking(_report) as house:
            _report("ready")
            lines = file.open(encoding="utf-8") if file else _input_lines()
            for result in answers(house, lines, channel):
                sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
                sys.stdout.flush()
    except (SettingsError, ContentError, NotStarted, OSError, RuntimeError) as error:
        raise _fail(error) from error


def _input_lines() -> Iterator[str]:
    # Broken bytes become the replacement character, so that one bad line gives one error and not the end.
    return (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)


@application.command()
def escalations(
    demo: Demo = False,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Show resolved ones too.")] = False,
) -> None:
    """List who needs a nurse: highest level first, then oldest first."""
    from bot.wiring import open_house

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


@application.command("settings")
def settings_command(
    table: Annotated[bool, typer.Option("--table", help="Print the table of docs/runbook.md.")] = False,
) -> None:
    """Print .env.example: every setting, what it decides and its default."""
    from bot.settings_example import example
    from bot.settings_example import table as printed_table

    sys.stdout.write(printed_table() if table else example())


@application.command()
def run(demo: Demo = False) -> None:
    """Start everything under supervision: web chat, actions, worker, Rasa. Ctrl-C stops it."""
    from bot.run import run as run_service

    folder = demo_folder() if demo else CHECKOUT / ".run" / "service"
    try:
        run_service(_settings(demo), folder, _report)
    except (SettingsError, ContentError, NotStarted) as error:
        raise _fail(error) from error


@application.command()
def chat(
    channel: Annotated[Channel, typer.Option(help="How the patient writes.")] = Channel.WEB,
) -> None:
    """Talk to the service in this terminal; nothing is kept."""
    from bot.chat import chat as talk

    try:
        talk(channel, _report)
    except (SettingsError, ContentError, NotStarted, RuntimeError) as error:
        raise _fail(error) from error


class Part(StrEnum):
    """A process of the service."""

    ACTIONS = "actions"
    WEB = "web"
    WORKER = "worker"


@application.command(hidden=True)
def serve(part: Part) -> None:
    """Run one process of the service in the foreground, as the supervisor does."""
    from bot.wiring import open_house

    try:
        house = open_house(load_settings())
        if part is Part.WORKER:
            _serve_worker(house)
            return
        if part is Part.ACTIONS:
            app, host, port = house.action_app(), "127.0.0.1", house.settings.action_port
        else:
            from bot.web import web_app

            app, host, port = web_app(house), house.settings.web_host, house.settings.web_port
    except (SettingsError, ContentError, RuntimeError) as error:
        raise _fail(error) from error
    serve_application(app, host, port)
    house.close()


def _serve_worker(house: "House") -> None:
    from bot.worker import work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(house.answering, stop)
    house.close()


@application.command()
def evaluate(
    part: Annotated[str, typer.Option(help="dev may be looked at; test only prints figures.")] = "dev",
    failures: Annotated[bool, typer.Option("--failures", help="Print the cases of dev that failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the quality of the replies on the labelled cases, with 95 % intervals."""
    from bot.ask import asking
    from bot.evaluation import evaluated, printed

    try:
        with asking(_report) as house:
            figures = evaluated(house, CHECKOUT / "tests" / "evaluation" / part, _report)
    except (SettingsError, ContentError, NotStarted, OSError, RuntimeError) as error:
        raise _fail(error) from error
    sys.stdout.write(printed(figures, failures=failures and part == "dev", as_json=as_json))


sources = typer.Typer(help="The centre's own copies of the source documents.", no_args_is_help=True)
application.add_typer(sources, name="sources")
DocumentName = Annotated[str, typer.Option(help="Which document it is a copy of, as in knowledge/sources.yml.")]
DocumentFile = Annotated[Path, typer.Argument(help="The document as .txt or .pdf.")]


@sources.command("load")
def sources_load(file: DocumentFile, document: DocumentName = "abbreviated_spc", demo: Demo = False) -> None:
    """Keep the passages of the centre's copy, so that patients and nurses can see the original words."""
    from bot.sources import load
    from bot.wiring import open_house

    try:
        house = open_house(_settings(demo))
        count = load(house, document, file, by="operator")
    except (SettingsError, ContentError) as error:
        raise _fail(error) from error
    house.close()
    sys.stdout.write(f"{count} passages of {document} are loaded.\n")


@sources.command("check")
def sources_check(
    file: DocumentFile,
    document: DocumentName = "abbreviated_spc",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Say for each claim whether a file confirms it, changed it, or no longer says it; exit 1 when it does not."""
    from bot.sources import check
    from bot.wiring import open_house

    try:
        house = open_house(_settings(demo))
        comparison = check(house, document, file)
    except (SettingsError, ContentError) as error:
        raise _fail(error) from error
    house.close()
    for claim in comparison.claims:
        row = {"entry": claim.entry, "fact": claim.fact, "section": claim.section, "verdict": claim.verdict}
        if as_json:
            sys.stdout.write(json.dumps(row) + "\n")
        elif claim.verdict != "confirmed":
            sys.stdout.write(f"{claim.verdict}: {claim.entry} ({claim.fact}), {claim.section}\n")
    confirmed = sum(claim.verdict == "confirmed" for claim in comparison.claims)
    _report(f"{confirmed} of {len(comparison.claims)} claims confirmed, {len(comparison.added)} new passages")
    if not comparison.same_version:
        raise typer.Exit(1)
