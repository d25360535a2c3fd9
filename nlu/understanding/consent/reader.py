"""Is it right, may it be kept? Learned from ``examples.yml``, for answers no fixed words decide."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np

from knowledge.data_files import load_data
from nlu.embedding import Embedder
from nlu.language import normalise
from nlu.understanding.facts import Facts
from nlu.understanding.topics.examples import Example
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.reading import Reading, unpack_vector
from nlu.understanding.topics.thresholds import thresholds
from nlu.understanding.wishes import clauses, is_question

_LONGEST = 30
"""A longer message tells a story; nobody's consent is taken from one."""
_MOST_CLAUSES = 4


class Deciding(StrEnum):
    """The labels of ``examples.yml``."""

    CONSENTS = "consents"
    AGREES = "agrees"
    CORRECT = "correct"
    REFUSES = "refuses"
    WRONG = "wrong"
    WAITS = "waits"
    ASKS = "asks"
    BESIDE = "beside"


_YES = (Deciding.AGREES, Deciding.CORRECT)
_OPEN = (Deciding.WAITS, Deciding.ASKS)
_AGAINST = 0.5
"""So much of a doubt or a question, in any clause, and nothing is decided."""
_TOGETHER = 0.8


@cache
def consent_examples() -> tuple[Example, ...]:
    """Return the labelled answers."""
    groups = load_data(dict[str, tuple[str, ...]], Path(__file__).with_name("examples.yml"))
    return tuple(
        Example(normalise(sentence), Deciding(label).value)
        for label, sentences in groups.items()
        for sentence in sentences
    )


class ConsentReader:
    """Hears what an answer decides with the model that :func:`consent_examples` made."""

    def __init__(self, model: TopicModel, embedder: Embedder) -> None:
        """Take the model, and what makes vectors of clauses."""
        self._model = model
        self._embedder = embedder

    def decide(self, facts: Facts, text: str, reading: Reading, expecting: str | None) -> Facts:
        """Return the facts with yes, no and consent where fixed words left them open.

        Args:
            facts: those of the message; what they decide stands.
            text: the message as it was typed, masked; a blank in it stands for a comma.
            reading: that of the same message.
            expecting: what was asked for last; only ``confirm`` and ``consent`` are answered so.
        """
        decided = facts.consented is not None or facts.affirmed is False or facts.cancelled
        if expecting not in ("confirm", "consent") or decided or not reading.vector:
            return facts
        if facts.affirmed and expecting == "confirm" and len(clauses(text)) == 1:
            return facts
        if len(reading.text) > _LONGEST or is_question(reading.text):
            return facts
        return _decided(facts, self._shares(text, reading), expecting)

    def _shares(self, text: str, reading: Reading) -> dict[Deciding, float]:
        """Return the greatest share each decision has in the message or in one of its clauses."""
        found = [normalise(part) for part in clauses(text)]
        parts = found[:_MOST_CLAUSES] if len(found) > 1 else []
        vectors = unpack_vector(reading.vector)[None, :]
        if parts:
            vectors = np.vstack([vectors, self._embedder.queries(parts)])
        rows = self._model.shares([reading.text, *parts], vectors, thresholds().weights)
        return {
            Deciding(label): float(share)
            for label, share in zip(self._model.labels, rows.max(axis=0), strict=True)
        }


def _decided(facts: Facts, shares: dict[Deciding, float], expecting: str) -> Facts:
    least = thresholds().consent_share
    if shares[Deciding.REFUSES] >= least:
        return replace(facts, consented=False)
    if any(shares[one] >= _AGAINST for one in _OPEN):
        return facts
    if shares[Deciding.WRONG] >= least:
        return replace(facts, affirmed=False)
    consents = shares[Deciding.CONSENTS] >= least
    if expecting == "consent":
        said = consents or shares[Deciding.AGREES] >= least
        return replace(facts, consented=True) if said else facts
    said = consents or any(shares[one] >= least for one in _YES)
    said = said or sum(shares[one] for one in _YES) >= _TOGETHER
    return replace(facts, affirmed=True, consented=consents or None) if said else facts
