"""From a message to the facts of the law layer that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from knowledge.catalogue import Catalogue, Detail, LegalFact
from knowledge.data_files import load_data
from nlu.language import normalise
from nlu.understanding.facts.places import without_places
from nlu.understanding.topics.examples import Example
from nlu.understanding.topics.linear import normalised
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.needs import Row
from nlu.understanding.topics.reading import Reading, Subject, unpack_vector
from nlu.understanding.topics.thresholds import thresholds

NONE = "none"
"""The label of what the law layer does not answer."""

# Found on a plateau of knowledge/evaluation/law.jsonl, see docs/decisions/law-layer.md.
_BY_SERVICE = 1.0
_MISFIT = 1.0
_CONCRETE_MISFIT = 2.0
_LEAST = 0.10
_SURE = 0.30
_CERTAIN = 0.65
# Half sure of a fact and nearly sure that the matter is ours is sure enough together.
_LIKELY = 0.40
_NEARLY_OURS = 0.40
# A service heard with less than this gives way to a fact that is certain.
_WEAK_TOPIC = 0.50
_MOST = 2
# What a general rule never settles: a question for one of these wants exactly that.
_NOT_CONCRETE = frozenset({Detail.RULE, Detail.STEPS, Detail.DEPARTMENT})


@dataclass(frozen=True)
class Found:
    """The facts that answer a message, best first, and the service they speak of.

    ``service`` is empty where the topics name one themselves; ``certain`` tells that the fact alone
    makes the matter ours.
    """

    facts: tuple[str, ...] = ()
    service: str | None = None
    certain: bool = False


@cache
def _unanswered() -> tuple[str, ...]:
    return load_data(tuple[str, ...], Path(__file__).with_name("none.yml"))


def law_examples(catalogue: Catalogue) -> list[Example]:
    """Return the questions each fact answers, and questions that none does."""
    answered = [
        Example(without_places(normalise(question)), fact.id)
        for fact in catalogue.facts.values()
        for question in fact.examples
    ]
    return [*answered, *(Example(normalise(question), NONE) for question in _unanswered())]


class LawFinder:
    """Finds facts by the question, by the services it is about and by the details it asks for."""

    def __init__(self, catalogue: Catalogue, model: TopicModel) -> None:
        """Take the catalogue and the model that :func:`law_examples` made of it."""
        self._model = model
        self._facts = [catalogue.facts.get(label) for label in model.labels]

    def find(self, reading: Reading, details: tuple[Detail, ...]) -> Found:
        """Return the facts that answer a message; none where the law is silent."""
        vector = unpack_vector(reading.vector)[None, :]
        logits = self._model.logits([without_places(reading.text)], vector, thresholds().weights)[0]
        shares = normalised((logits + self._leanings(reading, details))[None, :])[0]
        best, *others = (int(i) for i in np.argsort(-shares)[:_MOST])
        fact = self._facts[best]
        if fact is None or shares[best] < _LEAST:
            return Found()
        beside = [i for i in others if shares[i] >= _SURE and self._facts[i] is not None]
        least = _LIKELY if reading.ours >= _NEARLY_OURS else _CERTAIN
        return Found(
            facts=tuple(self._model.labels[i] for i in (best, *beside)),
            service=_likeliest(fact, reading, certain=bool(shares[best] >= _CERTAIN)),
            certain=bool(shares[best] >= least),
        )

    def _leanings(self, reading: Reading, details: tuple[Detail, ...]) -> Row:
        """Return what service and detail add to the log share of each fact."""
        topics = _topics(reading)
        return np.array([_leaning(fact, topics, details) for fact in self._facts])


def _leaning(
    fact: LegalFact | None, topics: Mapping[str, float], details: Sequence[Detail]
) -> float:
    if fact is None:
        return 0.0
    share = max((topics.get(service, 0.0) for service in fact.services), default=0.5)
    leaning = _BY_SERVICE * (share - 0.5)
    if not details or set(details) & {*fact.answers, *fact.leaves}:
        return leaning
    concrete = set(details) - _NOT_CONCRETE
    return leaning - (_CONCRETE_MISFIT if concrete else _MISFIT)


def _likeliest(fact: LegalFact, reading: Reading, *, certain: bool) -> str | None:
    topics = _topics(reading)
    heard = any(topics.get(need, 0.0) >= _WEAK_TOPIC for need in reading.needs)
    if not fact.services or set(fact.services) & set(reading.needs):
        return None
    if reading.needs and (heard or not certain):
        return None
    return max(fact.services, key=lambda service: topics.get(service, 0.0))


def _topics(reading: Reading) -> dict[str, float]:
    return {t.id: t.share for t in reading.topics if t.subject is Subject.SERVICE}
