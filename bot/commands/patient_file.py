"""Which command brings the patients of a file?"""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.terminal import REFUSED, AsJson, By, Demo, Refused, clinic, print_line, print_row, report, who_does_it


def bring(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with a header; docs/runbook.md says which columns.")],
    *,
    store: Annotated[bool, typer.Option("--store/--dry-run", help="Keep the patients; without it nothing is.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Keep the others though lines are wrong.")] = False,
    welcome: Annotated[bool, typer.Option(help="Ask those who are added by text to agree.")] = True,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Bring the patients of a CSV file; without --store every wrong line is shown and nothing is kept."""
    from bot.patient_import import bring as bring_sheet
    from bot.patient_sheet import NotReadable, read

    with clinic(demo) as house:
        try:
            sheet = read(file, house.plan, house.settings)
        except NotReadable as error:
            raise Refused(str(error)) from error
        brought = bring_sheet(
            house,
            sheet,
            store=store,
            skip_bad=skip_bad,
            welcome=welcome,
            by=who_does_it(by),
            now=house.now(),
            progress=report,
        )
        if as_json:
            for each in brought.bad:
                print_row({"line": each.number, "error": each.reason})
            for each in brought.doubts:
                print_row({"line": each.number, "note": each.reason})
            counts = {"added": brought.fit, "asked": brought.asked, "known": brought.known}
            print_row({**counts, "bad": len({each.number for each in brought.bad}), "stored": brought.stored})
        else:
            for each in brought.bad:
                print_line(f"line {each.number}: {each.reason}")
            for each in brought.doubts:
                print_line(f"line {each.number}: note: {each.reason}")
            were = "were" if brought.stored else "would be"
            print_line(
                f"{brought.fit} patients {were} added, {brought.asked} of them asked by text; {brought.known} were on "
                f"file already; {len({each.number for each in brought.bad})} lines are wrong."
            )
        if brought.bad and not brought.stored:
            report("nothing was stored. Correct the lines" + (", or add --skip-bad." if store else "."))
            raise typer.Exit(REFUSED)
        if not store:
            report("this was a trial: nothing was stored. Add --store to keep them.")
