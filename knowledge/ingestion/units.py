"""A document piece by piece: what of it can be told as an answer that stands by itself.

A piece is a sentence, a row of a table with its heads, a list with what introduces it, or a whole
table. Its words are those of the document; nothing is worded anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.ingestion.documents import Block
from knowledge.ingestion.outline import Node, outline
from knowledge.ingestion.readers.tables import EMPTY
from knowledge.ingestion.recognition import without_signature
from knowledge.ingestion.structure import looks_like_heading

CUT = 4
"""Which way of cutting this is: vectors of pieces cut another way are made anew."""

_SENTENCE = re.compile(r"[^。！；]*[。！；]?")
"""A question belongs to the sentence behind it, which answers it."""
_TOLD_WHOLE = 140
"""Characters up to which a paragraph is told whole, around the sentence that was found."""
_LABEL = 24
_SAYS = re.compile(r"[:：]\s*[^\s:：]|\d\s*[:：]\s*\d")


@dataclass(frozen=True)
class Unit:
    """One piece of a document.

    Attributes:
        own: the words that say it.
        lines: what is told of it, as the document has it; more than one is a list or a table.
        above: the headings it stands under, innermost first, with the heads of its table.
        locator: where it begins.
        heads: the heads of the table a row stands in.
        cells: the cells of a row.
    """

    own: str
    lines: tuple[str, ...]
    above: tuple[str, ...]
    locator: str
    heads: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def compared(self) -> str:
        """The text whose meaning is compared with a question."""
        return f"{'；'.join(part[:_LABEL] for part in self.above[:2])}：{self.own}"

    @property
    def said(self) -> str:
        """Its words; of a table with its rows."""
        return "\n".join(self.lines) if len(self.lines) > 1 else self.own

    @property
    def scope(self) -> str:
        """Its words and those it stands under."""
        return "\n".join((*self.lines, self.own, *self.above))


def units(blocks: Sequence[Block]) -> list[Unit]:
    """Return the pieces of a document in reading order."""
    return [unit for node in outline(without_signature(blocks)) for unit in _of(node)]


def by_column(heads: Sequence[str], cells: Sequence[str], columns: Iterable[int]) -> str:
    """Return the named columns of a row, each under its head."""
    return "；".join(f"{heads[i]}：{cells[i]}" for i in columns if cells[i] != EMPTY)


def _of(node: Node) -> Iterator[Unit]:
    if node.header:
        if node.cells != node.header:
            yield _row(node)
    elif node.stands_alone:
        yield Unit(node.text, (node.text,), _above(node), node.locator)
    elif node.cells or _only_heads(node):
        return
    else:
        if len(list(node.below())) > 1:
            yield _whole(node)
        yield from _sentences(node)


def _only_heads(node: Node) -> bool:
    """Tell a line that says nothing by itself: a second title, an addressee."""
    alone = not node.children and node.parent is None
    heading = looks_like_heading(node.text) and not _SAYS.search(node.text)
    addresses = node.text.endswith(("：", ":")) and "。" not in node.text
    return alone and (heading or addresses)


def _row(node: Node) -> Unit:
    line = by_column(node.header, node.cells, range(len(node.cells)))
    if len(node.cells) == 2:
        line = "：".join(node.cells)
    return Unit(line, (line,), (*_above(node), *node.header), node.locator, node.header, node.cells)


def _whole(node: Node) -> Unit:
    """Return a heading or introduction with everything that stands below it."""
    below = [each for each in node.below() if not each.header or each.cells != each.header]
    rows = [_row(each).own for each in below if each.header]
    heads = {head: None for each in below for head in each.header}
    lines = [_row(each).own if each.header else each.text for each in below]
    said = [node.text, *heads] if rows else [node.text, *lines]
    return Unit("\n".join(said), (node.text, *lines), _above(node), node.locator)


def _sentences(node: Node) -> Iterator[Unit]:
    if node.asks or (node.children and looks_like_heading(node.text)):
        return
    label = (node.label,) if node.label and not node.children else ()
    for sentence in _SENTENCE.findall(node.text):
        if said := sentence.strip():
            told = node.text if len(node.text) <= _TOLD_WHOLE else said
            yield Unit(said, (told,), (*label, *_above(node)), node.locator)


def _above(node: Node) -> tuple[str, ...]:
    return tuple(above.label or above.text for above in node.above())
