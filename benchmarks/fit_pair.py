"""Fits `pair` of nlu/understanding/topics/thresholds.yml: are both of two needs wanted?

    PYTHONPATH=$PWD .venv/bin/python -m benchmarks.fit_pair

Learns from the labelled questions of ``knowledge/evaluation``: of a question with two needs from
the likeliest split into those two, of one with a single need from its likeliest split into any two.
Prints the weights, and how many of both come out right at the share in use and near it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.base import KnowledgeBase
from knowledge.evaluation import DEVELOPMENT_FILE, UNSEEN_FILE, Case, read_cases
from knowledge.settings import load_config
from nlu.understanding.topics.needs import Pair
from nlu.understanding.topics.reading import Kind
from nlu.understanding.topics.thresholds import PairWeights, thresholds

FILES = (DEVELOPMENT_FILE, UNSEEN_FILE, Path("knowledge/evaluation/needs.jsonl"))
_NAMES = ("weaker", "stronger", "asked", "whole", "said")
_ROUNDS = 4
_SHARES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


def main() -> None:
    """Print the weights that fit, and what comes of them."""
    reader = KnowledgeBase.open(load_config()).understander.reader
    cases = [case for file in FILES for case in read_cases(file) if case.kind is Kind.POLICY]
    asked = [
        (case, found) for case in cases if case.services and (found := reader.pairs(case.text))
    ]
    weights = thresholds().pair
    for _ in range(_ROUNDS):
        weights = _fitted(asked, weights)
    print(", ".join(f"{name}: {value:.2f}" for name, value in weights.model_dump().items()))
    for share in _SHARES:
        print(share, _outcome(asked, weights, share, of=len(cases)))


def _fitted(asked: list[tuple[Case, list[Pair]]], weights: PairWeights) -> PairWeights:
    rows, wanted = [], []
    for case, pairs in asked:
        both = len(case.services) > 1
        meant = [p for p in pairs if {p.first, p.second} == {*case.services[:2]}] if both else pairs
        if meant:
            best = max(meant, key=lambda pair: weights.share(pair.signs))
            told = best.signs.log_odds()
            rows.append([told[name] for name in _NAMES])
            wanted.append(both)
    model = LogisticRegression(C=1.0).fit(np.array(rows), wanted)
    values = dict(zip(_NAMES, map(float, model.coef_[0]), strict=True))
    return PairWeights(intercept=float(model.intercept_[0]), **values)


def _outcome(
    asked: list[tuple[Case, list[Pair]]], weights: PairWeights, share: float, *, of: int
) -> str:
    right = wrong = two = 0
    for case, pairs in asked:
        best = max(pairs, key=lambda pair: weights.share(pair.signs))
        told = weights.share(best.signs) >= share
        both = len(case.services) > 1
        two += both
        right += both and told and {best.first, best.second} == {*case.services[:2]}
        wrong += not both and told
    return f"both {right}/{two}, two for one {wrong} of {of}"


if __name__ == "__main__":
    main()
