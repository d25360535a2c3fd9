"""The weights of a search, read from ``ranking.yml``, and the signals they weigh."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, RootModel

from knowledge.retrieval.errors import IndexUnusableError

FOLDER = Path(__file__).parent
ModelT = TypeVar("ModelT", bound=BaseModel)


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
    return _load("ranking.yml", Ranking)


@cache
def question_words() -> re.Pattern[str]:
    """Return a pattern for the words that only ask, longest first."""
    words = sorted(_load("question_words.yml", _Words).root, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _load(name: str, kind: type[ModelT]) -> ModelT:
    try:
        return kind.model_validate(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValueError) as error:
        reason = str(error).replace("\n", " ")
        raise IndexUnusableError(f"{name}: cannot be used ({reason})") from error
