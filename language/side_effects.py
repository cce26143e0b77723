"""Which of the named side effects does a sentence speak of, however it is spelt?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import spacy
from rapidfuzz import fuzz, process
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from content.values import SideEffect

SURE = 90.0
"""Likeness, 0 to 100, from which a misspelt word counts as a known one (RapidFuzz's ratio)."""
SHORTEST_MISSPELT = 5
"""Shorter words are too alike to be corrected: rash and crash, cough and rough."""
# Alone these say nothing of a side effect: any question about pain or an infection would be taken for one.
TOO_WIDE = frozenset({"pain", "temperature", "spotting", "infection", "infections", "herpes", "thyroid"})


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Words of a sentence that name a side effect; several effects when the words are ambiguous."""

    effects: tuple[str, ...]
    words: str
    certain: bool


class SideEffectFinder:
    """Finds side effects by the words patients use for them."""

    def __init__(self, side_effects: Mapping[str, SideEffect]) -> None:
        self._owners: dict[str, list[str]] = {}
        self._language = spacy.blank("en")
        self._matcher = PhraseMatcher(self._language.vocab, attr="LOWER")
        for effect in side_effects.values():
            for word in (*effect.words, effect.medical, effect.name):
                owners = self._owners.setdefault(word.casefold(), [])
                if effect.id not in owners:
                    owners.append(effect.id)
        for word in self._owners:
            self._matcher.add(word, [self._language.make_doc(word)])
        self._single = [word for word in self._owners if " " not in word and len(word) >= SHORTEST_MISSPELT]

    def find(self, sentence: str) -> tuple[Mention, ...]:
        """The side effects named in a sentence, in its order; the longest words win over those inside them.

        A misspelt word is taken for a known one only when nothing was found as written.
        """
        document = self._language(sentence.casefold())
        spans = filter_spans([document[start:end] for _, start, end in self._matcher(document)])
        found = [
            Mention(effects=tuple(self._owners[span.text]), words=span.text, certain=True)
            for span in spans
            if span.text not in TOO_WIDE
        ]
        return tuple(found) or tuple(self._misspelt([token.text for token in document]))

    def _misspelt(self, words: Sequence[str]) -> list[Mention]:
        found = []
        for word in words:
            if len(word) < SHORTEST_MISSPELT:
                continue
            best = process.extractOne(word, self._single, scorer=fuzz.ratio, score_cutoff=SURE - 5)
            if best is not None and best[0][0] == word[0] and best[0] not in TOO_WIDE:
                found.append(Mention(effects=tuple(self._owners[best[0]]), words=word, certain=best[1] >= SURE))
        return found
