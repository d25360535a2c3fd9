"""Is it right, may it be kept? Learned from ``examples.yml``, for answers no fixed words decide."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np

from nlu.embedding import Embedder
from nlu.language import normalise
from nlu.understanding.facts import Facts
from nlu.understanding.topics.examples import Example, labelled_sentences
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.reading import Reading, unpack_vector
from nlu.understanding.topics.thresholds import thresholds
from nlu.understanding.wishes import clauses, is_question

_LONGEST = 30
"""A longer message tells a story; nobody's consent is taken from one."""
_LETTERS = 3
"""Letters that say what one character does."""
_MOST_CLAUSES = 4
_MARKS = ("?", "？")


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
    GIVES_UP = "gives_up"


Shares = dict[Deciding, float]
_YES = (Deciding.AGREES, Deciding.CORRECT)
_OF_THE_FORM = (
    *("need", "child_age", "county", "contact_name", "contact_phone"),
    *("confirm", "consent"),
)
"""What is asked for in a form; other questions (delete? withdraw?) have answers of their own."""
_AGAINST = 0.5
"""So much of a doubt or a question, in any clause, and nothing is decided."""
_TOGETHER = 0.8
_DOUBT = 0.25
_DOUBT_OF_CONSENT = 0.05
"""So much of a question, where the words are those of one, and nothing is decided."""


@cache
def consent_examples() -> tuple[Example, ...]:
    """Return the labelled answers."""
    told = labelled_sentences(Path(__file__).with_name("examples.yml"))
    return tuple(Example(sentence, Deciding(label).value) for label, sentence in told)


class ConsentReader:
    """Hears what an answer decides with the model that :func:`consent_examples` made."""

    def __init__(self, model: TopicModel, embedder: Embedder) -> None:
        """Take the model, and what makes vectors of clauses."""
        self._model = model
        self._embedder = embedder

    def decide(self, facts: Facts, text: str, reading: Reading, expecting: str | None) -> Facts:
        """Return the facts with what the answer decides, where fixed words left it open.

        A yes in fixed words does not stand beside a clause that puts it off: 应该可以吧 等我问哈.

        Args:
            facts: those of the message.
            text: the message as it was typed, masked; a blank in it stands for a comma.
            reading: that of the same message.
            expecting: what was asked for last; yes and consent answer only ``confirm`` and
                ``consent``, and any question of a form can be put off.
        """
        if expecting is None or not reading.vector or _is_long(text):
            return facts
        tells = facts.child_age is not None or facts.county or facts.contact_phone
        may_wait = not reading.needs and not tells
        decided = facts.consented is not None or facts.affirmed is False or facts.cancelled
        whole = facts.affirmed and expecting == "confirm" and len(clauses(text)) == 1
        asks = facts.why_asked or text.rstrip().endswith(_MARKS)
        answers = expecting in ("confirm", "consent") and not asks
        may_decide = answers and not decided and not whole
        if not may_wait and not may_decide:
            return facts
        rows = self._shares(text, reading)
        last = _last_decision(rows) if may_wait else None
        gives_up = last is Deciding.GIVES_UP and expecting in _OF_THE_FORM
        if last is Deciding.WAITS or gives_up:
            left = replace(facts, affirmed=None, consented=None)
            return replace(left, cancelled=gives_up, waiting=not gives_up)
        if is_question(reading.text) and _may_ask(rows):
            return facts
        return _decided(facts, _greatest(rows), expecting) if may_decide else facts

    def _shares(self, text: str, reading: Reading) -> list[Shares]:
        """Return the shares of each clause, or of the message where it is one; the message last."""
        found = [normalise(part) for part in clauses(text)]
        parts = found[-_MOST_CLAUSES:] if len(found) > 1 else []
        vectors = unpack_vector(reading.vector)[None, :]
        if parts:
            vectors = np.vstack([self._embedder.queries(parts), vectors])
        rows = self._model.shares([*parts, reading.text], vectors, thresholds().weights)
        labels = [Deciding(label) for label in self._model.labels]
        return [dict(zip(labels, map(float, row), strict=True)) for row in rows]


def _last_decision(rows: list[Shares]) -> Deciding | None:
    """Return what the last clause decides that decides anything, where the whole is not beside."""
    clearly = [max(row, key=row.__getitem__) for row in rows[:-1] or rows if _is_clear(row)]
    deciding = [one for one in clearly if one not in (Deciding.ASKS, Deciding.BESIDE)]
    whole = rows[-1]
    beside = bool(deciding) and whole[Deciding.BESIDE] > whole[deciding[-1]]
    return deciding[-1] if deciding and not beside else None


def _may_ask(rows: list[Shares]) -> bool:
    """Tell whether words of a question may be one; 没得哪样要改 sounds like one, and is none."""
    consenting = [row for row in rows if row[Deciding.CONSENTS] >= _AGAINST]
    return any(row[Deciding.ASKS] >= _DOUBT for row in rows) or any(
        row[Deciding.ASKS] >= _DOUBT_OF_CONSENT for row in consenting
    )


def _is_clear(row: Shares) -> bool:
    return max(row.values()) >= _AGAINST


def _greatest(rows: list[Shares]) -> Shares:
    """Return the greatest share each decision has in the message or in one of its clauses."""
    return {label: max(row[label] for row in rows) for label in Deciding}


def _is_long(text: str) -> bool:
    return len(text) > (_LONGEST * _LETTERS if text.isascii() else _LONGEST)


def _decided(facts: Facts, shares: Shares, expecting: str) -> Facts:
    least = thresholds().consent_share
    if shares[Deciding.REFUSES] >= least:
        return replace(facts, consented=False)
    if shares[Deciding.ASKS] >= _AGAINST:
        return facts
    if shares[Deciding.WRONG] >= least:
        return replace(facts, affirmed=False)
    consents = shares[Deciding.CONSENTS] >= least
    if expecting == "consent":
        said = consents or shares[Deciding.AGREES] >= least
        return replace(facts, consented=True) if said else facts
    said = consents or any(shares[one] >= _AGAINST for one in _YES)
    said = said or sum(shares[one] for one in _YES) >= _TOGETHER
    return replace(facts, affirmed=True, consented=consents or None) if said else facts
