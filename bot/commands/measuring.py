"""Which commands measure the service: how good its replies are, and how fast?"""

import sys
from typing import Annotated

import typer

from bot.commands.terminal import AsJson, explained, report
from bot.processes import NotStarted
from bot.settings import CHECKOUT, SettingsError
from content import ContentError

_CASES = CHECKOUT / "tests" / "evaluation"


def evaluate(
    part: Annotated[str, typer.Option(help="dev may be looked at; test only prints figures.")] = "dev",
    failures: Annotated[bool, typer.Option("--failures", help="Print the cases of dev that failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the quality of the replies on the labelled cases, with 95 % intervals."""
    from bot.ask import asking
    from bot.evaluation import evaluated, printed

    with explained(SettingsError, ContentError, NotStarted, OSError, RuntimeError), asking(report) as house:
        figures = evaluated(house, _CASES / part, report)
    sys.stdout.write(printed(figures, failures=failures and part == "dev", as_json=as_json))


def bench(as_json: AsJson = False) -> None:
    """Measure the speed of the replies at 1, 4 and 16 clients, beside Rasa alone; takes two minutes."""
    from bot.bench import measured, printed, questions_in

    with explained(SettingsError, ContentError, NotStarted, OSError, RuntimeError):
        figures = measured(questions_in(_CASES / "dev" / "answers.jsonl"), report)
    sys.stdout.write(printed(figures, as_json=as_json))
