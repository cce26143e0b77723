"""Is everything that a patient receives in English plain enough to be read at school grade 6?

The grade is Flesch-Kincaid's, by textstat, which only the development environment has: the service never
needs it. People read worse when they are ill, tired or afraid, and many read in their second language.
"""

import re
from collections.abc import Iterable, Iterator
from types import ModuleType

from content.findings import Problem
from content.values import Knowledge

HIGHEST_GRADE = 6.0
_SLOT = re.compile(r"\{\w+\}")
# Stands for a slot or for a word that has no simpler one: one syllable, so that it neither helps nor harms.
_SHORT = "it"


class Unavailable(RuntimeError):
    """The reading grade cannot be computed here; the message says what to do."""


def grade(text: str, exempt_words: Iterable[str]) -> float:
    """The American school grade at which a text reads.

    Args:
        text: in English; slots in braces count as one short word.
        exempt_words: names of medicines, tests and conditions, counted as one short word each.

    Returns:
        The Flesch-Kincaid grade, rounded to a tenth.

    Raises:
        Unavailable: when textstat is not installed.
    """
    return round(float(_textstat().flesch_kincaid_grade(_plain(text, _pattern(exempt_words)))), 1)


def problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Every answer, side-effect action and English wording above the grade.

    Raises:
        Unavailable: when textstat is not installed.
    """
    textstat = _textstat()
    pattern = _pattern(knowledge.terms.exempt_words)
    for shelf, name, field, text in _texts(knowledge):
        found = round(float(textstat.flesch_kincaid_grade(_plain(text, pattern))), 1)
        if found > HIGHEST_GRADE:
            yield Problem(
                shelf=shelf,
                id=name,
                field=field,
                message=f"{field} reads at grade {found}, above {HIGHEST_GRADE:g}",
            )


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for entry in knowledge.entries.values():
        yield "answers", entry.id, "answer", entry.answer
        yield "answers", entry.id, "sms", entry.sms
    for effect in knowledge.side_effects.values():
        if effect.action:
            yield "side_effects", effect.id, "action", effect.action
    for wording in knowledge.wording.get("en", {}).values():
        yield "wording/en", wording.id, "web", wording.web
        yield "wording/en", wording.id, "sms", wording.sms


def _pattern(exempt_words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(exempt_words, key=len, reverse=True)
    words = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)", re.IGNORECASE)


def _plain(text: str, exempt: re.Pattern[str]) -> str:
    return exempt.sub(_SHORT, _SLOT.sub(_SHORT, text))


def _textstat() -> ModuleType:
    try:
        import textstat  # noqa: PLC0415 - only the development environment has it
    except ModuleNotFoundError as error:
        raise Unavailable(
            "the reading grade was not checked: textstat is not installed; `make check` brings it"
        ) from error
    module: ModuleType = textstat
    return module
