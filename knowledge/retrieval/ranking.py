"""The weights of a search, read from ``ranking.yml``, and the signals they weigh."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from knowledge.data_files import load_data

FOLDER = Path(__file__).parent


class _Weights(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bm25(_Weights):
    """The two parameters of BM25: how fast repeats stop counting, how much length counts."""

    k1: float
    b: float


class FirstPass(_Weights):
    """Weights of the signals that are cheap for every passage."""

    lexical: float
    document: float
    meaning: float
    sound: float


class SecondPass(_Weights):
    """Weights of all signals, in the order of the columns of ``Candidates.signals``.

    ``lexical``, ``document``, ``sound``: BM25 of the passage, of its whole document, and of its
    syllables, each as a share of the best. ``meaning``: cosine, from the nearest (1) down to the
    hundredth (0). ``brevity``: short documents first, as long ones hold every word.
    ``phrase``, ``document_phrase``: the longest piece of the question that stands verbatim.
    ``coverage``: share of the question's information that the document holds.
    """

    lexical: float
    document: float
    meaning: float
    sound: float
    brevity: float
    phrase: float
    coverage: float
    document_phrase: float


SIGNALS = tuple(SecondPass.model_fields)


class Ranking(_Weights):
    """Everything that was fitted."""

    bm25: Bm25
    first_pass: FirstPass
    second_pass: SecondPass


class _Words(RootModel[tuple[str, ...]]):
    """A list of words."""


@cache
def load_ranking() -> Ranking:
    """Read the committed weights."""
    return load_data(Ranking, FOLDER / "ranking.yml")


@cache
def question_words() -> re.Pattern[str]:
    """Return a pattern for the words that only ask, longest first."""
    words = sorted(load_data(_Words, FOLDER / "question_words.yml").root, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
