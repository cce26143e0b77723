"""Does no reply depend on the exact text of a labelled case? None of them stands in phrases, knowledge or code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHORTEST = 4
"""Words of a text that could not be written twice by chance: "done" and "no" stand everywhere."""
READ = ("actions", "bot", "care", "content", "data", "knowledge", "language")


def words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def cases() -> Iterator[str]:
    for file in sorted((ROOT / "tests" / "evaluation").rglob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield from case.get("turns") or [case["text"]]


def test_no_labelled_text_stands_in_what_the_service_reads() -> None:
    lines = {
        words(line)
        for folder in READ
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".yml"}
        for line in re.split(r"\n|\"", file.read_text(encoding="utf-8"))
    }
    texts = {words(text) for text in cases()}
    found = {text for text in texts & lines if len(text.split()) >= SHORTEST}
    # The texts themselves stay out of the message: those of the test part are not to be seen.
    assert len(found) == 0, f"{len(found)} labelled texts stand in phrases, knowledge or code"


def test_the_labelled_texts_are_found_where_they_stand() -> None:
    assert len(set(cases())) > 4000
    assert words("- How LONG, aciclovir?") == "how long aciclovir"
