"""Which topic is a sentence about, and how sure is that? A trained distribution over all topics of `data/nlu.yml`.

Multinomial logistic regression over sentence vectors; docs/adr tells what else was measured. Training needs
scikit-learn and takes about a minute; reading needs NumPy alone. The trained numbers are kept in one `.npz` file
without pickled objects.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from content.phrases import Phrase
from language.encoder import Encoder, Vectors
from language.plain import PlainWriter

REGULARISATION = 15.0
"""Inverse strength (scikit-learn's C), chosen by five-fold cross-validation over the training phrases."""
ROUNDS = 100


class TopicsMissing(RuntimeError):
    """The trained file is not there or does not belong to this encoder; the message says what to run."""


class Nearest(NamedTuple):
    """The training phrase nearest to a sentence: its topic and the cosine, -1 to 1."""

    topic: str
    likeness: float


class Topics:
    """Reads sentences with trained numbers."""

    def __init__(self, path: Path, encoder: Encoder, writer: PlainWriter) -> None:
        """Load trained numbers.

        Raises:
            TopicsMissing: when the file cannot be read.
        """
        try:
            with np.load(path, allow_pickle=False) as kept:
                self._weights = kept["weights"].astype(np.float32)
                self._bias = kept["bias"].astype(np.float32)
                self.names = tuple(str(name) for name in kept["names"])
                self._phrases = kept["phrases"].astype(np.float32)
                self._owners = kept["owners"]
        except (OSError, KeyError, ValueError) as error:
            raise TopicsMissing(f"{path} cannot be read: run `make train`") from error
        self._encoder = encoder
        self._writer = writer

    def vector(self, sentence: str) -> Vectors:
        """What a sentence means, as written and in the answers' words, side by side."""
        return features([sentence], self._encoder, self._writer)[0]

    def probabilities(self, vector: Vectors) -> Mapping[str, float]:
        """The probability of every topic; they sum to 1."""
        scores = vector @ self._weights + self._bias
        powers = np.exp(scores - scores.max())
        shares = powers / powers.sum()
        return dict(zip(self.names, (float(share) for share in shares), strict=True))

    def nearest(self, vector: Vectors) -> Nearest:
        """The most alike training phrase."""
        likeness: NDArray[np.float32] = self._phrases @ vector / 2.0
        best = int(likeness.argmax())
        return Nearest(self.names[int(self._owners[best])], float(likeness[best]))


def features(sentences: Sequence[str], encoder: Encoder, writer: PlainWriter) -> Vectors:
    """Two unit vectors a sentence, side by side: as the patient wrote it, and in the answers' words."""
    lowered = encoder.encode([writer.lowered(sentence) for sentence in sentences])
    written = encoder.encode([writer.written(sentence) for sentence in sentences])
    return np.hstack([lowered, written])


def train(phrases: Sequence[Phrase], encoder: Encoder, writer: PlainWriter, path: Path) -> None:
    """Learn the topics of the phrases and keep the numbers in `path`."""
    # scikit-learn takes seconds to import and is needed here alone.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    names = sorted({phrase.topic for phrase in phrases})
    number = {name: position for position, name in enumerate(names)}
    owners = np.array([number[phrase.topic] for phrase in phrases], dtype=np.int32)
    vectors = features([phrase.text for phrase in phrases], encoder, writer)
    model = LogisticRegression(C=REGULARISATION, max_iter=ROUNDS).fit(vectors, owners)
    np.savez_compressed(
        path,
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
        names=np.array(names),
        phrases=vectors.astype(np.float16),
        owners=owners,
    )
