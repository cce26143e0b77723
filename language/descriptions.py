"""How are described warning signs told from look-alikes and ordinary messages? Learnt by likeness of meaning."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.descriptions import Descriptions
from language.encoder import Encoder, Vectors
from language.plain import PlainWriter

NO_ALARM = ""
REGULARISATION = 10.0
"""Inverse strength (scikit-learn's C)."""
ROUNDS = 200


def learn_descriptions(
    descriptions: Descriptions, ordinary: Sequence[str], encoder: Encoder, writer: PlainWriter
) -> Mapping[str, NDArray[Any]]:
    """Learn to tell described warning signs from look-alikes and ordinary messages.

    Args:
        descriptions: what people say when it happens, and what only sounds alike.
        ordinary: messages that are no alarm, as the training phrases of the dialogue.
        encoder: gives vectors to sentences.
        writer: levels how they are written.

    Returns:
        The arrays that `SecondReader` loads.
    """
    # scikit-learn takes seconds to import and is needed here alone.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    texts = [(text, flag) for flag, described in descriptions.flags.items() for text in described]
    texts += [(text, NO_ALARM) for text in (*descriptions.look_alikes, *ordinary)]
    vectors: Vectors = encoder.encode([writer.lowered(text) for text, _ in texts])
    names = sorted({flag for _, flag in texts})
    number = {name: position for position, name in enumerate(names)}
    owners = np.array([number[flag] for _, flag in texts])
    model = LogisticRegression(C=REGULARISATION, max_iter=ROUNDS).fit(vectors, owners)
    return {
        "sign_names": np.array(names),
        "sign_weights": model.coef_.T.astype(np.float32),
        "sign_bias": model.intercept_.astype(np.float32),
    }
