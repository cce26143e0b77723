"""What does each command do, in words for the operator? Every command has `--help`; lists have `--json`.

A command loads what it needs when it is called, so that `--help` answers at once.
"""

import typer

from bot.commands import asking, measuring, operating, running, sources

__all__ = ["application"]

application = typer.Typer(
    help="Aftercourse: answers, warning signs and reminders for people treated with LEMTRADA.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
application.command()(running.run)
application.command(hidden=True)(running.serve)
application.command()(asking.ask)
application.command()(asking.chat)
application.command()(operating.escalations)
application.command()(operating.settings)
application.command()(operating.keyset)
application.command()(measuring.evaluate)
application.command()(measuring.bench)

_sources = typer.Typer(help="The centre's own copies of the source documents.", no_args_is_help=True)
_sources.command()(sources.load)
_sources.command()(sources.check)
application.add_typer(_sources, name="sources")
