"""Do the documents say what the code does? Settings, commands, words, links and make targets are compared."""

import importlib
import re
from enum import StrEnum
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import application
from bot.settings import Settings
from bot.settings_example import example, table
from care.consent import Command, Consent
from care.escalation import Move, Reason, State
from care.message import Channel, IncomingState, Kind, Level, OutgoingState
from content import load
from content.rendering import render

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *CHECKOUT.glob("*.md"),
        *(CHECKOUT / "docs").rglob("*.md"),
        *(CHECKOUT / "tests").rglob("*.md"),
        *(CHECKOUT / "knowledge").rglob("*.md"),
    ]
)
ENUMS = (Kind, Level, State, Move, Reason, Consent, Command, Channel, IncomingState, OutgoingState)
WORDS = [(enum, word) for enum in ENUMS for word in enum]


def page(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def commands(group: object, before: str = "") -> list[str]:
    """The full names of all commands that `--help` shows."""
    found = []
    for name, command in group.commands.items():
        if getattr(command, "commands", None):
            found += commands(command, f"{before}{name} ")
        elif not command.hidden:
            found.append(before + name)
    return found


COMMANDS = commands(typer.main.get_command(application))


def anchors(text: str) -> set[str]:
    """The names by which the headings of a page are linked."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_example(name):
    assert re.search(rf"^(# )?AFTERCOURSE_{name.upper()}=", page(".env.example"), re.MULTILINE)


def test_the_example_is_what_the_command_prints():
    assert page(".env.example") == example()
    assert CliRunner().invoke(application, ["settings"]).stdout == example()


def test_the_table_of_settings_in_the_runbook_is_what_the_command_prints():
    assert table() in page("docs/runbook.md")
    assert CliRunner().invoke(application, ["settings", "--table"]).stdout == table()


def test_the_example_names_no_setting_that_does_not_exist():
    named = set(re.findall(r"AFTERCOURSE_(\w+)=", page(".env.example")))
    assert named == {name.upper() for name in Settings.model_fields}


def test_the_example_holds_no_secret():
    for name, field in Settings.model_fields.items():
        if field.is_required():
            assert f"\nAFTERCOURSE_{name.upper()}=''\n" in page(".env.example")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_runbook(command):
    assert re.search(rf"python -m bot {command}\b", page("docs/runbook.md"))


def test_the_runbook_names_no_command_that_does_not_exist():
    named = re.findall(r"python -m bot ((?:[a-z]+(?:-[a-z]+)* ?)+)", page("docs/runbook.md"))
    known = {part for command in COMMANDS for part in (command, command.split()[0])}
    assert {name.strip() for name in named} <= known


@pytest.mark.parametrize(("enum", "word"), WORDS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_every_word_for_a_state_a_kind_or_a_reason_is_in_the_glossary(enum: type[StrEnum], word: StrEnum):
    home = f"`{enum.__module__}.{enum.__name__}`"
    entries = [part for part in page("docs/glossary.md").split("\n### ") if home in part]
    assert any(f"`{word.value}`" in entry for entry in entries)


def test_every_term_of_the_glossary_says_what_to_avoid_and_where_it_lives():
    entries = page("docs/glossary.md").split("\n### ")[1:]
    assert len(entries) > 50
    for entry in entries:
        name = entry.partition("\n")[0]
        assert "\nAvoid: " in entry, name
        assert "\nLives in: " in entry, name


def test_every_place_that_the_glossary_names_exists():
    for line in re.findall(r"^Lives in: (.+)$", page("docs/glossary.md"), re.MULTILINE):
        for place in re.findall(r"`([\w./-]+)`", line):
            if "/" in place or place.endswith(".yml"):
                assert (CHECKOUT / place).exists(), place
            elif place.startswith(("care.", "content.", "language.", "bot.")) and place.count(".") > 1:
                module, _, name = place.rpartition(".")
                assert hasattr(importlib.import_module(module), name), place


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(CHECKOUT)))
def test_every_relative_link_leads_somewhere(file):
    text = file.read_text(encoding="utf-8")
    outside_code = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", outside_code):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        linked = (file.parent / place).resolve() if place else file
        assert linked.exists(), target
        if anchor and linked.suffix == ".md":
            assert anchor in anchors(linked.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", ["README.md", "docs/runbook.md", "docs/ask.md", "CHANGELOG.md"])
def test_every_make_target_that_a_page_names_exists(name):
    code = "\n".join(code_of(page(name)))
    named = set(re.findall(r"(?:^|[`|] ?)make (?:-s )?([a-z]+)\b", code, re.MULTILINE))
    assert named or name == "CHANGELOG.md"
    assert named <= make_targets()


def code_of(text: str) -> list[str]:
    """What is set as code, in blocks and in lines."""
    return re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)


def test_the_list_of_decisions_names_every_record_once_and_no_number_is_used_twice():
    files = sorted((CHECKOUT / "docs" / "adr").glob("0*.md"))
    assert len({file.name[:4] for file in files}) == len(files)
    for file in files:
        assert page("docs/adr/README.md").count(f"({file.name})") == 1


def test_every_test_that_the_hazard_log_names_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", page("docs/hazards.md"))
    assert named
    for file, name in named:
        assert re.search(rf"^(async )?def {name}\(", page(file), re.MULTILINE), f"{file}::{name}"


def test_the_intended_use_stands_on_the_first_screen():
    first_screen = " ".join("\n".join(page("README.md").splitlines()[:40]).split())
    for promise in (
        "Not for use with patients",
        "not CE-marked",
        "not been reviewed by clinicians",
        "No reply never means that all is well",
    ):
        assert promise.lower() in first_screen.lower()


@pytest.mark.parametrize(
    "template",
    ["answer/herpes_prophylaxis.duration", "answer/vaccines.travel", "wording/urgent.emergency.heart"],
)
def test_the_picture_of_a_conversation_shows_replies_as_they_are(template):
    shown = " ".join(re.findall(r"<text [^>]*>([^<]*)</text>", page("docs/conversation.svg")))
    reply = render(load(CHECKOUT / "knowledge"), template, {"emergency_number": "112"}, "web")
    assert " ".join(reply.split()) in shown


def test_the_picture_of_a_conversation_says_that_its_patient_is_invented():
    picture = page("docs/conversation.svg")
    assert "invented" in picture
    assert "<title" in picture
    assert "<desc" in picture
