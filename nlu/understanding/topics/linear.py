"""Linear views of a text as plain arrays: fitted by scikit-learn once, served without it.

Importing scikit-learn and loading its objects takes a fresh process longer than its first answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Shares = npt.NDArray[np.float64]
"""Shape ``(texts, labels)``; every row sums to one."""

Grams = Callable[[str], Sequence[str]]

_STRENGTH = 10.0  # inverse regularisation of the linear heads; flat between 5 and 20
_TOLERANCE = 1e-3  # eighty classes take seconds instead of minutes


class Regression:
    """Multinomial logistic regression: one column of weights per label."""

    def fit(self, features: Any, labels: Sequence[str], *, steps: int) -> None:
        """Learn from rows, dense or sparse."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=_STRENGTH, max_iter=steps, tol=_TOLERANCE)
        model.fit(features, labels)
        weights, offsets = model.coef_.T, model.intercept_
        if len(model.classes_) == 2:  # one column stands for both labels
            weights = np.hstack([np.zeros_like(weights), weights])
            offsets = np.concatenate([[0.0], offsets])
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.offsets = offsets

    def shares(self, logits: npt.NDArray[Any]) -> Shares:
        """Return probabilities, given the rows times :attr:`weights`."""
        return normalised(logits + self.offsets)


class Terms:
    """Weighs the grams of texts: how often in this one, how rare in all (tf-idf, unit length)."""

    def __init__(self, grams: Grams) -> None:
        """Take what cuts a text into grams."""
        self._grams = grams

    def fit(self, texts: Sequence[str]) -> Any:
        """Learn the grams that stand in two texts or more; return the rows as a sparse matrix."""
        from scipy.sparse import csr_matrix

        rows = self.learn(texts, least=2)
        columns = np.concatenate([columns for columns, _ in rows])
        values = np.concatenate([values for _, values in rows])
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        return csr_matrix((values, columns, starts), shape=(len(texts), len(self)))

    def learn(
        self, texts: Sequence[str], *, least: int
    ) -> list[tuple[npt.NDArray[np.intp], Shares]]:
        """Learn the grams that stand in at least so many texts; return the row of each text."""
        held = Counter(gram for text in texts for gram in set(self._grams(text)))
        known = sorted(gram for gram, count in held.items() if count >= least)
        self._columns = {gram: column for column, gram in enumerate(known)}
        counts = np.array([held[gram] for gram in known])
        self._rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        return [self.row(text) for text in texts]

    def __len__(self) -> int:
        return len(self._columns)

    def column(self, gram: str) -> int | None:
        """Return the column of a gram, if it is known."""
        return self._columns.get(gram)

    def knows_any(self, text: str) -> bool:
        """Tell whether a text holds a gram that is known."""
        return any(gram in self._columns for gram in self._grams(text))

    def rarity(self, columns: npt.NDArray[np.intp]) -> Shares:
        """Return how rare the grams of some columns are."""
        result: Shares = self._rarity[columns]
        return result

    def row(self, text: str) -> tuple[npt.NDArray[np.intp], Shares]:
        """Return the columns of the known grams of a text and their weights."""
        counts = Counter(self._columns[g] for g in self._grams(text) if g in self._columns)
        columns = np.fromiter(counts, dtype=np.intp, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        weights = (1 + np.log(often)) * self._rarity[columns]
        length = np.linalg.norm(weights)
        return columns, weights / length if length else weights


def normalised(logits: Shares) -> Shares:
    """Return the soft maximum of each row."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Shares = exponentials / exponentials.sum(axis=1, keepdims=True)
    return result
