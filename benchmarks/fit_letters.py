"""Fits `letter` of nlu/understanding/topics/thresholds.yml: is a letter about something of ours?

    PYTHONPATH=$PWD .venv/bin/python -m benchmarks.fit_letters LABELLED.jsonl FOREIGN.jsonl

Fitted on the tuning half of labelled letters that people really wrote; the other half is for
`tongxing evaluate --half held-out`. Prints the weights. Takes half a minute.
"""

from __future__ import annotations

import sys
from dataclasses import astuple, fields
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from knowledge.base import KnowledgeBase
from knowledge.evaluation import Half, read_cases
from knowledge.settings import load_config
from nlu.understanding.topics.thresholds import LetterSigns

_REGULARISED = 0.3  # few letters: the weights stay small


def main(files: list[str]) -> None:
    """Print the weights that the letters of some files give."""
    reader = KnowledgeBase.open(load_config()).understander.reader
    cases = [case for file in files for case in read_cases(Path(file)) if case.half is Half.TUNING]
    letters = [(case, signs) for case in cases if (signs := reader.letter_signs(case.text))]
    ours = [bool(case.right_services) for case, _ in letters]
    model = LogisticRegression(C=_REGULARISED, class_weight="balanced")
    model.fit([astuple(signs) for _, signs in letters], ours)
    print(f"{len(ours)} letters, {sum(ours)} of them ours")
    print(f"intercept: {model.intercept_[0]:.2f}")
    for sign, weight in zip(fields(LetterSigns), model.coef_[0], strict=True):
        print(f"{sign.name}: {weight:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
