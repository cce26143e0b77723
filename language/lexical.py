"""How alike are a sentence and the phrases of each topic, word by word and letter by letter?

The second reader: it knows nothing of meaning, survives misspelling, and needs no encoder. Each topic is the mean of
its phrases' TF-IDF vectors over words, pairs of words and letter sequences; likeness is the cosine with that mean.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

BUCKETS = 1 << 17
"""Features are numbered by their CRC-32, so that no list of them has to be kept."""
LETTERS = (3, 4, 5)
"""Lengths of the letter sequences inside a word, its edges included."""

Floats = NDArray[np.float32]
_WORD = re.compile(r"[^\W_]+")
_stemmer = snowballstemmer.stemmer("english")
stem = lru_cache(maxsize=50_000)(_stemmer.stemWord)
"""The stem of a word: courses and course are one."""


def grams(text: str) -> tuple[str, ...]:
    """The features of a text in the answers' words: stems, pairs of stems, letter sequences."""
    words = _WORD.findall(text.replace("'", ""))
    stems = ["<", *map(stem, words)]
    found = [*stems, *(f"{first} {second}" for first, second in pairwise(stems))]
    for word in words:
        edged = f" {word} "
        found += [f"#{edged[at : at + size]}" for size in LETTERS for at in range(len(edged) - size + 1)]
    return tuple(found)


class LexicalReader:
    """Compares a sentence with all topics. Made once; safe to share between threads."""

    def __init__(self, kept: Mapping[str, NDArray[np.generic]]) -> None:
        """Take the arrays that `learn` made; the first axis of `starts` is the feature."""
        self._rarity = np.asarray(kept["rarity"], dtype=np.float32)
        self._starts = np.asarray(kept["starts"], dtype=np.int64)
        self._topics = np.asarray(kept["topics"], dtype=np.int32)
        self._values = np.asarray(kept["values"], dtype=np.float32)
        self._many = int(self._topics.max()) + 1

    def likeness(self, text: str) -> Floats:
        """The cosine of the text with each topic, 0 to 1, in the order of the topics' numbers."""
        found = np.zeros(self._many, dtype=np.float32)
        for feature, weight in _weights(_counts(text), self._rarity).items():
            here = slice(self._starts[feature], self._starts[feature + 1])
            found[self._topics[here]] += weight * self._values[here]
        return found


def learn(texts: Sequence[str], owners: Iterable[int]) -> Mapping[str, NDArray[np.generic]]:
    """Learn from texts in the answers' words and the numbers of their topics, 0 and up without gaps."""
    counted = [_counts(text) for text in texts]
    seen = Counter(feature for counts in counted for feature in counts)
    rarity = np.full(BUCKETS, 1.0 + np.log(1.0 + len(texts)), dtype=np.float32)
    rarity[list(seen)] = 1.0 + np.log((1.0 + len(texts)) / (1.0 + np.array(list(seen.values()))))
    sums: dict[int, dict[int, float]] = {}
    for counts, owner in zip(counted, owners, strict=True):
        mean = sums.setdefault(int(owner), {})
        for feature, weight in _weights(counts, rarity).items():
            mean[feature] = mean.get(feature, 0.0) + weight
    cells = []
    for owner, mean in sums.items():
        length = math.sqrt(sum(value * value for value in mean.values())) or 1.0
        cells += [(feature, owner, value / length) for feature, value in mean.items()]
    cells.sort()
    return {
        "rarity": rarity,
        "starts": np.searchsorted([cell[0] for cell in cells], np.arange(BUCKETS + 1)).astype(np.int32),
        "topics": np.array([cell[1] for cell in cells], dtype=np.int16),
        "values": np.array([cell[2] for cell in cells], dtype=np.float16),
    }


def _counts(text: str) -> Mapping[int, int]:
    return Counter(zlib.crc32(gram.encode()) % BUCKETS for gram in grams(text))


def _weights(counts: Mapping[int, int], rarity: Floats) -> Mapping[int, float]:
    """The unit TF-IDF vector of counted features."""
    weights = {feature: (1.0 + math.log(times)) * float(rarity[feature]) for feature, times in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {feature: weight / length for feature, weight in weights.items()}
