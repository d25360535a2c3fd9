"""Finds the asked detail in one document: a sentence, a row of a table, or a list that stays one.

Nothing is worded anew. What is found must show the detail (a date, an amount, a document to bring)
and belong to what the question is about: every thing the question names must stand in the line,
above it, or in the title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from knowledge.answers.notices.asked import RULE, Asked
from knowledge.answers.notices.outline import Node, outline
from knowledge.answers.notices.rules import DetailRules, notice_rules
from knowledge.ingestion.documents import Block
from knowledge.ingestion.readers.tables import CELL, EMPTY
from knowledge.ingestion.recognition import without_signature

_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?")
_NAMED_HERE, _NAMED_ABOVE, _UNNAMED, _WHOLE_LIST = 1.0, 0.7, 0.0, 0.8
_FIT = 2.0


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
class _Candidate:
    lines: tuple[str, ...]
    node: Node
    context: str
    bonus: float


class Finder:
    """Finds details in one document."""

    def __init__(self, title: str, blocks: Sequence[Block]) -> None:
        """Take the document's title and lines."""
        self._title = title
        blocks = without_signature(blocks)
        self._nodes = outline(blocks)
        self._whole = "\n".join([title, *(block.text for block in blocks)])
        self._rarity = _rarity([block.text for block in blocks])

    def find(self, detail: str, asked: Asked) -> Found | None:
        """Return where the document holds a detail of what is asked, or ``None``."""
        found = self._find(detail, asked, sure=detail != RULE)
        if found is not None:
            return found
        others = notice_rules().alternatives.get(detail, ())
        return next((f for other in others if (f := self._find(other, asked, sure=False))), None)

    def named(self, detail: str, asked: Asked) -> Found | None:
        """Return the words of a detail only where the document calls it by name."""
        return self._find(detail, asked, sure=True)

    def _find(self, detail: str, asked: Asked, *, sure: bool) -> Found | None:
        """Find one detail; unless it is surely what is asked for, the words must fit closely."""
        rule = notice_rules().details[detail]
        scored = [
            (self._fit(asked, candidate), candidate)
            for candidate in self._candidates(rule)
            if rule.shows.search("\n".join(candidate.lines))
            and self._names_all(asked, f"{self._title}\n{candidate.context}")
        ]
        enough = notice_rules().share_alone
        held = [
            (candidate.bonus + _FIT * fit, candidate)
            for fit, candidate in scored
            if fit >= enough or (sure and candidate.bonus > _UNNAMED)
        ]
        if not held:
            return None
        score, best = max(held, key=lambda pair: pair[0])
        return _shown(best, score)

    def _candidates(self, rule: DetailRules) -> Iterator[_Candidate]:
        for node in self._nodes:
            if node.header:
                yield from _row(node, rule)
            elif node.cells:
                continue
            elif node.children and rule.names.search(node.label):
                yield _listed(node)
            else:
                yield from _sentences(node, rule)

    def _names_all(self, asked: Asked, scope: str) -> bool:
        if not all(any(word in scope for word in row) for row in asked.concepts):
            return False
        # A word that the document uses elsewhere belongs there, not here.
        stated = [word for word in asked.words if word in self._whole]
        return all(word in scope for word in (*asked.nouns, *stated))

    def _fit(self, asked: Asked, candidate: _Candidate) -> float:
        """Return the share of the question's telling words in the lines or above them."""
        pairs = {a + b for a, b in pairwise(asked.bare) if a.isalnum() and b.isalnum()}
        weights = {pair: self._rarity.get(pair, 0.0) for pair in pairs}
        own, context = "\n".join(candidate.lines), f"{self._title}\n{candidate.context}"
        held = sum(weight * _share([pair], own, context) for pair, weight in weights.items())
        rows = [row for row in (*asked.concepts, *asked.loose) if _share(row, self._whole, "")]
        held += sum(_share(row, own, context) for row in rows)
        total = sum(weights.values()) + len(rows)
        return held / total if total else 0.0


def _share(words: Sequence[str], own: str, context: str) -> float:
    """Return 1 for a word in the lines themselves, a half for one above them."""
    if any(word in own for word in words):
        return 1.0
    return 0.5 if any(word in context for word in words) else 0.0


def _row(node: Node, rule: DetailRules) -> Iterator[_Candidate]:
    """A row tells a detail in the column that is called so, or in the row that is."""
    cells = node.cells
    context = _context(node, [node.text])
    named = [i for i, head in enumerate(node.header) if rule.names.search(head)]
    if named:
        shown = [0, *(i for i in named if i)] if named != [0] else named
        yield _Candidate((_by_column(node, shown),), node, context, _NAMED_HERE)
    elif rule.names.search(cells[0]):
        yield _Candidate((_line(node),), node, context, _NAMED_HERE)
    elif any(rule.names.search(above.text) for above in node.above()):
        yield _Candidate((_line(node),), node, context, _NAMED_ABOVE)


def _listed(node: Node) -> _Candidate:
    below = list(node.below())
    if len(below) == 1:
        only = below[0]
        return _Candidate(
            (_line(only),), only, _context(only, [only.text]), _NAMED_HERE + _WHOLE_LIST
        )
    heads = {each.header for each in below}
    lines = [
        node.text,
        *(_line(each) for each in below if each.cells not in heads or not each.cells),
    ]
    context = _context(node, [node.text, *(each.text for each in below)])
    return _Candidate(tuple(lines), node, context, _NAMED_HERE + _WHOLE_LIST)


def _line(node: Node) -> str:
    """Return a line as it is read out: a row as name and value, a wider one by column."""
    if not node.header:
        return node.text.replace(CELL, "，")
    if len(node.cells) == 2:
        return "：".join(node.cells)
    return _by_column(node, range(len(node.cells)))


def _by_column(node: Node, columns: Iterable[int]) -> str:
    return "；".join(
        f"{node.header[i]}：{node.cells[i]}" for i in columns if node.cells[i] != EMPTY
    )


def _sentences(node: Node, rule: DetailRules) -> Iterator[_Candidate]:
    above = next((n for n in node.above() if rule.names.search(n.label or n.text)), None)
    for sentence in _SENTENCE.findall(node.text):
        if not sentence.strip():
            continue
        if rule.names.search(sentence):
            bonus = _NAMED_HERE
        elif above is not None or rule.names.search(node.label):
            bonus = _NAMED_ABOVE
        else:
            bonus = _UNNAMED
        yield _Candidate((sentence.strip(),), node, _context(node, [node.text]), bonus)


def _context(node: Node, lines: Sequence[str]) -> str:
    return "\n".join([*lines, *(above.text for above in node.above()), *node.header])


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    """Return how telling each character pair is in this document: rare ones more."""
    counts = Counter(
        pair for text in texts for pair in {a + b for a, b in pairwise(text) if a.isalnum()}
    )
    return {pair: log(1 + len(texts) / count) for pair, count in counts.items()}


def _shown(candidate: _Candidate, score: float) -> Found:
    rules = notice_rules()
    lines = tuple(_cut(line, rules.longest_line) for line in candidate.lines)
    shown = lines[: rules.most_lines]
    return Found(shown, candidate.node.locator, score, len(lines) - len(shown))


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[:longest]}……"
