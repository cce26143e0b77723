"""Which of the named side effects does a sentence speak of, however it is put and spelt?"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import spacy
from rapidfuzz import fuzz, process
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from content.values import SideEffect
from language.lexical import stem

NEAR = 86.0
"""Likeness, 0 to 100, from which misspelt words count as known ones (RapidFuzz's ratio)."""
SHORTEST_MISSPELT = 5
"""Shorter words are too alike to be corrected: rash and crash, cough and rough."""
LONGEST = 5
"""Words that a side effect may be told in, small words not counted."""
# Alone these say nothing of a side effect: any question about pain or an infection would be taken for one.
TOO_WIDE = frozenset({"pain", "pains", "temperature", "spotting", "infection", "infections", "herpes", "thyroid"})
_SMALL = frozenset(
    "a an the my your his her their our of in on at to is are be been being am i me it where"
    " become becomes becoming feel feels feeling felt get gets getting go goes going turn turns very too so bit".split()
)
# Forms that a stemmer cannot bring together, and words for one and the same complaint.
_SAME = {
    form: word
    for word, forms in {
        "swell": "swollen",
        "loss": "lose loses losing lost",
        "bleed": "bled bleeds",
        "shake": "shaky shaking shook",
        "raised": "augmented elevated higher high increased",
        "pain": "ache aches aching achy sore soreness hurt hurts hurting painful",
    }.items()
    for form in forms.split()
}
_WORD = re.compile(r"[a-z]+")


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
        self._loose: dict[tuple[str, ...], list[str]] = {}
        for word, owners in self._owners.items():
            self._matcher.add(word, [self._language.make_doc(word)])
            stems = _stems(word.split())
            # Only what stays unmistakable without its order and its small words: swelling of the legs, leg swelling.
            if len(stems) > 1 or (" " not in word and len(word) - 2 <= len(stems[0]) > SHORTEST_MISSPELT):
                known = self._loose.setdefault(tuple(sorted(stems)), [])
                known += [owner for owner in owners if owner not in known]
        self._spellings = [word for word in self._owners if len(word) >= SHORTEST_MISSPELT and word not in TOO_WIDE]
        self._stems = frozenset(part for stems in self._loose for part in stems)

    def find(self, sentence: str) -> tuple[Mention, ...]:
        """The side effects named in a sentence, in its order; the longest words win over those inside them.

        Other word orders count when nothing was found as written, and misspelt words when that found nothing either.
        """
        document = self._language(sentence.casefold())
        for found in (self._as_written(document), self._loosely(document), self._misspelt(document)):
            if mentions := tuple(found):
                return mentions
        return ()

    def comes_near(self, sentence: str) -> bool:
        """Whether a sentence shares a content word with a side effect, so that it may speak of one."""
        return any(part in self._stems for part in _stems(_WORD.findall(sentence.casefold())) if len(part) > 3)

    def _as_written(self, document: Doc) -> Iterator[Mention]:
        for span in _apart(document[start:end] for _, start, end in self._matcher(document)):
            if span.text not in TOO_WIDE:
                yield Mention(effects=tuple(self._owners[span.text]), words=span.text, certain=True)

    def _loosely(self, document: Doc) -> Iterator[Mention]:
        spans = [
            span
            for span in _windows(document, LONGEST + 2)
            if tuple(sorted(_stems([token.text for token in span]))) in self._loose and _edged(span)
        ]
        for span in _apart(spans):
            effects = self._loose[tuple(sorted(_stems([token.text for token in span])))]
            yield Mention(effects=tuple(effects), words=span.text, certain=True)

    def _misspelt(self, document: Doc) -> Iterator[Mention]:
        near = {}
        for span in _windows(document, 3):
            if len(span.text) < SHORTEST_MISSPELT or not _edged(span):
                continue
            best = process.extractOne(span.text, self._spellings, scorer=fuzz.ratio, score_cutoff=NEAR)
            if best is not None and _alike(best[0].split(" "), span.text.split(" ")):
                near[span] = best[0]
        for span in _apart(near):
            yield Mention(effects=tuple(self._owners[near[span]]), words=span.text, certain=False)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans that do not overlap, in the sentence's order; of two, the one with more words that count is kept."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (-sum(token.text not in _SMALL for token in span), -len(span))):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _alike(known: Sequence[str], written: Sequence[str]) -> bool:
    """Whether words are alike one by one: serious infection is no sinus infection."""
    return len(known) == len(written) and all(
        first[0] == second[0] and fuzz.ratio(first, second) >= NEAR - 1
        for first, second in zip(known, written, strict=True)
    )


def _windows(document: Doc, longest: int) -> Iterator[Span]:
    for start in range(len(document)):
        for end in range(start + 1, min(start + longest, len(document)) + 1):
            yield document[start:end]


def _edged(span: Span) -> bool:
    """Whether a span neither begins nor ends with a small word or a mark."""
    return all(token.is_alpha and token.text not in _SMALL for token in (span[0], span[-1]))


def _stems(words: Sequence[str]) -> list[str]:
    return [stem(_SAME.get(word, word)) for word in words if word not in _SMALL]
