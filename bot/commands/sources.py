"""Which commands take the centre's own copies of the source documents?"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.terminal import AsJson, Demo, explained, report, settings_of
from bot.settings import SettingsError
from content import ContentError

DocumentName = Annotated[str, typer.Option(help="Which document it is a copy of, as in knowledge/sources.yml.")]
DocumentFile = Annotated[Path, typer.Argument(help="The document as .txt or .pdf.")]


def load(file: DocumentFile, document: DocumentName = "abbreviated_spc", demo: Demo = False) -> None:
    """Keep the passages of the centre's copy, so that patients and nurses can see the original words."""
    from bot.sources import load as load_document
    from bot.wiring import open_house

    with explained(SettingsError, ContentError):
        house = open_house(settings_of(demo))
        count = load_document(house, document, file, by="operator")
    house.close()
    sys.stdout.write(f"{count} passages of {document} are loaded.\n")


def check(
    file: DocumentFile,
    document: DocumentName = "abbreviated_spc",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Say for each claim whether a file confirms it, changed it, or no longer says it; exit 1 when it does not."""
    from bot.sources import check as check_document
    from bot.wiring import open_house

    with explained(SettingsError, ContentError):
        house = open_house(settings_of(demo))
        comparison = check_document(house, document, file)
    house.close()
    for claim in comparison.claims:
        row = {"entry": claim.entry, "fact": claim.fact, "section": claim.section, "verdict": claim.verdict}
        if as_json:
            sys.stdout.write(json.dumps(row) + "\n")
        elif claim.verdict != "confirmed":
            sys.stdout.write(f"{claim.verdict}: {claim.entry} ({claim.fact}), {claim.section}\n")
    confirmed = sum(claim.verdict == "confirmed" for claim in comparison.claims)
    report(f"{confirmed} of {len(comparison.claims)} claims confirmed, {len(comparison.added)} new passages")
    if not comparison.same_version:
        raise typer.Exit(1)
