"""Four views of one text, each giving every label a share.

No single view is enough: the sentence vector knows paraphrases, characters know the term itself,
sounds know 衣保 for 医保, and the nearest examples know what the linear views average away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu.embedding import Vectors
from nlu.language import syllables

Shares = npt.NDArray[np.float64]
"""Shape ``(texts, labels)``; every row sums to one."""

_STRENGTH = 10.0  # inverse regularisation of the linear heads; flat between 5 and 20
_TOLERANCE = 1e-3  # eighty classes take seconds instead of minutes
_NEAREST = 3
_SHARPNESS = 12.0


class Head(Protocol):
    """One view: learn from labelled texts, then give shares."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn; ``labels`` are aligned with ``texts`` and ``vectors``."""

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return shares in the sorted order of the labels learned."""


class MeaningHead:
    """Logistic regression over centred sentence vectors."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn from the vectors alone."""
        self._mean = vectors.mean(axis=0)
        self._model = LogisticRegression(C=_STRENGTH, max_iter=300, tol=_TOLERANCE)
        self._model.fit(_centred(vectors, self._mean), labels)

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the regression's probabilities."""
        result: Shares = self._model.predict_proba(_centred(vectors, self._mean))
        return result


class NeighbourHead:
    """The mean similarity of each label's nearest examples."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Keep the examples' vectors, grouped by label."""
        self._mean = vectors.mean(axis=0)
        centred = _centred(vectors, self._mean)
        names = np.asarray(labels)
        self._groups = [centred[names == name] for name in sorted(set(labels))]

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the soft maximum of the similarities."""
        centred = _centred(vectors, self._mean)
        nearest = [
            np.sort(centred @ group.T, axis=1)[:, -_NEAREST:].mean(axis=1) for group in self._groups
        ]
        return normalised(np.stack(nearest, axis=1) * _SHARPNESS)


class CharacterHead:
    """Logistic regression over character n-grams."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn from one to three characters; what stands once only is dropped."""
        self._terms = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2
        )
        self._model = LogisticRegression(C=_STRENGTH, max_iter=200, tol=_TOLERANCE)
        self._model.fit(self._terms.fit_transform(texts), labels)

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the regression's probabilities."""
        result: Shares = self._model.predict_proba(self._terms.transform(texts))
        return result


class SoundHead:
    """Logistic regression over syllable n-grams."""

    def fit(self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> None:
        """Learn from one to three syllables; those heard once only are dropped."""
        self._terms = TfidfVectorizer(analyzer=syllable_grams, sublinear_tf=True, min_df=2)
        self._model = LogisticRegression(C=_STRENGTH, max_iter=200, tol=_TOLERANCE)
        self._model.fit(self._terms.fit_transform(texts), labels)

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Shares:
        """Return the regression's probabilities."""
        result: Shares = self._model.predict_proba(self._terms.transform(texts))
        return result


def syllable_grams(text: str) -> list[str]:
    """Return runs of one to three syllables."""
    sounds = syllables(text)
    return [
        " ".join(sounds[start : start + length])
        for length in (1, 2, 3)
        for start in range(len(sounds) - length + 1)
    ]


def normalised(logits: Shares) -> Shares:
    """Return the soft maximum of each row."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Shares = exponentials / exponentials.sum(axis=1, keepdims=True)
    return result


def _centred(vectors: Vectors, mean: Vectors) -> Vectors:
    # e5 vectors share a large common part; without it the cosines spread out.
    shifted = vectors - mean
    result: Vectors = shifted / np.linalg.norm(shifted, axis=1, keepdims=True)
    return result
