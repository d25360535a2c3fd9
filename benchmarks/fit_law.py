"""Fits nlu/understanding/law/certainty.yml: when is the fact of the law that was found the answer?

    PYTHONPATH=$PWD .venv/bin/python benchmarks/fit_law.py [--write]

Fitted on the project's own questions, each read by a model that has not seen it (six folds): so
a new encoder or new examples ask for nothing but another run. The two thresholds are chosen by hand
and kept; the figures printed show what they do. Takes some three minutes.
"""

from __future__ import annotations

import sys
from dataclasses import astuple, dataclass

import numpy as np
import yaml

from knowledge.base import KnowledgeBase
from knowledge.settings import load_config
from nlu.understanding.law.certainty import FILE, Certainty, Signs, certainty
from nlu.understanding.law.finder import NONE, LawFinder, law_examples
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.reading import unpack_vector

_FOLDS = 6
_HEAD = FILE.read_text(encoding="utf-8").partition("told_from:")[0]


@dataclass(frozen=True)
class _Seen:
    signs: Signs
    right: bool
    answered: bool


def _folds(labels: list[str]) -> list[int]:
    counted: dict[str, int] = {}
    folds = []
    for label in labels:
        folds.append(counted.get(label, 0) % _FOLDS)
        counted[label] = counted.get(label, 0) + 1
    return folds


def _seen(knowledge: KnowledgeBase) -> list[_Seen]:
    examples = law_examples(knowledge.catalogue)
    labels = [example.label for example in examples]
    folds = _folds(labels)
    said = knowledge.understand_batch([example.text for example in examples])
    vectors = np.stack([unpack_vector(one.reading.vector) for one in said])
    seen = []
    for fold in range(_FOLDS):
        rest = [i for i, other in enumerate(folds) if other != fold]
        model = TopicModel.train([examples[i] for i in rest], vectors[rest])
        finder = LawFinder(knowledge.catalogue, model)
        for i in (i for i, other in enumerate(folds) if other == fold):
            weighed = finder.weigh(said[i].reading, said[i].reading.details)
            right, answered = weighed.ranked[0][0] == labels[i], not labels[i].startswith(NONE)
            seen.append(_Seen(weighed.signs, right, answered))
    return seen


def _fitted(seen: list[_Seen]) -> Certainty:
    from sklearn.linear_model import LogisticRegression

    clear = [one for one in seen if one.right or not one.answered]
    rows = np.array([astuple(one.signs) for one in clear])
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000)
    model.fit(rows, [one.answered for one in clear])
    weights = [round(float(weight), 2) for weight in model.coef_[0]]
    over_none, ahead, over_likest, misfit = weights
    return certainty().model_copy(
        update={
            "intercept": round(float(model.intercept_[0]), 2),
            "over_none": over_none,
            "ahead": ahead,
            "over_likest": over_likest,
            "misfit": misfit,
        }
    )


def main() -> None:
    """Fit, show, and with ``--write`` keep."""
    seen = _seen(KnowledgeBase.open(load_config()))
    fitted = _fitted(seen)
    answered = [one for one in seen if one.answered]
    silent = [one for one in seen if not one.answered]
    print(fitted, f"right fact first: {np.mean([one.right for one in answered]):.3f}")
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        told = [one.right and fitted.likelihood(one.signs) >= least for one in answered]
        false = [fitted.likelihood(one.signs) >= least for one in silent]
        print(f"from {least}: right {np.mean(told):.3f}, told where none {np.mean(false):.3f}")
    if "--write" in sys.argv:
        told = yaml.safe_dump(fitted.model_dump(), sort_keys=False)
        FILE.write_text(_HEAD + told, encoding="utf-8")


if __name__ == "__main__":
    main()
