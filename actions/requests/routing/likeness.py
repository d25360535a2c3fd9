"""How much a text is like what parents say of each department's services.

Complement naive Bayes over character n-grams of the catalogue's example questions: they carry the
dialect and the everyday words that no rule list holds, and learning them takes a fraction of a
second, so nothing has to be trained or stored beforehand.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.catalogue import HOTLINE, Catalogue
from nlu.language import normalise
from nlu.understanding.topics.heads import character_grams
from nlu.understanding.topics.linear import Terms, normalised

DANGER = "public-security"
# Sharpens the shares: one short sentence moves the raw scores only a little.
_TEMPERATURE = 0.35
_SMOOTHING = 0.1


class Likeness:
    """Learns from the catalogue on first use."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def shares(self, text: str) -> dict[str, float]:
        """Return how the likeness spreads over departments; the shares add up to one.

        A text that shares no characters with any example is like nothing: an empty result.
        """
        terms, departments, unlikeness = self._model
        columns, weights = terms.row(normalise(text))
        if not len(columns):
            return {}
        # Scores are per word mass; the length of the text must not decide how sure they look.
        scores = -(unlikeness[:, columns] @ weights) / _TEMPERATURE
        return dict(zip(departments, normalised(scores[None, :])[0].tolist(), strict=True))

    @cached_property
    def _model(self) -> tuple[Terms, list[str], npt.NDArray[np.float64]]:
        """The grams known, the departments, and how the texts of all others spread over grams."""
        texts, labels = zip(*self._examples(), strict=True)
        terms = Terms(character_grams)
        rows = terms.learn([normalise(text) for text in texts], least=1)
        departments = sorted(set(labels))
        counts = np.zeros((len(departments), len(terms)))
        for (columns, weights), label in zip(rows, labels, strict=True):
            counts[departments.index(label), columns] += weights
        others = counts.sum(axis=0) - counts + _SMOOTHING
        return terms, departments, np.log(others / others.sum(axis=1, keepdims=True))

    def _examples(self) -> list[tuple[str, str]]:
        found = []
        for examples in self._catalogue.examples.values():
            if examples.service is not None:
                lead = self._catalogue.services[examples.service].lead
                found += [(text, lead) for text in examples.texts]
        for act, department in (("crisis", DANGER), ("out_of_scope", HOTLINE)):
            found += [(text, department) for text in _texts(self._catalogue.acts[act].utterances)]
        return found


_learned: dict[str, Likeness] = {}


def likeness_of(catalogue: Catalogue) -> Likeness:
    """Return what was learned from this version of the catalogue, once per process."""
    return _learned.setdefault(catalogue.version, Likeness(catalogue))


def _texts(utterances: Any) -> list[str]:
    groups = utterances.values() if isinstance(utterances, dict) else [utterances]
    return [text if isinstance(text, str) else text.text for group in groups for text in group]
