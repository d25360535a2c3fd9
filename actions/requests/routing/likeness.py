"""How much a text is like what parents say of each department's services.

Complement naive Bayes over character n-grams of the catalogue's example questions: they carry the
dialect and the everyday words that no rule list holds, and learning them takes a fraction of a
second, so nothing has to be trained or stored beforehand.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from knowledge.catalogue import HOTLINE, Catalogue
from nlu.language import normalise

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

DANGER = "public-security"
# Sharpens the shares: one short sentence moves the raw scores only a little.
_TEMPERATURE = 0.35


class Likeness:
    """Learns from the catalogue on first use."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def shares(self, text: str) -> dict[str, float]:
        """Return how the likeness spreads over departments; the shares add up to one.

        A text that shares no characters with any example is like nothing: an empty result.
        """
        import numpy as np

        vector = self._model[:-1].transform([text])
        if vector.nnz == 0:
            return {}
        classifier = self._model[-1]
        # Scores are per word mass; the length of the text must not decide how sure they look.
        scores = classifier._joint_log_likelihood(vector)[0] / _TEMPERATURE
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return {str(d): float(s) for d, s in zip(classifier.classes_, shares, strict=True)}

    @cached_property
    def _model(self) -> Pipeline:
        # Imported here: most commands never route anything, and this costs them a second.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.naive_bayes import ComplementNB
        from sklearn.pipeline import make_pipeline

        texts, departments = zip(*self._examples(), strict=True)
        letters = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), preprocessor=normalise, sublinear_tf=True
        )
        return make_pipeline(letters, ComplementNB(alpha=0.1)).fit(texts, departments)

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
