"""Finds the asked detail in one document: a sentence, a row of a table, or a list that stays one.

Nothing is worded anew. Every piece of the document is weighed by its likeness to the question in
meaning and words, by whether it shows the asked detail (a date, an amount, a document to bring),
and by what the question names and neither the piece nor anything above it does. The weights were
learned from questions and notices, see ``docs/decisions/notices.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from math import log

import numpy as np
import numpy.typing as npt

from knowledge.answers.notices.asked import Asked, bodies_in, years_in
from knowledge.answers.notices.rules import DetailRules, notice_rules
from knowledge.ingestion.documents import Block
from knowledge.ingestion.units import Unit, by_column, units
from nlu.embedding import Vectors

VectorsOf = Callable[[Sequence[str]], Sequence[Vectors | None]]
"""Returns the vectors of texts as far as they are kept."""

_SPREAD = 30.0


@dataclass(frozen=True)
class Found:
    """The words of a document that hold a detail.

    Attributes:
        lines: as the document has them; more than one is a list or rows of a table.
        locator: where they begin.
        score: how well they fit, to compare findings with each other.
        left_out: how many further lines the list has.
    """

    lines: tuple[str, ...]
    locator: str
    score: float
    left_out: int = 0


@dataclass(frozen=True)
class _Weighed:
    unit: Unit
    chance: float


class Finder:
    """Finds details in one document."""

    def __init__(
        self, title: str, blocks: Sequence[Block], vectors_of: VectorsOf | None = None
    ) -> None:
        """Take the document's title and lines, and where the vectors of its pieces are kept."""
        self._title = title
        self._units = units(blocks)
        self._vectors_of = vectors_of
        self._whole = "\n".join([title, *(block.text for block in blocks)])
        self._rarity = _rarity([unit.own for unit in self._units])

    def find(self, detail: str, asked: Asked, *, ended: bool = False) -> Found | None:
        """Return where the document holds a detail of what is asked, or ``None``.

        Args:
            detail: its name.
            asked: the question.
            ended: the document holds no longer, and is told with a caution.
        """
        rules = notice_rules()
        least = rules.least_ended if ended else rules.least_chance
        ranked = self._ranked(detail, asked)
        if not ranked:
            return None
        piece = ranked[0].unit
        sure = _sure(piece, ranked)
        if sure < least or self._of_another_body(piece, asked):
            return None
        return _shown(piece, rules.details[detail], asked, sure)

    def nearest(self, detail: str, asked: Asked) -> list[Found]:
        """Return the lines that come nearest to a detail where none surely holds it, best first.

        Each shows what is asked for (a number, a day), and none is a list or a table.
        """
        rules = notice_rules()
        rule, ranked = rules.details[detail], self._ranked(detail, asked)
        lines = (
            one
            for one in ranked
            if len(one.unit.lines) == 1
            and rule.shows.search(one.unit.own)
            and not self._of_another_body(one.unit, asked)
        )
        return [
            Found((_near_line(one.unit),), one.unit.locator, one.chance)
            for one in islice(lines, rules.most_near)
            if _sure(one.unit, ranked) >= rules.least_near
        ]

    def _ranked(self, detail: str, asked: Asked) -> list[_Weighed]:
        """Return the pieces that could hold a detail with their chances, likeliest first."""
        weighed = self.weighed(detail, asked)
        if not weighed:
            return []
        chances = chances_of([features for _, features in weighed], notice_rules().weights)
        ranked = [
            _Weighed(unit, float(chance))
            for (unit, _), chance in zip(weighed, chances, strict=True)
        ]
        return sorted(ranked, key=lambda one: -one.chance)

    def named(self, detail: str) -> Found | None:
        """Return the first words of a detail that the document calls by name."""
        rule = notice_rules().details[detail]
        for unit in self._units:
            called = (unit.own[:_NAME], *unit.above[:1], *unit.heads)
            if rule.shows.search(unit.own) and any(map(rule.names.search, called)):
                return _shown(unit, rule, None, 1.0)
        return None

    def features(
        self, unit: Unit, rule: DetailRules, asked: Asked, near: float
    ) -> dict[str, float]:
        """Return what speaks for and against a piece, by the names of the weights."""
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
            "shows": float(bool(rule.shows.search(unit.said))),
            "names": float(bool(rule.names.search(unit.own))),
            "names_above": float(any(map(rule.names.search, unit.above))),
            "own_concepts": len(own_rows) / len(rows) if rows else 0.0,
            "any_concepts": len(any_rows) / len(rows) if rows else 0.0,
            "absent": min(sum(nowhere), _MOST_ABSENT),
            "absent_concepts": float(sum(not _holds(self._whole, row) for row in needed)),
            "elsewhere": float(len(absent) - len(nowhere)),
            "concepts_elsewhere": float(sum(_holds(self._whole, row) for row in needed)),
            "length": min(len(unit.own), 200) / 100,
            "several": float(len(unit.lines) > 1),
            "list_asked": float(len(unit.lines) > 1 and rule.listed),
            "row_unnamed": float(bool(unit.cells) and not held),
            "called_otherwise": float(_called_otherwise(unit, rule)),
        }

    def weighed(self, detail: str, asked: Asked) -> list[tuple[Unit, dict[str, float]]]:
        """Return every piece that could hold a detail, each with its features."""
        rules = notice_rules()
        rule = rules.details[detail]
        others = [rules.details[other] for other in rules.alternatives.get(detail, ())]
        return [
            (unit, self.features(unit, rule, asked, near))
            for unit, near in zip(self._units, self._nearness(asked), strict=True)
            if any(shown.shows.search(unit.said) for shown in (rule, *others))
            and not _of_other_years(unit, asked)
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
        nothing = [0.0] * len(self._units)
        if asked.vector is None or any(vector is None for vector in self._vectors):
            return nothing
        cosines = np.stack([v for v in self._vectors if v is not None]) @ asked.vector
        return [float(near) for near in (cosines - cosines.mean()) * _SPREAD]

    @cached_property
    def _vectors(self) -> Sequence[Vectors | None]:
        if self._vectors_of is None or not self._units:
            return [None]
        return self._vectors_of([unit.compared for unit in self._units])

    def _shares(self, asked: Asked, own: str, above: str) -> tuple[float, float]:
        """Return the share of the question's character pairs in the words, and above them."""
        pairs = {a + b for a, b in pairwise(asked.bare) if a.isalnum() and b.isalnum()}
        # What the title says the whole document is about: it tells no piece from another.
        weights = {p: self._rarity.get(p, 0.0) for p in pairs if p not in self._title}
        total = sum(weights.values()) or 1.0
        held = sum(weight for pair, weight in weights.items() if pair in own)
        return held / total, sum(w for p, w in weights.items() if p in above) / total


_NAME = 20
_MOST_ABSENT = 20.0


def chances_of(
    features: Sequence[Mapping[str, float]], weights: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    """Return how likely each piece holds what is asked; the rest is that none of them does."""
    logits = [
        weights["always"] + sum(weights[name] * value for name, value in piece.items())
        for piece in features
    ]
    odds = np.exp(np.array([*logits, 0.0]) - max(0.0, *logits))
    chances: npt.NDArray[np.float64] = odds[:-1] / odds.sum()
    return chances


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


def _shown(unit: Unit, rule: DetailRules, asked: Asked | None, score: float) -> Found:
    rules = notice_rules()
    if asked and unit.cells:
        unit = _columns(unit, rule, asked)
    lines = tuple(_cut(line, rules.longest_line) for line in unit.lines)
    shown = lines[: rules.most_lines]
    return Found(shown, unit.locator, score, len(lines) - len(shown))


def _columns(unit: Unit, rule: DetailRules, asked: Asked) -> Unit:
    """Keep of a wide row what names it and the columns that are called as what is asked."""
    heads, cells = unit.heads, unit.cells
    called = [
        i
        for i, head in enumerate(heads)
        if i and (rule.names.search(head) and rule.shows.search(cells[i]))
    ]
    if len(cells) <= 2 or not called:
        return unit
    return replace(unit, lines=(by_column(heads, cells, [0, *called]),))


def _near_line(unit: Unit) -> str:
    """Return the words of a piece, with the rest of a paragraph that is short enough."""
    longest = notice_rules().longest_near
    told = unit.lines[0]
    return told if len(told) <= longest else _cut(unit.own, longest)


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[:longest]}……"
