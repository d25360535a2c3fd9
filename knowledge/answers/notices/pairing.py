"""How well the words of a question go with the words of each piece of a document.

Every word of the question meets its nearest word in the piece. What it gains by that, beside what
the best piece or the title has to offer, is weighed by a small learned network, by how seldom the
word is and by what kind of word it is: a date asked for, a paper, a word of manner. So a word that
counts and has its like nowhere speaks against the whole document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from knowledge.data_files import load_data
from nlu.embedding import Vectors

Floats = npt.NDArray[np.float64]

_WEIGHT_SCALE = 5.0
_OF_WORD = 2
"""Columns of a question's word behind its place: how much it counts, how seldom it is."""


class PairingRules(BaseModel):
    """``pairing.yml``: what was learned by ``benchmarks/notices/fit_pairing.py``, and limits.

    Attributes:
        least_chance: from which chance on a piece is told.
        least_ended: … of what has ended, which is told with a caution.
        least_near: from which chance on a line is shown as not sure.
        share: the part the words have in a chance; the rest is that of the signals alone.
        signals: weights of the signals of ``Finder.features``, and of four more.
        always: what is added for every piece.
        held: the weight of how much of the question a piece has.
        lacking: … of how much less it has than the best piece.
        nowhere: … of how far the best piece falls short of ``enough``.
        enough: the nearness that leaves nothing to wish for.
        inner: the network's first layer, a row per input.
        inner_bias: what is added to each of its sums.
        outer: the weights of its sums.
        outer_bias: what is added to all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_chance: float
    least_ended: float
    least_near: float
    share: float
    signals: dict[str, float]
    always: float
    held: float
    lacking: float
    nowhere: float
    enough: float
    inner: tuple[tuple[float, ...], ...]
    inner_bias: tuple[float, ...]
    outer: tuple[float, ...]
    outer_bias: float


@cache
def pairing_rules() -> PairingRules:
    """Return what was learned."""
    return load_data(PairingRules, Path(__file__).with_name("pairing.yml"))


@dataclass(frozen=True)
class PairedPieces:
    """The words of a document's title and of its pieces."""

    title: Vectors
    pieces: tuple[Vectors, ...]

    def bids(self, question: Vectors) -> Floats:
        """Return what the words of a question say for each piece, in logits."""
        rules, (inner, bias, outer) = pairing_rules(), _layers()
        places, counts, seldom, kinds = self._parted(question)
        gains = np.maximum.reduceat(places @ self._words.T, self._starts, axis=1)
        titled = (places @ self.title.T).max(axis=1)
        best = np.maximum(gains.max(axis=1), titled)
        plain = (
            rules.held * (counts @ gains)
            - rules.lacking * (counts @ (best[:, None] - gains))
            - rules.nowhere * (counts @ np.maximum(rules.enough - best, 0.0))
        )
        word = np.column_stack([best, titled, seldom, counts * _WEIGHT_SCALE, kinds])
        sums = gains[:, :, None] * inner[0] + (word @ inner[1:] + bias)[:, None, :]
        told = np.maximum(sums, 0.0) @ outer + rules.outer_bias
        bids: Floats = plain + _WEIGHT_SCALE * told.mean(axis=0)
        return bids

    def _parted(self, question: Vectors) -> tuple[Vectors, Vectors, Vectors, Vectors]:
        width = self.title.shape[1]
        told, kinds = question[:, width : width + _OF_WORD], question[:, width + _OF_WORD :]
        return question[:, :width], told[:, 0], told[:, 1], kinds

    @cached_property
    def _words(self) -> Vectors:
        return np.concatenate(self.pieces)

    @cached_property
    def _starts(self) -> npt.NDArray[np.intp]:
        return np.cumsum([0, *(len(piece) for piece in self.pieces[:-1])])


def pooled(per_detail: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the signals of one piece for all details asked: each as the likeliest has it."""
    signals = {name: max(one[name] for one in per_detail) for name in per_detail[0]}
    signals["called_otherwise"] = min(one["called_otherwise"] for one in per_detail)
    return signals


@cache
def _layers() -> tuple[Vectors, Vectors, Vectors]:
    rules = pairing_rules()
    layers = (rules.inner, rules.inner_bias, rules.outer)
    inner, bias, outer = (np.array(layer, np.float32) for layer in layers)
    return inner, bias, outer
