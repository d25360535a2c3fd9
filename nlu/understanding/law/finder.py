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
from nlu.understanding.law.certainty import Signs, certainty
from nlu.understanding.topics.examples import Example
from nlu.understanding.topics.linear import normalised
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.needs import Row
from nlu.understanding.topics.reading import Reading, Subject, unpack_vector
from nlu.understanding.topics.thresholds import thresholds

NONE = "none/"
"""The beginning of the labels of what the law layer does not answer."""

# Found on a plateau of knowledge/evaluation/law.jsonl, see docs/decisions/law-layer.md.
_BY_SERVICE = 1.0
_MISFIT = 1.0
_CONCRETE_MISFIT = 2.0
_SURE = 0.30
# A second fact of the same service is told beside the first from this much of its share.
_CLOSE = 0.65
# A service heard gives way to a fact that is certain where the fact's has this much of its share.
_NEARLY_AS_LIKELY = 0.75
_NEARLY_NOTHING = 1e-6
# What no law gives: notices do.
_NEVER_IN_LAW = frozenset({Detail.PHONE, Detail.NUMBER})
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


@dataclass(frozen=True)
class Weighed:
    """The shares of all facts for one message, best first, and what speaks for the best."""

    ranked: tuple[tuple[str, float], ...]
    signs: Signs


@cache
def _unanswered() -> dict[str, tuple[str, ...]]:
    return load_data(dict[str, tuple[str, ...]], Path(__file__).with_name("none.yml"))


def law_examples(catalogue: Catalogue) -> list[Example]:
    """Return the questions each fact answers, and questions that none does."""
    answered = [
        Example(without_places(normalise(question)), fact.id)
        for fact in catalogue.facts.values()
        for question in (*fact.examples, *fact.stories)
    ]
    unanswered = [
        Example(without_places(normalise(question)), f"{NONE}{group}")
        for group, questions in _unanswered().items()
        for question in questions
    ]
    return [*answered, *unanswered]


class LawFinder:
    """Finds facts by the question, by the services it is about and by the details it asks for."""

    def __init__(self, catalogue: Catalogue, model: TopicModel) -> None:
        """Take the catalogue and the model that :func:`law_examples` made of it."""
        self._model = model
        self._facts = [catalogue.facts.get(label) for label in model.labels]
        self._is_fact = np.array([fact is not None for fact in self._facts])
        self._catalogue = catalogue

    def find(self, reading: Reading, details: tuple[Detail, ...]) -> Found:
        """Return the facts that answer a message; none where the law is silent."""
        if details and set(details) <= _NEVER_IN_LAW:
            return Found()
        weighed = self.weigh(reading, details)
        likelihood = certainty().likelihood(weighed.signs)
        if likelihood < certainty().told_from:
            return Found()
        best = weighed.ranked[0][0]
        beside = [weighed.ranked[1][0]] if self._is_told_too(weighed) else []
        # A word that a fact shares with another world (a cat's shots) proves little.
        maybe_ours = reading.ours >= certainty().ours_from and reading.elsewhere is None
        certain = maybe_ours and likelihood >= certainty().certain_from
        service = _likeliest(self._catalogue.facts[best], reading, certain=certain)
        return Found(facts=(best, *beside), service=service, certain=certain)

    def weigh(self, reading: Reading, details: tuple[Detail, ...]) -> Weighed:
        """Return how likely each fact is meant, and what speaks for the best of them."""
        vector = unpack_vector(reading.vector)[None, :]
        logits = self._model.logits([without_places(reading.text)], vector, thresholds().weights)[0]
        alone = _logarithm(normalised(logits[None, :])[0])
        shares = normalised((logits + self._leanings(reading, details))[None, :])[0]
        order = [int(i) for i in np.argsort(-shares) if self._is_fact[i]]
        best, second = order[0], order[1]
        logs, fact = _logarithm(shares), self._facts[best]
        assert fact is not None
        signs = Signs(
            over_none=float(logs[best] - _logarithm(shares[~self._is_fact].sum())),
            ahead=float(logs[best] - logs[second]),
            over_likest=float(alone[best] - alone[~self._is_fact].max()),
            misfit=float(_is_misfit(fact, details)),
        )
        return Weighed(tuple((self._model.labels[i], float(shares[i])) for i in order), signs)

    def _is_told_too(self, weighed: Weighed) -> bool:
        """Tell that the second fact belongs beside the first: likely, or as likely and akin."""
        (best, share), (second, other) = weighed.ranked[:2]
        akin = set(self._catalogue.facts[best].services) & set(
            self._catalogue.facts[second].services
        )
        return other >= _SURE or (bool(akin) and other >= _CLOSE * share)

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
    return leaning - (_CONCRETE_MISFIT if _is_misfit(fact, details) else _MISFIT)


def _is_misfit(fact: LegalFact, details: Sequence[Detail]) -> bool:
    """Tell that a concrete detail is asked for and that the fact speaks of none of those asked."""
    settled = set(details) & {*fact.answers, *fact.leaves}
    return bool(set(details) - _NOT_CONCRETE) and not settled


def _logarithm(shares: Row) -> Row:
    logs: Row = np.log(shares + _NEARLY_NOTHING)
    return logs


def _likeliest(fact: LegalFact, reading: Reading, *, certain: bool) -> str | None:
    topics = _topics(reading)
    if not fact.services or set(fact.services) & set(reading.needs):
        return None
    service = max(fact.services, key=lambda one: topics.get(one, 0.0))
    heard = max((topics.get(need, 0.0) for need in reading.needs), default=0.0)
    likely = topics.get(service, 0.0) >= _NEARLY_AS_LIKELY * heard
    return service if not reading.needs or (certain and likely) else None


def _topics(reading: Reading) -> dict[str, float]:
    return {t.id: t.share for t in reading.topics if t.subject is Subject.SERVICE}
