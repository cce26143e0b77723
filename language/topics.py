"""Which topic is a sentence about, and how sure is that? A trained distribution over all topics of `data/nlu.yml`.

Multinomial logistic regression over sentence vectors, helped by a lexical reader; docs/adr/0003 tells what else was
measured. Training needs scikit-learn; reading needs NumPy alone. The trained numbers are kept in one `.npz` file
without pickled objects. `LexicalTopics` reads the same file without the encoder, and less well.
"""

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from content.phrases import QUESTION, Phrase
from language.encoder import Encoder, EncoderMissing, Vectors
from language.lexical import Floats, LexicalReader, learn, stem
from language.plain import PlainWriter
from language.word_spelling import WordSpeller

REGULARISATION = 20.0
"""Inverse strength (scikit-learn's C), chosen by five-fold cross-validation over the training phrases."""
ROUNDS = 100
LEXICAL_WEIGHT = 5.0
"""What a lexical likeness of 1 adds to the logarithm of a topic's probability; chosen in the same way."""
SHARPNESS = 20.0
"""What likenesses are multiplied with before they become probabilities, when words alone are read."""

WORD = re.compile(r"[a-z]+")


class TopicsMissing(RuntimeError):
    """The trained file is not there or does not belong to this code; the message says what to run."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a reader knows of a sentence.

    Attributes:
        text: the sentence in lower case, its spelling corrected.
        shares: the probability of each topic, in the order of the reader's names; they sum to 1.
        lexical: the probability of each topic by words and letters alone.
        likeness: cosine with the nearest training phrase, or with the nearest topic when words alone are read.
    """

    text: str
    shares: Floats
    lexical: Floats
    likeness: float


class TopicReader(Protocol):
    """What decides about answers needs of a reader."""

    names: tuple[str, ...]
    calibration: tuple[float, float, float, float]
    answer_from: float
    unknown_below: float
    spoken: frozenset[str]

    def read(self, sentence: str) -> Evidence:
        """What is known of a sentence."""

    def spelt(self, lowered: str) -> str:
        """A text in lower case with every misspelt word corrected."""


class _Trained:
    """What both readers take from the trained file: names, spelling, the lexical reader."""

    def __init__(self, path: Path, writer: PlainWriter) -> None:
        try:
            with np.load(path, allow_pickle=False) as kept:
                self._arrays = {name: kept[name] for name in kept.files}
            self.names = tuple(str(name) for name in self._arrays["names"])
            words = (str(word) for word in self._arrays["words"])
            counts = (int(count) for count in self._arrays["counts"])
            ordinary = [str(word) for word in self._arrays["ordinary"]]
            self._speller = WordSpeller(dict(zip(words, counts, strict=True)), ordinary)
            self._lexical = LexicalReader(self._arrays)
            self.spoken = frozenset(str(word) for word in self._arrays.get("spoken", self._arrays["words"]))
            """Stems of the words that patients' questions use."""
        except (OSError, KeyError, ValueError) as error:
            raise TopicsMissing(f"{path} cannot be read: run `make train`") from error
        self._writer = writer

    def spelt(self, lowered: str) -> str:
        """A text in lower case with every misspelt word corrected."""
        return self._speller.corrected(lowered)

    def _texts(self, sentence: str) -> tuple[str, str]:
        """The sentence spelt right, and with the answers' words."""
        corrected = self._speller.corrected(self._writer.lowered(sentence))
        return corrected, self._writer.replaced(corrected)


class Topics(_Trained):
    """Reads sentences by their meaning and by their words."""

    calibration = (-1.08, 0.52, 1.28, 1.29)
    """See `language.answers.confidence`."""
    answer_from = 0.6
    """Confidence from which an answer is given."""
    unknown_below = 0.42
    """Likeness below which a sentence is about something unknown."""

    def __init__(self, path: Path, encoder: Encoder, writer: PlainWriter) -> None:
        """Load trained numbers.

        Raises:
            TopicsMissing: when the file cannot be read or was made by other code.
        """
        super().__init__(path, writer)
        self._encoder = encoder
        self._weights = self._arrays["weights"].astype(np.float32)
        self._bias = self._arrays["bias"].astype(np.float32)
        self._phrases = self._arrays["phrases"].astype(np.float32)

    def read(self, sentence: str) -> Evidence:
        """What is known of a sentence by both readers."""
        text, written = self._texts(sentence)
        vector = self._encoder.encode([written])[0]
        likeness = self._lexical.likeness(written)
        shares = _shares(vector @ self._weights + self._bias + LEXICAL_WEIGHT * likeness)
        nearest = float((self._phrases @ vector).max())
        return Evidence(text, shares, _shares(SHARPNESS * likeness), nearest)


class LexicalTopics(_Trained):
    """Reads sentences by their words alone: what is left when the encoder cannot be used."""

    calibration = (-1.51, 0.15, 1.99, 1.42)
    """See `language.answers.confidence`."""
    answer_from = 0.7
    """Higher, since words alone take a result for a question about the test."""
    unknown_below = 0.1
    """Likeness with the nearest topic below which next to nothing is shared."""

    def read(self, sentence: str) -> Evidence:
        """What is known of a sentence by its words."""
        text, written = self._texts(sentence)
        likeness = self._lexical.likeness(written)
        shares = _shares(SHARPNESS * likeness)
        return Evidence(text, shares, shares, float(likeness.max()))


def open_topics(path: Path, writer: PlainWriter) -> TopicReader:
    """The best reader that can be had: with the encoder when its files are there, else by words alone.

    Raises:
        TopicsMissing: when the trained file cannot be read.
    """
    try:
        return Topics(path, Encoder(), writer)
    except EncoderMissing as missing:
        logging.getLogger(__name__).warning("questions are read by their words alone: %s", missing)
        return LexicalTopics(path, writer)


def train(
    phrases: Sequence[Phrase],
    encoder: Encoder,
    writer: PlainWriter,
    vocabulary: Mapping[str, int],
    path: Path,
    *,
    more: Mapping[str, NDArray[Any]] | None = None,
) -> None:
    """Learn the topics of the phrases and keep the numbers in `path`.

    Args:
        phrases: what patients write, with their topics.
        encoder: gives vectors to sentences.
        writer: writes sentences with the words of the answers.
        vocabulary: our words and how often the phrases use each, see `language.word_spelling`.
        path: of the `.npz` file to write.
        more: arrays of other readers, kept in the same file.
    """
    # scikit-learn takes seconds to import and is needed here alone.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    names = sorted({phrase.topic for phrase in phrases})
    number = {name: position for position, name in enumerate(names)}
    owners = np.array([number[phrase.topic] for phrase in phrases], dtype=np.int32)
    ordinary = sorted(encoder.words() - vocabulary.keys())
    speller = WordSpeller(vocabulary, ordinary)
    written = [writer.replaced(speller.corrected(writer.lowered(phrase.text))) for phrase in phrases]
    vectors: Vectors = encoder.encode(written)
    model = LogisticRegression(C=REGULARISATION, max_iter=ROUNDS).fit(vectors, owners)
    arrays: dict[str, NDArray[Any]] = dict(
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
        names=np.array(names),
        phrases=vectors.astype(np.float16),
        words=np.array(sorted(vocabulary)),
        counts=np.array([vocabulary[word] for word in sorted(vocabulary)], dtype=np.int32),
        ordinary=np.array(ordinary, dtype=str),
        spoken=np.array(_spoken(phrases), dtype=str),
        **learn(written, owners),
        **(more or {}),
    )
    np.savez_compressed(path, allow_pickle=False, **arrays)


def _spoken(phrases: Sequence[Phrase]) -> list[str]:
    """Stems that stand in more than one question: what a single phrase says may be beside the point."""
    counts = Counter(
        part
        for phrase in phrases
        if phrase.topic.startswith(QUESTION)
        for part in {stem(word) for word in WORD.findall(phrase.text.casefold())}
    )
    return sorted(part for part, times in counts.items() if times > 1)


def _shares(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares
