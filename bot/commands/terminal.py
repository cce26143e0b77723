"""How do commands speak to the operator: their common options, what they report, and how they explain a failure?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import Settings, load_settings

Demo = Annotated[bool, typer.Option("--demo", help="Use the demo centre: invented numbers, drafts shown.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]

_terminal = Console(stderr=True)


def report(message: str) -> None:
    """Tell the operator on standard error; standard output belongs to what a command prints."""
    _terminal.print(f"aftercourse: {message}", highlight=False)


@contextmanager
def explained(*expected: type[Exception]) -> Iterator[None]:
    """Turn the exceptions that an operator can do something about into their sentence and exit code 1."""
    try:
        yield
    except expected as error:
        _terminal.print(f"aftercourse: {error}", highlight=False, markup=False)
        raise typer.Exit(1) from error


def settings_of(demo: bool) -> Settings:
    """The demo centre's settings, or those of the environment; raises `SettingsError`."""
    if not demo:
        return load_settings()
    from bot.demo import demo_folder, demo_settings

    return demo_settings(demo_folder())
