"""The words of a text, each by its state in the model, through one learned projection.

Two texts are compared word by word with them: every word of a question with the nearest of a line.
The projection was learned from questions to notices (``benchmarks/notices/fit_pairing.py``).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.embedding.onnx_encoder import Vectors

FILE = Path(__file__).with_name("words.npz")
MOST_WORDS = 64
"""Words of a question that are kept: what is asked stands in its first sentences."""
MOST_WORDS_OF_LINE = 100


@dataclass(frozen=True)
class Projection:
    """What was learned.

    Attributes:
        nearness: the projection by which words are compared.
        kinds: the projection that tells of a question's word what kind of word it is.
        counts: what makes a question's word count more than others.
        seldom_counts: how much more the seldom ones count.
        question_centre: the mean state of the words of questions.
        line_centre: the mean state of the words of lines.
        ids: the words that the example questions say, ascending.
        seldom: how seldom each of them is said.
        unheard: how seldom any other word is.
    """

    nearness: Vectors
    kinds: Vectors
    counts: Vectors
    seldom_counts: float
    question_centre: Vectors
    line_centre: Vectors
    ids: npt.NDArray[np.int64]
    seldom: Vectors
    unheard: float

    def of_question(self, ids: list[int], states: Vectors) -> Vectors:
        """Return a row per word: its place, how much it counts, how seldom it is, its kind."""
        kept = (states[:MOST_WORDS] - self.question_centre) / _SCALE
        seldom = self._seldom(np.array(ids[:MOST_WORDS], np.int64))
        weight = np.exp(kept @ self.counts + self.seldom_counts * seldom)
        weight /= weight.sum() or 1.0
        columns = (_unit(kept @ self.nearness), weight[:, None], seldom[:, None], kept @ self.kinds)
        return np.hstack(columns).astype(np.float32)

    def of_line(self, states: Vectors) -> Vectors:
        """Return the place of every word; a text without words has one that is nowhere."""
        if not len(states):
            return np.zeros((1, self.nearness.shape[1]), np.float32)
        return _unit((states[:MOST_WORDS_OF_LINE] - self.line_centre) / _SCALE @ self.nearness)

    def _seldom(self, ids: npt.NDArray[np.int64]) -> Vectors:
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, self.seldom[at], np.float32(self.unheard))


_SCALE = np.float32(10)
"""States are ten times as long as what learns well."""


@cache
def projection() -> Projection:
    """Return the projection of this build."""
    with np.load(FILE) as kept:
        arrays = {name: kept[name] for name in kept.files}
    single = {name: arrays[name].astype(np.float32) for name in arrays if name != "ids"}
    numbers = {name: float(single.pop(name)) for name in ("seldom_counts", "unheard")}
    return Projection(ids=arrays["ids"].astype(np.int64), **single, **numbers)  # type: ignore[arg-type]


@cache
def words_fingerprint() -> str:
    """Return a short id of the projection: words kept are valid for one only."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]


def pack_words(words: Vectors) -> str:
    """Return rows of numbers as base64 of little-endian float16, the row's length first."""
    head = np.array([words.shape[1]], "<u2").tobytes()
    return base64.b64encode(head + words.astype("<f2").tobytes()).decode("ascii")


def unpack_words(packed: str) -> Vectors:
    """Return what :func:`pack_words` packed, as float32."""
    held = base64.b64decode(packed)
    length = int(np.frombuffer(held[:2], "<u2")[0])
    return np.frombuffer(held[2:], "<f2").reshape(-1, length).astype(np.float32)


def _unit(rows: npt.NDArray[np.floating[Any]]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit
