"""Which commands does an operator need beside the running service: the nurses' list, settings, keys?"""

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.commands.terminal import AsJson, Demo, explained, settings_of
from bot.settings import SettingsError
from care.escalation import Escalation
from content import ContentError


def escalations(
    demo: Demo = False,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Show resolved ones too.")] = False,
) -> None:
    """List who needs a nurse: highest level first, then oldest first."""
    from bot.wiring import open_house

    with explained(SettingsError, ContentError):
        house = open_house(settings_of(demo))
    with house.database.begin() as records:
        listed = records.escalations(only_open=not everything)
    house.close()
    if as_json:
        for escalation in listed:
            sys.stdout.write(json.dumps(_row(escalation), ensure_ascii=False) + "\n")
    elif listed:
        Console().print(_table(listed))
    else:
        sys.stdout.write("Nobody is waiting for a nurse.\n")


def settings(
    table: Annotated[bool, typer.Option("--table", help="Print the table of docs/runbook.md.")] = False,
) -> None:
    """Print .env.example: every setting, what it decides and its default."""
    from bot.settings_example import example
    from bot.settings_example import table as printed_table

    sys.stdout.write(printed_table() if table else example())


def keyset() -> None:
    """Print a new encryption keyset for AFTERCOURSE_ENCRYPTION_KEYSET."""
    from bot.secrets import new_keyset

    sys.stdout.write(new_keyset() + "\n")


def _row(escalation: Escalation) -> dict[str, object]:
    concern = escalation.concern
    return {
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


def _table(listed: Sequence[Escalation]) -> Table:
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
    return table
