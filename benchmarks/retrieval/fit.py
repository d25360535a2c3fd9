"""Fit the weights of ``knowledge/retrieval/ranking.yml``: ``python -m benchmarks.retrieval.fit``.

A softmax over the documents among a question's candidates says how likely each is to be the right
one; the weights make the labelled documents likeliest, are never negative (more of a signal is
never worse) and are drawn to 1. Only the questions of one half of the documents are used; the
other half tells whether it holds for questions that fitting never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]

from benchmarks.collection import Collection, Question, open_collection
from benchmarks.retrieval.scores import score
from knowledge.retrieval import PassageIndex, open_current
from knowledge.retrieval.index import prepare
from knowledge.retrieval.ranking import SIGNALS, load_ranking

Floats = npt.NDArray[np.float64]

CANDIDATES = 60
STRENGTH = 0.01
"""How much it costs, per question, to move a weight away from 1."""


@dataclass(frozen=True)
class Example:
    """The candidates of one question: signals by passage, and the document of each."""

    signals: Floats
    documents: list[str]
    right: str

    def ranking(self, weights: Floats) -> list[str]:
        """Return the documents, best first."""
        order = np.argsort(-(self.signals @ weights), kind="stable")
        return list(dict.fromkeys(self.documents[i] for i in order))


def main() -> None:
    collection = open_collection()
    index = open_current(collection.config, collection.embedder)
    seen = [question for question in collection.questions if not question.is_held_out]
    unseen = [question for question in collection.questions if question.is_held_out]
    now = np.array([getattr(load_ranking().second_pass, name) for name in SIGNALS])
    examples = _examples(seen, index, collection)
    weights = fit(examples)
    for name, weight in zip(SIGNALS, weights, strict=True):
        print(f"  {name}: {weight:.2f}")
    held_out = _examples(unseen, index, collection)
    for told, some in (("seen", examples), ("unseen", held_out)):
        for called, used in (("committed", now), ("fitted", weights)):
            print(f"{told} half, {called} weights: {_scores(some, used)}")


def fit(examples: Sequence[Example]) -> Floats:
    """Return the weights that make the right documents likeliest."""
    answerable = [example for example in examples if example.right in example.documents]

    def cost(weights: Floats) -> tuple[float, Floats]:
        told = [_unlikelihood(example, weights) for example in answerable]
        away = weights - 1
        value = float(np.mean([one for one, _ in told])) + STRENGTH * float(away @ away)
        slope = np.mean([one for _, one in told], axis=0) + 2 * STRENGTH * away
        return value, slope

    count = len(SIGNALS)
    bounds = [(0.0, None)] * count
    found = minimize(cost, np.ones(count), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x)


def _unlikelihood(example: Example, weights: Floats) -> tuple[float, Floats]:
    """Return minus the log likelihood of the right document, and its slope.

    A document counts with its best passage, as in a search.
    """
    scores = example.signals @ weights
    best: dict[str, int] = {}
    for row in np.argsort(-scores, kind="stable"):
        best.setdefault(example.documents[row], int(row))
    rows = list(best.values())
    shares = np.exp(scores[rows] - scores[rows].max())
    shares /= shares.sum()
    right = best[example.right]
    share = float(shares[rows.index(right)])
    return -float(np.log(share)), shares @ example.signals[rows] - example.signals[right]


def _examples(
    questions: Sequence[Question], index: PassageIndex, collection: Collection
) -> list[Example]:
    vectors = collection.embedder.queries([prepare(question.text) for question in questions])
    examples = []
    for question, vector in zip(questions, vectors, strict=True):
        found = index.candidates(question.text, vector, CANDIDATES)
        documents = [record.passage.document_id for record in found.records]
        examples.append(Example(found.signals, documents, question.document))
    return examples


def _scores(examples: Sequence[Example], weights: Floats) -> str:
    found = score(
        [example.ranking(weights) for example in examples], [example.right for example in examples]
    )
    return f"R@1 {found.recall_1:.3f}, MRR@10 {found.mrr_10:.3f}"


if __name__ == "__main__":
    main()
