"""The content from a terminal: `python -m content check` and `python -m content show ID`."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from content.evidence import FREQUENCY_ENTRY
from content.loading import load
from content.red_flags import RedFlagsError
from content.rendering import render
from content.segments import LONGEST, count
from content.values import Channel, ContentError, Knowledge

_ROOT = Path(__file__).resolve().parent.parent
_CHANNELS: tuple[Channel, ...] = ("web", "sms")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when all is well, 1 when something has to be repaired or was not found.
    """
    options = _parser().parse_args(arguments)
    if options.command == "check":
        return _check(options.knowledge, options.phrases, as_json=options.json)
    return _show(options.knowledge, options.id)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m content", description="Check and read the approved content.")
    parser.add_argument(
        "--knowledge", type=Path, default=_ROOT / "knowledge", metavar="FOLDER", help="default: %(default)s"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check",
        help="find what is wrong in the content",
        description="Print each finding as file:line: id: what is wrong. The exit code is then 1.",
    )
    check.add_argument(
        "--phrases",
        type=Path,
        default=_ROOT / "data" / "nlu.yml",
        metavar="FILE",
        help="default: %(default)s",
    )
    check.add_argument("--json", action="store_true", help="print one JSON list of the findings instead")
    show = commands.add_parser(
        "show",
        help="print a text as a patient gets it",
        description="Print a text on web and by SMS, with its segments; slots hold the longest values.",
    )
    show.add_argument("id", metavar="ID", help="of an answer, a side effect or a wording")
    return parser


def _check(folder: Path, phrases: Path, *, as_json: bool) -> int:
    from content.checks import check  # noqa: PLC0415 - `show` needs none of the rules
    from content.readability import Unavailable  # noqa: PLC0415

    try:
        findings = check(folder, phrases)
    except (ContentError, RedFlagsError, Unavailable) as error:
        # Nothing can be checked in a file that cannot be read, so this is the only finding.
        _print(json.dumps([{"file": None, "line": None, "id": None, "message": str(error)}]) if as_json else str(error))
        return 1
    if as_json:
        _print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            _print(str(finding))
        items = len({(finding.file, finding.id) for finding in findings})
        _print(f"{len(findings)} findings in {items} items" if findings else "the content is fine")
    return 1 if findings else 0


def _show(folder: Path, name: str) -> int:
    try:
        knowledge = load(folder)
    except (ContentError, RedFlagsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    shown = list(_versions(knowledge, name))
    for title, text in shown:
        _print(f"{title}\n{text}\n")
    if not shown:
        sys.stderr.write(f"{name}: no answer, side effect or wording has this id\n")
        return 1
    return 0


def _versions(knowledge: Knowledge, name: str) -> Iterator[tuple[str, str]]:
    templates: list[tuple[str, str, dict[str, str]]] = []
    if name in knowledge.entries:
        # An answer that is filled from the side effects is shown for the first of them.
        first = next(iter(knowledge.side_effects), "") if knowledge.entries[name].claims_from else ""
        templates.append(("en", f"answer/{name}", {"effect": first} if first else {}))
    if name in knowledge.side_effects:
        templates.append(("en", f"answer/{FREQUENCY_ENTRY}", {"effect": name}))
    templates += [(language, f"wording/{name}", {}) for language, known in knowledge.wording.items() if name in known]
    for language, template, values in templates:
        for channel in _CHANNELS:
            text = render(knowledge, template, {**_filled(knowledge, name), **values}, channel, language)
            size = f", {len(text)} characters, {count(text)} segments" if channel == "sms" else ""
            yield f"{template} ({language}, {channel}{size})", text


def _filled(knowledge: Knowledge, name: str) -> dict[str, str]:
    """The longest values; a slot that has none shows its own name."""
    texts = [wordings[name].web + wordings[name].sms for wordings in knowledge.wording.values() if name in wordings]
    slots = {part.partition("}")[0] for text in texts for part in text.split("{")[1:]}
    return {slot: f"<{slot}>" for slot in slots} | dict(LONGEST)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
