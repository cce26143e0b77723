"""Which warning word did somebody mean who misspelt it?

A word is changed only towards a word that the warning signs use, only when it is not an ordinary word itself
(`real_words`: heard is never heart, crash never rash), and only by one slip, or two in a long word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from content.red_flags import Spelling

_REPEATED = re.compile(r"(.)\1{2,}")
_SHORTEST = 4
_LONG = 8


class Speller:
    """Corrects single words towards a fixed set of warning words. Made once; safe to share between threads."""

    def __init__(self, lexicon: Iterable[str], prefixes: Iterable[str], spelling: Spelling) -> None:
        """Prepare for the words `lexicon`, and for those that begin with one of `prefixes`."""
        self._lexicon = frozenset(lexicon)
        self._prefixes = tuple(prefixes)
        self._spelling = spelling
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._lexicon):
            if len(word) >= _SHORTEST:
                self._near[word[0], len(word)].append(word)
        self.correct = lru_cache(maxsize=50_000)(self._correct)

    def _correct(self, word: str) -> tuple[str, ...]:
        """The words that `word` stands for: itself in most cases, a correction, or two words run together."""
        if fixed := self._spelling.misspellings.get(word):
            return tuple(fixed.split())
        if word.endswith("in") and f"{word}g" in self._lexicon:
            return (f"{word}g",)
        if word[0].isdigit() or self._known(word):
            return (word,)
        if word in self._spelling.real_words:
            return (word,)
        for shorter in (_REPEATED.sub(r"\1", word), _REPEATED.sub(r"\1\1", word)):
            if shorter != word and (self._known(shorter) or shorter in self._spelling.misspellings):
                return self._correct(shorter)
        if word.endswith("s") and word[:-1] in self._lexicon and len(word) > _SHORTEST:
            return (word[:-1],)
        if near := self._nearest(word):
            return (near,)
        return self._apart(word)

    def _known(self, word: str) -> bool:
        return word in self._lexicon or word.startswith(self._prefixes)

    def _nearest(self, word: str) -> str | None:
        size = len(word)
        if size < _SHORTEST:
            return None
        allowed = 2 if size >= _LONG else 1
        best: str | None = None
        best_distance = allowed + 1
        for length in range(max(_SHORTEST, size - allowed), size + allowed + 1):
            for candidate in self._near.get((word[0], length), ()):
                if size == _SHORTEST == length and sorted(word) != sorted(candidate):
                    continue
                limit = 2 if min(size, length) >= _LONG else 1
                distance = OSA.distance(word, candidate, score_cutoff=limit)
                if distance <= limit and distance < best_distance:
                    best, best_distance = candidate, distance
        return best

    def _apart(self, word: str) -> tuple[str, ...]:
        """Split two warning words that were written as one, such as chestpain."""
        if len(word) < 8:
            return (word,)
        for cut in range(4, len(word) - 3):
            if word[:cut] in self._lexicon and word[cut:] in self._lexicon:
                return (word[:cut], word[cut:])
        return (word,)
