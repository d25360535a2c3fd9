"""A document as an outline: headings and introductions with what stands below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.ingestion.documents import Block
from knowledge.ingestion.readers.tables import CELL
from knowledge.ingestion.structure import point_of

_INTRODUCES = re.compile(r"[:：?？]\s*$")
_QUESTION = re.compile(r"[?？]\s*$")
_SPEAKER = re.compile(r"^[问答QA]\s*[:：.．]\s*")
_ENDS_LIST = re.compile(r"[。！]\s*$")
_POINT_LABEL = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*|[•·●▪◆■]\s*)")
_BRACKETED = re.compile(r"^【([^】]{2,20})】")
_HEADING_RANK, _LEAF_RANK, _INTRO_RANK = 0, 100, 50
_LONGEST_HEADING = 40
_SECTION_RANK = 5

_OF_ONE = re.compile(r"\d{5,}|\d\s*[:：]\s*\d\d")
"""A number that belongs to one row of a table and names none of its columns."""


@dataclass(eq=False)
class Node:
    """One line and what stands below it; ``header`` is the first row of its table."""

    text: str
    locator: str
    rank: int
    header: tuple[str, ...] = ()
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table row; empty for other lines."""
        return tuple(self.text.split(CELL)) if CELL in self.text else ()

    @property
    def stands_alone(self) -> bool:
        """Whether it is a row that cannot head others: it has a telephone number or hours.

        Where a picture's reader joined two cells, a row has fewer than its table has columns.
        """
        return bool(self.cells) and not self.header and _OF_ONE.search(self.text) is not None

    @property
    def asks(self) -> bool:
        """Whether it is a question that what stands below it answers."""
        return bool(self.children) and _QUESTION.search(self.text) is not None

    @property
    def label(self) -> str:
        """The words that name what follows: a heading, or what stands before a colon."""
        bare = _SPEAKER.sub("", _POINT_LABEL.sub("", self.text))
        if self.asks:
            return bare
        if bracketed := _BRACKETED.match(bare):
            return bracketed[1]
        before, colon, _ = bare.partition("：") if "：" in bare else bare.partition(":")
        if colon and len(before) <= _LONGEST_HEADING:
            return before
        return bare if self.children and len(bare) <= _LONGEST_HEADING else ""

    def above(self) -> Iterator[Node]:
        """Yield what it stands under, innermost first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def below(self) -> Iterator[Node]:
        """Yield everything below, in reading order."""
        for child in self.children:
            yield child
            yield from child.below()


def outline(blocks: Sequence[Block]) -> list[Node]:
    """Return every line of a document in reading order, linked to what it stands under."""
    nodes: list[Node] = []
    open_nodes: list[Node] = []
    header: tuple[str, ...] = ()
    for block in blocks:
        node = Node(block.text, block.locator, _rank(block))
        if CELL in block.text:
            if len(header) == len(node.cells):
                node.header = header
            elif not node.stands_alone:
                header = node.cells
        else:
            header = ()
            _close(open_nodes, node)
        if open_nodes:
            node.parent = open_nodes[-1]
            node.parent.children.append(node)
        nodes.append(node)
        if CELL not in block.text and node.rank < _LEAF_RANK:
            open_nodes.append(node)
    return nodes


def _rank(block: Block) -> int:
    numbering = point_of(block.text)
    if numbering is not None:
        return numbering.rank
    if block.heading:
        return _HEADING_RANK
    return _INTRO_RANK if _INTRODUCES.search(block.text) else _LEAF_RANK


def _close(open_nodes: list[Node], node: Node) -> None:
    """Close what a line does not stand under: points of its rank or deeper, and ended lists."""
    while open_nodes and not _holds(open_nodes, node):
        open_nodes.pop()


def _holds(open_nodes: Sequence[Node], node: Node) -> bool:
    last = open_nodes[-1]
    if last.rank != _INTRO_RANK:
        return node.rank > last.rank
    if node.rank <= _SECTION_RANK:
        return False  # 各街道办事处：and 现将有关事项公告如下：introduce no section
    outer = [each.rank for each in open_nodes[:-1] if each.rank != _INTRO_RANK]
    if outer and node.rank <= outer[-1]:
        return False
    if not last.children:
        return node.rank != _INTRO_RANK
    ended = bool(_ENDS_LIST.search(last.children[-1].text))
    return node.rank >= last.children[0].rank and not (ended and node.rank == _LEAF_RANK)
