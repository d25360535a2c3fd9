"""Two things asked in one message: where does the message split, and into which services?

People who dictate set no commas, so a message may split anywhere. Runs of characters tell quickly
where two services part best; only there both halves are read in full. Whether the two are really
two needs is a logistic regression over what was read (``thresholds.yml``), for a half that names a
service may only tell how things are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.language.patterns import linear
from nlu.understanding.topics.clauses import EDGES
from nlu.understanding.topics.linear import Shares
from nlu.understanding.topics.thresholds import PairSigns, PairWeights

_BREAK = linear(r"[,，。?？!！;；、\s]+|还有|还想|另外|顺便|再就是|同时|以及|跟到|一边|和|跟")
_SECOND_QUESTION = linear(r"另外|还有|还想|顺便|再问|再就是|也想问|第二|同时")
_MIN_PART = 4
_MAX_SPLITS = 6
_SPLITS_READ = 2
_APART = 3
_AT_A_BREAK = 1.5
_LONG = 90
_WINDOW = 45
_NOTHING = 0.03
# What spares reading halves: on the 721 questions of knowledge/evaluation and two blind rounds no
# pair is lost by it.
_BESIDE = 0.05
_HINT = 0.2
_PROMISING = 0.08

Row = npt.NDArray[np.float64]
ReadHalves = Callable[[list[str]], tuple[Shares, Row]]
"""Gives shares of all labels for texts, and how likely each asks for something."""


@dataclass(frozen=True)
class Candidate:
    """A service that a message may be about: its id, its column of shares, its share so far."""

    service: str
    column: int
    share: float


@dataclass(frozen=True)
class Pair:
    """Two services, one for each half of a message, what speaks for them, and how likely both."""

    first: str
    second: str
    signs: PairSigns
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


def best_split_points(text: str, before: Shares, after: Shares) -> list[int]:
    """Return the places where two services part best, the best first.

    At most two, some characters apart; none where the characters do not hint at two services.

    Args:
        text: a message that is no long story.
        before: what the characters before each place say of the candidates.
        after: what those after it say.
    """
    breaks = set(split_points(text))
    sure = _sure(before, after).reshape(len(before), -1).max(axis=1)
    sure[list(breaks)] *= _AT_A_BREAK
    chosen: list[int] = []
    for place in map(int, np.argsort(-sure)):
        if sure[place] < _HINT:
            break
        inside = _MIN_PART <= place <= len(text) - _MIN_PART
        if inside and all(abs(place - other) >= _APART for other in chosen):
            chosen.append(place)
        if len(chosen) == _SPLITS_READ:
            break
    return chosen


def is_long(text: str) -> bool:
    """Tell a story, which is split only where it announces another question."""
    return len(text) > _LONG


def halves(text: str, point: int) -> tuple[str, str]:
    """Return what stands before and after ``point``; of a long story only what is near it.

    Marks at their ends are left out: a half that is a clause is read as that clause was.
    """
    reach = _WINDOW if is_long(text) else len(text)
    before, after = text[max(0, point - reach) : point], text[point : point + reach]
    return before.strip(EDGES), after.strip(EDGES)


def find_pair(
    text: str,
    points: Sequence[int],
    candidates: Sequence[Candidate],
    read: ReadHalves,
    weights: PairWeights,
    *,
    said: bool,
) -> Pair | None:
    """Return the likeliest pair of different services over all splits of ``text``.

    Args:
        text: the message in normal form.
        points: where it may split; of a message that is no long story the likeliest first, and
            where that one promises nothing the others are not read.
        candidates: the services that the whole message may be about.
        read: reads halves.
        weights: of the regression.
        said: the message says outright that it asks for two things.
    """
    if not points or not _may_be_two(candidates, said=said):
        return None

    def best_at(places: Sequence[int]) -> Pair | None:
        pairs = pairs_at(text, places, candidates, read, weights, said=said)
        return max(pairs, key=_share, default=None)

    if is_long(text):
        return best_at(points)
    first = best_at(points[:1])
    if first is None or first.share < _PROMISING or len(points) == 1:
        return first
    return max(first, best_at(points[1:]) or first, key=_share)


def pairs_at(
    text: str,
    places: Sequence[int],
    candidates: Sequence[Candidate],
    read: ReadHalves,
    weights: PairWeights,
    *,
    said: bool,
) -> list[Pair]:
    """Return every pair of services that the halves at some places may want, see `find_pair`."""
    shares, asks = read([part for place in places for part in halves(text, place)])
    chosen = shares[:, [candidate.column for candidate in candidates]]
    return [
        pair
        for left, right, asked in zip(chosen[0::2], chosen[1::2], _less(asks), strict=True)
        for pair in _pairs(left, right, asked, candidates, weights, said=said)
    ]


def _pairs(
    left: Row,
    right: Row,
    asked: float,
    candidates: Sequence[Candidate],
    weights: PairWeights,
    *,
    said: bool,
) -> Iterator[Pair]:
    for one, first in enumerate(candidates):
        for two, second in enumerate(candidates):
            weaker, stronger = sorted((float(left[one]), float(right[two])))
            if one != two and weaker >= _NOTHING:
                whole = min(first.share, second.share)
                signs = PairSigns(weaker, stronger, asked, whole, said)
                yield Pair(first.service, second.service, signs, weights.share(signs))


def _may_be_two(candidates: Sequence[Candidate], *, said: bool) -> bool:
    shares = sorted(candidate.share for candidate in candidates)
    return len(shares) > 1 and (said or shares[-2] >= _BESIDE)


def _share(pair: Pair) -> float:
    return pair.share


def _less(asks: Row) -> list[float]:
    return [float(pair.min()) for pair in asks.reshape(-1, 2)]


def _sure(before: Shares, after: Shares) -> npt.NDArray[np.float64]:
    """Return how sure the less sure half is, for every place and pair of different services."""
    sure = np.minimum(before[:, :, None], after[:, None, :])
    same = np.arange(before.shape[1])
    sure[:, same, same] = 0.0
    return sure
