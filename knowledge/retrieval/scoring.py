"""From a question to scored candidates: a cheap pass over everything, a careful one over few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.dense import DenseLeg
from knowledge.retrieval.lexical import Floats, LexicalLeg
from knowledge.retrieval.phrases import covered, longest_shared, pieces
from knowledge.retrieval.ranking import SIGNALS, Ranking, question_words
from knowledge.retrieval.records import Record, Records
from nlu.embedding import Vectors
from nlu.language import characters_and_bigrams, syllables

NEAREST = 100
"""The cosine of the hundredth nearest passage is the zero of ``meaning``."""
SHORTEST_DOCUMENT = 400
"""Below this many characters a document is no more to the point for being shorter."""


@dataclass(frozen=True)
class Legs:
    """The four indexes of one collection; ``document_of`` maps passage rows to documents."""

    passages: LexicalLeg
    documents: LexicalLeg
    sounds: LexicalLeg
    dense: DenseLeg
    document_of: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Candidates:
    """Passages worth a closer look, with one row of signals each (columns: ``SIGNALS``)."""

    records: list[Record]
    signals: npt.NDArray[np.float64]


@dataclass(frozen=True)
class _FirstSignals:
    lexical: Floats
    document: Floats
    meaning: Floats
    sound: Floats


def sounds(text: str) -> list[str]:
    """Return the pairs of neighbouring syllables of a text."""
    return [first + second for first, second in pairwise(syllables(text))]


def find_candidates(
    question: str, vector: Vectors, legs: Legs, records: Records, ranking: Ranking, count: int
) -> Candidates:
    """Return the best ``count`` passages of the first pass with all their signals.

    Args:
        question: in normal form and lower case.
        vector: its unit vector.
        legs: the indexes.
        records: the passages.
        ranking: the weights of the first pass.
        count: how many to return at most.
    """
    first = _first_pass(question, vector, legs)
    weights = ranking.first_pass
    total = (
        weights.lexical * first.lexical
        + weights.document * first.document
        + weights.meaning * first.meaning
        + weights.sound * first.sound
    )
    rows = _best(total, count)
    found = records.take([int(row) for row in rows])
    cheap = np.column_stack(
        [first.lexical[rows], first.document[rows], first.meaning[rows], first.sound[rows]]
    )
    return Candidates(found, np.hstack([cheap, _second_signals(question, found, legs, records)]))


def weigh(candidates: Candidates, ranking: Ranking) -> npt.NDArray[np.float64]:
    """Return the final score of each candidate."""
    weights = ranking.second_pass
    columns = np.array([getattr(weights, name) for name in SIGNALS])
    scores: npt.NDArray[np.float64] = candidates.signals @ columns
    return scores


def _first_pass(question: str, vector: Vectors, legs: Legs) -> _FirstSignals:
    terms = characters_and_bigrams(question)
    meaning = np.zeros(len(legs.document_of), dtype=np.float32)
    nearest = legs.dense.nearest(vector, NEAREST)
    if len(nearest):
        cosines = legs.dense.cosines(vector, nearest)
        lowest, highest = float(cosines.min()), float(cosines.max())
        spread = (highest - lowest) or 1.0
        meaning[nearest] = (cosines - lowest) / spread
    return _FirstSignals(
        lexical=_share_of_best(legs.passages.scores(terms)),
        document=_share_of_best(legs.documents.scores(terms))[legs.document_of],
        meaning=meaning,
        sound=_share_of_best(legs.sounds.scores(sounds(question))),
    )


def _second_signals(
    question: str, found: Sequence[Record], legs: Legs, records: Records
) -> npt.NDArray[np.float64]:
    subject = question_words().sub(" ", question)
    terms = {term for term in characters_and_bigrams(subject) if len(term) > 1}
    rarity = legs.passages.rarity(terms)
    texts = records.documents(record.document for record in found)
    length = max(len(question), 1)
    of_document = {
        number: (
            -log(max(len(text), SHORTEST_DOCUMENT)),
            covered(rarity, text),
            longest_shared(question, text) / length,
        )
        for number, text in texts.items()
    }
    rows = []
    for record in found:
        brevity, coverage, document_phrase = of_document[record.document]
        phrase = max(longest_shared(piece, record.compared) for piece in pieces(subject)) / length
        rows.append((brevity, phrase, coverage, document_phrase))
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _share_of_best(scores: Floats) -> Floats:
    best = float(scores.max(initial=0.0))
    return scores / best if best > 0 else scores


def _best(scores: Floats, count: int) -> npt.NDArray[np.int64]:
    count = min(count, len(scores))
    top = np.argpartition(-scores, count - 1)[:count]
    # Equal scores keep the order of the collection, so that a search can be repeated.
    return top[np.lexsort((top, -scores[top]))]
