"""Fits `danger` of nlu/understanding/topics/thresholds.yml: does a message tell of danger?

    PYTHONPATH=$PWD .venv/bin/python -m benchmarks.fit_danger [FILE…]

Learns from the labelled questions of ``knowledge/evaluation`` and of further files. A danger that
is missed counts as much as several false ones. Prints the weights, and for some likelihoods how
many are caught and how many harmless ones are taken for danger.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.base import KnowledgeBase
from knowledge.evaluation import DEVELOPMENT_FILE, UNSEEN_FILE, read_cases
from knowledge.settings import load_config
from nlu.understanding.topics.reading import Kind
from nlu.understanding.topics.thresholds import DangerWeights

FILES = (DEVELOPMENT_FILE, UNSEEN_FILE, Path("knowledge/evaluation/danger.jsonl"))
_MISSED_COUNTS = 3.0
_LIKELIHOODS = (0.2, 0.3, 0.36, 0.4, 0.5, 0.6)


def main(further: list[str]) -> None:
    """Print the weights that fit, and what comes of them."""
    reader = KnowledgeBase.open(load_config()).understander.reader
    cases = [case for file in (*FILES, *map(Path, further)) for case in read_cases(file)]
    signs = [reader.danger_signs(case.text) for case in cases]
    is_danger = np.array([case.kind is Kind.CRISIS for case in cases])
    rows = np.array([[one.share, one.nearer, float(one.said)] for one in signs])
    model = LogisticRegression(C=10.0)
    model.fit(rows, is_danger, sample_weight=np.where(is_danger, _MISSED_COUNTS, 1.0))
    values = map(float, (model.intercept_[0], *model.coef_[0]))
    names = ("intercept", "share", "nearer", "said")
    weights = DangerWeights(**dict(zip(names, values, strict=True)))
    print(", ".join(f"{name}: {value:.2f}" for name, value in weights.model_dump().items()))
    likely = np.array([weights.likelihood(one) for one in signs])
    for least in _LIKELIHOODS:
        told = likely >= least
        caught, false = int((told & is_danger).sum()), int((told & ~is_danger).sum())
        print(f"{least}: caught {caught}/{is_danger.sum()}, false {false}/{(~is_danger).sum()}")


if __name__ == "__main__":
    main(sys.argv[1:])
