"""Four views of one text, each giving every label a share.

No single view is enough: the sentence vector knows paraphrases, characters know the term itself,
sounds know 衣保 for 医保, and the nearest examples know what the linear views average away.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nlu.embedding import Vectors
from nlu.language import syllables
from nlu.language.patterns import linear
from nlu.understanding.topics.linear import Grams, Regression, Shares, Terms, normalised

_NEAREST = 3
_NO_EXAMPLE = -2.0  # less similar than anything is
_SHARPNESS = 12.0
_SPACES = linear(r"\s\s+")
_NOTHING = 1e-9
_BLOCK = 512
_CUT_LAST = 64
"""Texts whose grams are remembered: every model that reads a message cuts it the same way."""

IndexRow = npt.NDArray[np.intp]
Nearest = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]
Seen = npt.NDArray[np.bool_]


class Head(Protocol):
    """One view: learn from labelled texts, then give shares."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn; ``labels`` are aligned with ``texts`` and ``vectors``."""

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return shares in the sorted order of the labels learned."""

    def sees(self, texts: Sequence[str]) -> Seen:
        """Tell which texts it sees anything of: English has no syllables of Chinese."""


class MeaningHead:
    """Logistic regression over centred sentence vectors."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn from the vectors alone."""
        self._mean = vectors.mean(axis=0)
        self._model = Regression()
        self._model.fit(_centred(vectors, self._mean), labels, steps=300)

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the regression's probabilities."""
        return self._model.shares(_centred(vectors, self._mean) @ self._model.weights)

    def sees(self, texts: Sequence[str]) -> Seen:
        """Every text has a vector."""
        return np.ones(len(texts), dtype=bool)


class NeighbourHead:
    """The mean similarity of each label's nearest examples."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Keep the examples' vectors, and which of them each label has."""
        self._mean = vectors.mean(axis=0)
        self._examples = _centred(vectors, self._mean)
        self._names = np.array(sorted(set(labels)))
        named = np.asarray(labels)
        rows = [np.flatnonzero(named == name) for name in self._names]
        self._counted = np.array([min(_NEAREST, len(row)) for row in rows])
        self._rectangles = _rectangles(rows, nothing=len(labels))

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the soft maximum of the similarities."""
        return self.shares_of(self.nearest(vectors))

    def sees(self, texts: Sequence[str]) -> Seen:
        """Every text has a vector."""
        return np.ones(len(texts), dtype=bool)

    def nearest(self, vectors: Vectors) -> Nearest:
        """Return how similar the nearest examples of each label are to each text.

        The shape is ``(len(vectors), labels, 3)``; what a label has too few of is ``_NO_EXAMPLE``.
        """
        similar = self._similar(vectors)
        nearest = np.empty((len(vectors), len(self._names), _NEAREST), np.float32)
        for labels, rows in self._rectangles:
            found = np.partition(similar[:, rows], -_NEAREST, axis=2)
            nearest[:, labels] = found[:, :, -_NEAREST:]
        return nearest

    def shares_of(self, nearest: Nearest) -> Shares:
        """Return the shares of texts whose nearest examples are known."""
        sums = nearest.sum(axis=2, where=nearest > _NO_EXAMPLE, dtype=float)
        return normalised(sums / self._counted * _SHARPNESS)

    def nearer(self, nearest: Nearest, prefix: str) -> Scores:
        """Return how much nearer each text is to the labels of one prefix than to all others.

        Log odds: above 0 it is nearer to them.
        """
        inside = np.char.startswith(self._names, prefix)
        scores: Scores = _mean_of_best(nearest[:, inside]) - _mean_of_best(nearest[:, ~inside])
        return scores * _SHARPNESS

    def _similar(self, vectors: Vectors) -> Vectors:
        """Return the similarity of each text to every example, and that of no example."""
        similar = np.full((len(vectors), len(self._examples) + 1), _NO_EXAMPLE, np.float32)
        centred = _centred(vectors, self._mean)
        # One by one: for few texts a product of two matrices takes three times as long. A block of
        # examples at a time: it is still in the processor's cache when the next text comes.
        for start in range(0, len(self._examples), _BLOCK):
            block = self._examples[start : start + _BLOCK]
            for row, vector in enumerate(centred):
                similar[row, start : start + len(block)] = block @ vector
        return similar


class GramHead:
    """Logistic regression over runs of characters or of syllables."""

    def __init__(self, grams: Grams) -> None:
        """Take what cuts a text into grams."""
        self._terms = Terms(grams)
        self._model = Regression()

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn from the texts alone; grams that stand in one only are dropped."""
        self._model.fit(self._terms.fit(texts), labels, steps=200)

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the regression's probabilities."""
        rows = [self._terms.row(text) for text in texts]
        logits = [values @ self._model.weights[columns] for columns, values in rows]
        return self._model.shares(np.stack(logits))

    def sees(self, texts: Sequence[str]) -> Seen:
        """Tell which texts hold a gram that is known."""
        return np.array([self._terms.knows_any(text) for text in texts])


class CharacterHead(GramHead):
    """Logistic regression over runs of one to three characters."""

    def __init__(self) -> None:
        """Make it."""
        super().__init__(character_grams)

    def shares_of_halves(self, text: str) -> tuple[Shares, Shares]:
        """Return the shares of what stands before and after every place of a text.

        Both have a row for each place, ends included. A sum over the places instead of a reading
        of every half: as quick for all of them as for one, and near enough to compare places.
        """
        places = len(text) + 1
        spans = [
            (start, end, column)
            for start, end in _spans(text)
            if (column := self._terms.column(text[start:end].lower())) is not None
        ]
        starts, ends, columns = np.array(spans, dtype=np.intp).reshape(-1, 3).T
        rarity = self._terms.rarity(columns)
        logits = rarity[:, None] * self._model.weights[columns]
        before = self._running(ends, logits, rarity, places)
        after = self._running(places - 1 - starts, logits, rarity, places)[::-1]
        return self._model.shares(before), self._model.shares(after)

    @staticmethod
    def _running(at: IndexRow, logits: Shares, rarity: Shares, places: int) -> Shares:
        """Return the logits of all that stands up to each place, at unit length."""
        sums = np.zeros((places, logits.shape[1]))
        lengths = np.zeros(places)
        np.add.at(sums, at, logits)
        np.add.at(lengths, at, rarity**2)
        result: Shares = sums.cumsum(axis=0) / np.sqrt(lengths.cumsum() + _NOTHING)[:, None]
        return result


@lru_cache(_CUT_LAST)
def character_grams(text: str) -> tuple[str, ...]:
    """Return runs of one to three characters."""
    characters = _SPACES.sub(" ", text.lower())
    return tuple(characters[start:end] for start, end in _spans(characters))


def _spans(text: str) -> list[tuple[int, int]]:
    return [
        (start, start + length) for length in (1, 2, 3) for start in range(len(text) - length + 1)
    ]


@lru_cache(_CUT_LAST)
def syllable_grams(text: str) -> tuple[str, ...]:
    """Return runs of one to three syllables."""
    sounds = syllables(text)
    return tuple(
        " ".join(sounds[start : start + length])
        for length in (1, 2, 3)
        for start in range(len(sounds) - length + 1)
    )


def _rectangles(rows: Sequence[IndexRow], *, nothing: int) -> list[tuple[IndexRow, IndexRow]]:
    """Return the labels' rows in few rectangles, of labels with like many: searched at once.

    Each is the numbers of its labels and their rows, filled up with ``nothing``.
    """
    widths = np.array([max(_NEAREST, 1 << (len(row) - 1).bit_length()) for row in rows])
    rectangles = []
    for width in np.unique(widths):
        labels = np.flatnonzero(widths == width)
        filled = np.full((len(labels), width), nothing)
        for place, label in enumerate(map(int, labels)):
            filled[place, : len(rows[label])] = rows[label]
        rectangles.append((labels, filled))
    return rectangles


def _mean_of_best(nearest: Nearest) -> Scores:
    """Return the mean of each text's greatest similarities over all of some labels."""
    flat = nearest.reshape(len(nearest), -1)
    best = np.partition(flat, -_NEAREST, axis=1)[:, -_NEAREST:]
    mean: Scores = best.mean(axis=1, where=best > _NO_EXAMPLE, dtype=float)
    return mean


def _centred(vectors: Vectors, mean: Vectors) -> Vectors:
    # e5 vectors share a large common part; without it the cosines spread out.
    shifted = vectors - mean
    result: Vectors = shifted / np.linalg.norm(shifted, axis=1, keepdims=True)
    return result
