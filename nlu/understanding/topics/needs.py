"""Two things asked in one message: where does the message split, and into which services?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.language.patterns import linear
from nlu.understanding.topics.linear import Shares

_BREAK = linear(r"[,，。?？!！;；、\s]+|还有|还想|另外|顺便|再就是|同时|以及|跟到|一边|和|跟")
_SECOND_QUESTION = linear(r"另外|还有|还想|顺便|再问|再就是|也想问|第二|同时")
_MIN_PART = 4
_MAX_SPLITS = 6
_LONG = 90
_WINDOW = 45

Row = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Two services, one for each half of a message, and how sure the less sure half is."""

    first: str
    second: str
    share: float


def split_points(text: str) -> list[int]:
    """Return where ``text`` may fall into two parts, at most six places, spread evenly.

    A long story has too many commas; there only words that announce another question count.
    """
    breaks = _BREAK if len(text) <= _LONG else _SECOND_QUESTION
    points = sorted({match.end() for match in breaks.finditer(text)})
    inside = [p for p in points if _MIN_PART <= p <= len(text) - _MIN_PART]
    step = max(1, -(-len(inside) // _MAX_SPLITS))
    return inside[::step]


def halves(text: str, point: int) -> tuple[str, str]:
    """Return what stands before and after ``point``; of a long story only what is near it."""
    if len(text) <= _LONG:
        return text[:point], text[point:]
    return text[max(0, point - _WINDOW) : point], text[point : point + _WINDOW]


def find_pair(
    text: str,
    services: Sequence[str],
    columns: Sequence[int],
    classify: Callable[[list[str]], Shares],
) -> Pair | None:
    """Return the best pair of different services over all splits of ``text``.

    Args:
        text: the message in normal form.
        services: ids of the services that the whole message may be about.
        columns: their columns in what ``classify`` returns.
        classify: gives shares of all labels for a list of texts.
    """
    points = split_points(text)
    if not points or len(services) < 2:
        return None
    shares = classify([part for point in points for part in halves(text, point)])
    chosen = shares[:, list(columns)]
    best: tuple[float, int, int] = (0.0, 0, 0)
    for left, right in zip(chosen[0::2], chosen[1::2], strict=True):
        best = max(best, _best_of(left, right))
    share, first, second = best
    if share == 0.0:
        return None
    return Pair(services[first], services[second], share)


def _best_of(left: Row, right: Row) -> tuple[float, int, int]:
    sure = np.minimum(left[:, None], right[None, :])
    np.fill_diagonal(sure, 0.0)
    first, second = np.unravel_index(int(sure.argmax()), sure.shape)
    return float(sure[first, second]), int(first), int(second)
