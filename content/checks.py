"""Is the content fit to be sent? Every rule about it, run over a knowledge folder and the training phrases.

`python -m content check` prints what this finds. A rule lives in the module that knows its subject:
`evidence` (sources), `figures` (numbers), `promises` (what is said and what never is), `segments` (text
messages) and `readability` (plain words).
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from content import evidence, figures, promises, readability, segments
from content.findings import Finding, Places, Problem
from content.loading import load
from content.phrases import QUESTION, load_phrases
from content.values import Knowledge

RULES = (evidence.problems, figures.problems, promises.problems, segments.problems, readability.problems)
FEWEST_PHRASES = 25


def check(folder: Path, phrases: Path) -> tuple[Finding, ...]:
    """Run every rule.

    Args:
        folder: the knowledge folder.
        phrases: the training phrases, `data/nlu.yml`.

    Returns:
        What has to be repaired, by file and line; empty when the content is fit to be sent.

    Raises:
        ContentError: when a file cannot be read as content at all.
        RedFlagsError: the same, for the warning signs.
        readability.Unavailable: when the reading grade cannot be computed here.
    """
    knowledge = load(folder)
    places = Places.of(folder, phrases)
    found = {places.finding(problem) for rule in RULES for problem in rule(knowledge)}
    found |= {places.finding(problem) for problem in spoken(knowledge, phrases)}
    return tuple(sorted(found, key=lambda finding: (finding.file, finding.line or 0, finding.id, finding.message)))


def spoken(knowledge: Knowledge, phrases: Path) -> Iterator[Problem]:
    """Every intent with too few phrases, question without an entry, and entry that nobody can ask for."""
    counts = Counter(phrase.topic for phrase in load_phrases(phrases))
    for intent, number in counts.items():
        if number < FEWEST_PHRASES:
            message = f"it has {number} phrases, fewer than {FEWEST_PHRASES}"
            yield Problem(shelf="phrases", id=intent, message=message)
        if intent.startswith(QUESTION) and intent.removeprefix(QUESTION) not in knowledge.entries:
            yield Problem(shelf="phrases", id=intent, message="no entry answers it")
    for entry in knowledge.entries:
        if f"{QUESTION}{entry}" not in counts:
            yield Problem(shelf="answers", id=entry, message=f"no phrases stand under {QUESTION}{entry}")
