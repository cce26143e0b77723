"""How do commands speak to the operator: their common options, what they report, and how they explain a failure?"""

import getpass
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from bot.settings import Settings, SettingsError, load_settings
from care.errors import CareError
from content import ContentError

if TYPE_CHECKING:
    from bot.wiring import House

Demo = Annotated[bool, typer.Option("--demo", help="Use the demo centre: invented numbers, drafts shown.")]
By = Annotated[str, typer.Option("--by", help="Who does it, for the audit; else the name of your account.")]
Who = Annotated[str, typer.Argument(metavar="PATIENT", help="The patient's id, or the centre's own number for them.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]

REFUSED = 2
"""The exit code of a command that changed nothing because of what it was given."""

_terminal = Console(stderr=True)


def report(message: str) -> None:
    """Tell the operator on standard error; standard output belongs to what a command prints."""
    _terminal.print(f"aftercourse: {message}", highlight=False, markup=False)


class Refused(Exception):
    """What was asked for cannot be done; the message says why, and what to do instead."""


@contextmanager
def explained(*expected: type[Exception], code: int = 1) -> Iterator[None]:
    """Turn the exceptions that an operator can do something about into their sentence and an exit code."""
    try:
        yield
    except expected as error:
        _terminal.print(f"aftercourse: {error}", highlight=False, markup=False)
        raise typer.Exit(code) from error


@contextmanager
def clinic(demo: bool) -> Iterator["House"]:
    """The service for a command about patients; what its rules refuse is said, with exit code 2."""
    from bot.wiring import open_house

    with explained(SettingsError, ContentError):
        house = open_house(settings_of(demo))
    try:
        with explained(Refused, CareError, code=REFUSED):
            yield house
    finally:
        house.close()


def who_does_it(given: str) -> str:
    """The name under which the audit keeps what is done: the one given, else that of the account."""
    return f"terminal:{given or getpass.getuser()}"


def print_row(row: Mapping[str, Any]) -> None:
    """Print one line of JSON on standard output."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def print_line(text: str = "") -> None:
    """Print one line for a person on standard output."""
    sys.stdout.write(text + "\n")


def settings_of(demo: bool) -> Settings:
    """The demo centre's settings, or those of the environment; raises `SettingsError`."""
    if not demo:
        return load_settings()
    from bot.demo import demo_folder, demo_settings

    return demo_settings(demo_folder())
