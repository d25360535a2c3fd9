"""Finds the asked detail in one document: a sentence, a row of a table, or a list that stays one.

Nothing is worded anew. Every piece of the document is weighed by its likeness to the question in
meaning and words, by whether it shows the asked detail (a date, an amount, a document to bring),
and by what the question names and neither the piece nor anything above it does. The weights were
learned from questions and notices, see ``docs/decisions/notices.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from math import log

import numpy as np
import numpy.typing as npt

from knowledge.answers.notices.asked import Asked, bodies_in, sought, years_in
from knowledge.answers.notices.pairing import PairedPieces, PairingRules, pairing_rules, pooled
from knowledge.answers.notices.rules import DetailRules, NoticeRules, notice_rules
from knowledge.answers.notices.showing import Found, near_line, shown
from knowledge.ingestion.documents import Block
from knowledge.ingestion.units import Unit, units
from nlu.embedding import Vectors

VectorsOf = Callable[[Sequence[str]], Sequence[Vectors | None]]
"""Returns the vectors of texts as far as they are kept."""

_SPREAD = 30.0
_LIKE_ANY = 0.85
"""The likeness any two texts have in this model."""


@dataclass(frozen=True)
class _Weighed:
    unit: Unit
    chance: float


@dataclass(frozen=True)
class _Bid:
    """A piece with its signals for each detail asked, and what is bid for it, in logits."""

    unit: Unit
    signals: Mapping[str, Mapping[str, float]]
    bid: float


class Finder:
    """Finds details in one document."""

    def __init__(
        self,
        title: str,
        blocks: Sequence[Block],
        vectors_of: VectorsOf | None = None,
        words_of: VectorsOf | None = None,
    ) -> None:
        """Take the document's title and lines, and where vectors and words of texts are kept."""
        self._title = title
        self._units = units(blocks)
        self._vectors_of = vectors_of
        self._words_of = words_of
        self._pairs: tuple[str, dict[str, float]] = ("", {})
        self._known: dict[tuple[int, int], dict[str, float]] = {}
        self._lately: tuple[Asked, list[_Bid], dict[str, list[_Weighed]]] | None = None
        self._whole = "\n".join([title, *(block.text for block in blocks)])
        self._rarity = _rarity([unit.own for unit in self._units])

    @property
    def pieces(self) -> tuple[Unit, ...]:
        """What can be told of the document, in reading order."""
        return tuple(self._units)

    def without(self, gone: Sequence[Unit]) -> Finder:
        """Return what finds details in the same document without some of its pieces."""
        left = Finder(self._title, (), self._vectors_of, self._words_of)
        left._units = [unit for unit in self._units if unit not in gone]
        said = [text for unit in left._units for text in (unit.own, *unit.above)]
        left._whole = "\n".join([self._title, *said])
        left._rarity = _rarity([unit.own for unit in left._units])
        return left

    def find(self, detail: str, asked: Asked, *, ended: bool = False) -> Found | None:
        """Return where the document holds a detail of what is asked, or ``None``.

        Args:
            detail: its name.
            asked: the question.
            ended: the document holds no longer, and is told with a caution.
        """
        rules, limits = notice_rules(), self._limits(asked)
        least = limits.least_ended if ended else limits.least_chance
        ranked = self._ranked(detail, asked)
        if not ranked:
            return None
        piece = ranked[0].unit
        sure = _sure(piece, ranked)
        if sure < least or self._of_another_body(piece, asked):
            return None
        return shown(piece, rules.details[detail], asked, sure)

    def is_likeliest(self, detail: str, asked: Asked, told: Found) -> bool:
        """Tell whether words that are told for one detail are the likeliest to hold another."""
        ranked = self._ranked(detail, asked)
        if not ranked or ranked[0].unit.locator != told.locator:
            return False
        shows = notice_rules().details[detail].shows
        return any(shows.search(line) for line in told.lines)

    def nearest(self, detail: str, asked: Asked, *, named: bool = False) -> list[Found]:
        """Return the lines that come nearest to a detail where none surely holds it, best first.

        Each shows what is asked for (a number, a day), and none is a list or a table. Of a notice
        that the question has ``named`` the best are shown however far they are.
        """
        rules, least = notice_rules(), 0.0 if named else self._limits(asked).least_near
        rule, ranked = rules.details[detail], self._ranked(detail, asked)
        lines = (
            one
            for one in ranked
            if len(one.unit.lines) == 1
            and rule.shows.search(one.unit.own)
            and not self._of_another_body(one.unit, asked)
        )
        return [
            Found((near_line(one.unit),), one.unit.locator, one.chance)
            for one in islice(lines, rules.most_near)
            if _sure(one.unit, ranked) >= least
        ]

    def _limits(self, asked: Asked) -> NoticeRules | PairingRules:
        """Return the limits of the way in which the pieces are weighed for a question."""
        return notice_rules() if self._paired is None or asked.words is None else pairing_rules()

    def _ranked(self, detail: str, asked: Asked) -> list[_Weighed]:
        """Return the pieces that could hold a detail with their chances, likeliest first."""
        if self._paired is not None and asked.words is not None:
            return self._ranked_by_words(detail, asked)
        weighed = self.weighed(detail, asked)
        if not weighed:
            return []
        chances = chances_of([features for _, features in weighed], notice_rules().weights)
        ranked = [
            _Weighed(unit, float(chance))
            for (unit, _), chance in zip(weighed, chances, strict=True)
        ]
        return sorted(ranked, key=lambda one: -one.chance)

    def _ranked_by_words(self, detail: str, asked: Asked) -> list[_Weighed]:
        """Return the same where the words of question and pieces are at hand.

        All pieces are rivals, whatever they show; of several details asked for each has its own.
        What the signals alone say has its part in every chance: they know short plain notices.
        """
        lately = self._lately
        if lately is None or lately[0] is not asked:
            lately = self._lately = asked, self._bids(asked), {}
        _, seen, ranked = lately
        if detail not in ranked:
            ranked[detail] = self._ranked_of(seen, detail, asked)
        return ranked[detail]

    def _ranked_of(self, seen: list[_Bid], detail: str, asked: Asked) -> list[_Weighed]:
        if len(sought(asked)) > 1:
            seen = [one for one in seen if self._could_hold(one.unit, detail)]
        holding = [one for one in seen if self._could_hold(one.unit, detail)]
        plain = chances_of([one.signals[detail] for one in holding], notice_rules().weights)
        by_signals = {id(one): float(c) for one, c in zip(holding, plain, strict=True)}
        by_words, share = _shares([one.bid for one in seen]), pairing_rules().share
        ranked = [
            _Weighed(one.unit, share * float(c) + (1 - share) * by_signals.get(id(one), 0.0))
            for one, c in zip(seen, by_words, strict=True)
        ]
        return sorted(ranked, key=lambda one: -one.chance)

    def _bids(self, asked: Asked) -> list[_Bid]:
        """Return what is bid for every piece, for all details asked."""
        rules = pairing_rules()
        if self._paired is None or asked.words is None:
            return []
        pairs = self._paired.bids(asked.words)
        return [
            _Bid(unit, signals, float(bid + rules.always + _weighted(rules.signals, whole)))
            for unit, bid, (signals, whole) in zip(
                self._units, pairs, self.signals(asked), strict=True
            )
            if not _of_other_years(unit, asked)
        ]

    def signals(self, asked: Asked) -> list[tuple[dict[str, dict[str, float]], dict[str, float]]]:
        """Return what speaks for and against every piece beside its words.

        First for each detail asked, by the names of ``NoticeRules.weights``; then for all of them
        together, by those of ``PairingRules.signals``.
        """
        details = {name: notice_rules().details[name] for name in sought(asked)}
        told = []
        nearness, cosines = self._nearness(asked), self._cosines(asked)
        for unit, near, cosine in zip(self._units, nearness, cosines, strict=True):
            each = {name: self.features(unit, rule, asked, near) for name, rule in details.items()}
            whole = pooled(list(each.values()))
            whole["shows_any"] = float(any(self._could_hold(unit, name) for name in details))
            whole["no_detail"] = float(not asked.details)
            whole["likeness"] = (float(cosine) - _LIKE_ANY) * _SPREAD
            told.append((each, whole))
        return told

    def _could_hold(self, unit: Unit, detail: str) -> bool:
        rules = notice_rules()
        names = (detail, *rules.alternatives.get(detail, ()))
        return any(self._called(unit, rules.details[name])["shows"] for name in names)

    def named(self, detail: str) -> Found | None:
        """Return the first words of a detail that the document calls by name."""
        rule = notice_rules().details[detail]
        for unit in self._units:
            called = (unit.own[:_NAME], *unit.above[:1], *unit.heads)
            if rule.shows.search(unit.own) and any(map(rule.names.search, called)):
                return shown(unit, rule, None, 1.0)
        return None

    def features(
        self, unit: Unit, rule: DetailRules, asked: Asked, near: float
    ) -> dict[str, float]:
        """Return what speaks for and against a piece, by the names of the weights."""
        return {**self._of_words(unit, asked, near), **self._called(unit, rule)}

    def _of_words(self, unit: Unit, asked: Asked, near: float) -> dict[str, float]:
        """Return what the words of a question say of a piece, whatever detail is asked."""
        above = "\n".join((self._title, *unit.above))
        rows = (*asked.concepts, *asked.loose)
        own_rows = [row for row in rows if _holds(unit.own, row)]
        any_rows = [row for row in rows if _holds(unit.own + above, row)]
        held, stood_under = self._shares(asked, unit.own, "\n".join(unit.above))
        scope = f"{above}\n{unit.scope}"
        absent = [word for word in asked.telling if word not in scope]
        needed = [row for row in asked.concepts if not _holds(scope, row)]
        nowhere = [asked.telling[word] for word in absent if word not in self._whole]
        return {
            "near": near,
            "own_share": held,
            "above_share": stood_under,
            "own_concepts": len(own_rows) / len(rows) if rows else 0.0,
            "any_concepts": len(any_rows) / len(rows) if rows else 0.0,
            "absent": min(sum(nowhere), _MOST_ABSENT),
            "absent_concepts": float(sum(not _holds(self._whole, row) for row in needed)),
            "elsewhere": float(len(absent) - len(nowhere)),
            "concepts_elsewhere": float(sum(_holds(self._whole, row) for row in needed)),
            "length": min(len(unit.own), 200) / 100,
            "several": float(len(unit.lines) > 1),
            "row_unnamed": float(bool(unit.cells) and not held),
        }

    def _called(self, unit: Unit, rule: DetailRules) -> dict[str, float]:
        """Return what a piece shows and is called, whatever the question; kept once known."""
        key = id(unit), id(rule)
        if key not in self._known:
            self._known[key] = {
                "shows": float(bool(rule.shows.search(unit.said))),
                "names": float(bool(rule.names.search(unit.own))),
                "names_above": float(any(map(rule.names.search, unit.above))),
                "called_otherwise": float(_called_otherwise(unit, rule)),
                "list_asked": float(len(unit.lines) > 1 and rule.listed),
            }
        return self._known[key]

    def weighed(self, detail: str, asked: Asked) -> list[tuple[Unit, dict[str, float]]]:
        """Return every piece that could hold a detail, each with its features."""
        rule = notice_rules().details[detail]
        return [
            (unit, self.features(unit, rule, asked, near))
            for unit, near in zip(self._units, self._nearness(asked), strict=True)
            if self._could_hold(unit, detail) and not _of_other_years(unit, asked)
        ]

    def _of_another_body(self, unit: Unit, asked: Asked) -> bool:
        """Tell whether a piece is of another body (街道, 小学 …) than the one asked about.

        Where the document names several of the kind and not this one, everything in it is.
        """
        kinds = {body: notice_rules().body.fullmatch(body) for body in asked.bodies}
        return any(
            bodies_in(unit.said, match["kind"]) - {body}
            if body in self._whole
            else len(bodies_in(self._whole, match["kind"])) > 1
            for body, match in kinds.items()
            if match and body not in unit.scope
        )

    def _nearness(self, asked: Asked) -> list[float]:
        """Return how much nearer in meaning each piece is than the document's pieces are."""
        cosines = self._cosines(asked)
        return [float(near) for near in (cosines - cosines.mean()) * _SPREAD]

    def _cosines(self, asked: Asked) -> npt.NDArray[np.float64]:
        """Return the likeness of each piece to a question; the same for all without vectors."""
        if asked.vector is None or any(vector is None for vector in self._vectors):
            return np.full(len(self._units), _LIKE_ANY)
        kept = np.stack([v for v in self._vectors if v is not None])
        return np.asarray(kept @ asked.vector, np.float64)

    @cached_property
    def _paired(self) -> PairedPieces | None:
        """The words of title and pieces; ``None`` where some are not kept."""
        if self._words_of is None or not self._units:
            return None
        words = self._words_of([self._title, *(unit.compared for unit in self._units)])
        known = tuple(each for each in words if each is not None)
        return PairedPieces(known[0], known[1:]) if len(known) == len(words) else None

    @cached_property
    def _vectors(self) -> Sequence[Vectors | None]:
        if self._vectors_of is None or not self._units:
            return [None]
        return self._vectors_of([unit.compared for unit in self._units])

    def _shares(self, asked: Asked, own: str, above: str) -> tuple[float, float]:
        """Return the share of the question's character pairs in the words, and above them."""
        weights = self._pairs_of(asked.bare)
        total = sum(weights.values()) or 1.0
        held = sum(weight for pair, weight in weights.items() if pair in own)
        return held / total, sum(w for p, w in weights.items() if p in above) / total

    def _pairs_of(self, bare: str) -> dict[str, float]:
        """Return the character pairs of a question, each with how telling it is here."""
        known = self._pairs
        if known[0] != bare:
            pairs = {a + b for a, b in pairwise(bare) if a.isalnum() and b.isalnum()}
            # What the title says the whole document is about: it tells no piece from another.
            weights = {p: self._rarity.get(p, 0.0) for p in pairs if p not in self._title}
            known = self._pairs = bare, weights
        return known[1]


_NAME = 20
_MOST_ABSENT = 20.0


def chances_of(
    features: Sequence[Mapping[str, float]], weights: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    """Return how likely each piece holds what is asked; the rest is that none of them does."""
    return _shares(
        [
            weights["always"] + sum(weights[name] * value for name, value in piece.items())
            for piece in features
        ]
    )


def _shares(logits: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return chances that add up to one with that of none, whose logit is nothing."""
    odds = np.exp(np.array([*logits, 0.0]) - max([0.0, *logits]))
    chances: npt.NDArray[np.float64] = odds[:-1] / odds.sum()
    return chances


def _weighted(weights: Mapping[str, float], signals: Mapping[str, float]) -> float:
    return sum(weight * signals[name] for name, weight in weights.items())


def overlap(one: Unit, other: Unit) -> bool:
    """Tell whether one of two pieces is the other or a part of it."""
    # The words of a whole table are its heads alone, which none of its rows says.
    return one is other or one.own in other.said or other.own in one.said


def _sure(piece: Unit, weighed: Iterable[_Weighed]) -> float:
    """Return the chance of a piece with those of what it holds and of what holds it.

    A line and the list it stands in are not rivals: what speaks for one speaks for both.
    """
    return sum(one.chance for one in weighed if overlap(piece, one.unit))


def _of_other_years(unit: Unit, asked: Asked) -> bool:
    """Tell whether a piece says what holds in other years than those asked for."""
    named = years_in(unit.own) if asked.years else ()
    return bool(named) and not set(named) & set(asked.years)


def _called_otherwise(unit: Unit, rule: DetailRules) -> bool:
    """Tell whether what names the piece names another detail than the one asked for."""
    if any(rule.names.search(head) for head in unit.heads):
        return False
    called = unit.above[0] if unit.above else unit.own[:_NAME]
    others = (other for other in notice_rules().details.values() if other is not rule)
    return not rule.names.search(called) and any(other.names.search(called) for other in others)


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    """Return how telling each character pair is in this document: rare ones more."""
    counts = Counter(
        pair for text in texts for pair in {a + b for a, b in pairwise(text) if a.isalnum()}
    )
    return {pair: log(1 + len(texts) / count) for pair, count in counts.items()}
