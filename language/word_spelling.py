"""Which of our words did somebody mean who misspelt it?

Unlike `language.spelling`, which leads towards warning signs and fails towards alarm, this leads towards the words of
questions and answers, and leaves a word alone when in doubt.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

SHORTEST = 3
"""Shorter words are too alike to be corrected."""
LONG = 8
"""Letters from which two slips are allowed."""
FREQUENT = 60
"""Times a word stands in the training phrases from which a doubled letter is taken for a slip: manny, soo."""
SURE_SHORT = 20
"""Times a word of three or four letters has to stand in the phrases before another is corrected to it."""
SURE_MIDDLE = 8
"""The same for words of five and six letters, where a consonant differs: inject is not infect."""
DEAREST = {1: 1.0, 2: 1.6}
"""What a correction may cost, by the slips that a word of its length may have; see `_cost`."""

# Short forms and usual misspellings that are words of the language, or too far from what they stand for to be found.
SHORTHAND = {
    form: word
    for word, forms in {
        "about": "abt abut",
        "and": "n",
        "appointment": "appt apptmt",
        "are": "r",
        "because": "bc bcs bcoz becoz",
        "before": "bfore befor",
        "between": "btwn btween betwn betwen",
        "blood": "blod",
        "breast-feeding": "bfeeding bfeed brestfeeding brestfeding breastfeding breastfeedin",
        "breath": "breth",
        "could": "cud",
        "course": "corse cource cours",
        "courses": "corses cources",
        "different": "diff",
        "does": "dos duz",
        "doctor": "docter",
        "enough": "enuf",
        "every": "evry evrey evey",
        "frequent": "freq",
        "from": "frm",
        "get": "gt",
        "give": "giv",
        "have": "hav hv",
        "heart": "hart",
        "how": "hw",
        "infection": "infctn",
        "infusion": "infsn",
        "know": "kno",
        "long": "lng",
        "many": "mny",
        "months": "mths mnths monts monthes",
        "much": "mutch",
        "night": "nite",
        "often": "offen oftn ofen",
        "pregnant": "pregnent preg",
        "people": "ppl peple pple",
        "possible": "poss posible",
        "problems": "probs",
        "reaction": "rxn",
        "really": "rly relly",
        "should": "shud shld",
        "start": "strt",
        "take": "tke",
        "that": "tht",
        "through": "thru",
        "treatment": "tmt trtmnt",
        "with": "w wiv",
        "weeks": "wks weks",
        "what": "wat wot wht",
        "when": "wen",
        "which": "wich",
        "why": "y",
        "would": "wud wld",
        "years": "yrs",
        "you": "u",
        "your": "ur",
    }.items()
    for form in forms.split()
}

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LONG_DRAWN = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1")
_QUIET = re.compile(r"[aeiouh]+")


class WordSpeller:
    """Corrects single words towards a fixed vocabulary. Made once; safe to share between threads."""

    def __init__(self, counts: Mapping[str, int], ordinary: Collection[str] = ()) -> None:
        """Prepare for a vocabulary.

        Args:
            counts: our words, in lower case, and how often patients' phrases use each; at least 1.
            ordinary: other words of the language, which are right as they are.
        """
        self._counts = dict(counts)
        self._ordinary = frozenset(ordinary)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._counts):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_length[len(word)].append(word)
        self._skeletons = {word: _skeleton(word) for words in self._by_length.values() for word in words}
        self.word = lru_cache(maxsize=50_000)(self._corrected)

    def corrected(self, text: str) -> str:
        """The text, in lower case as it was given, with every misspelt word corrected."""
        return _WORD.sub(lambda match: self.word(match.group()), text)

    def _corrected(self, word: str) -> str:
        if word in SHORTHAND:
            return SHORTHAND[word]
        if word.endswith("in") and word not in self._ordinary and f"{word}g" in self._counts:
            return f"{word}g"
        if word in self._counts or "'" in word or len(word) < SHORTEST:
            return word
        for shorter in (_LONG_DRAWN.sub(r"\1\1", word), _DOUBLED.sub(r"\1", _LONG_DRAWN.sub(r"\1", word))):
            if shorter != word and self._counts.get(shorter, 0) >= FREQUENT:
                return shorter
        if word in self._ordinary or (word.endswith("s") and word[:-1] in self._ordinary):
            return word
        return self._nearest(word)

    def _nearest(self, word: str) -> str:
        slips = 2 if len(word) >= LONG else 1
        best, cheapest = word, DEAREST[slips]
        for length in range(max(SHORTEST, len(word) - slips), len(word) + slips + 1):
            for candidate in self._by_length.get(length, ()):
                distance = OSA.distance(word, candidate, score_cutoff=slips)
                if distance > slips or not self._plausible(word, candidate):
                    continue
                cost = self._cost(word, candidate, distance)
                if cost <= cheapest:
                    best, cheapest = candidate, cost
        return best

    def _plausible(self, word: str, candidate: str) -> bool:
        """Short words lie close to many others: only a frequent one that keeps the consonants is taken."""
        if len(word) >= LONG - 1:
            return True
        same = self._skeletons[candidate] == _skeleton(word) or sorted(candidate) == sorted(word)
        if len(word) > 4:
            return same or self._counts[candidate] >= SURE_MIDDLE
        return same and self._counts[candidate] >= SURE_SHORT

    def _cost(self, word: str, candidate: str, distance: int) -> float:
        """Slips, cheaper when only vowels and doublings differ and for frequent words, dearer at the first letter."""
        cost = distance - 0.12 * math.log10(1 + self._counts[candidate])
        if self._skeletons[candidate] == _skeleton(word):
            cost -= 0.5
        if candidate[0] != word[0]:
            cost += 0.8
        return cost


def _skeleton(word: str) -> str:
    """The word with its first letter and the consonants that are heard, each once in a row."""
    return _DOUBLED.sub(r"\1", word[0] + _QUIET.sub("", word[1:]))
