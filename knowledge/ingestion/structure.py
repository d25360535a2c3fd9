"""Where a paragraph stands: 第三条, 一、(二), “办理流程”第2段, 第4页."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from knowledge.ingestion.documents import Block, RawBlock

_NUMBER = "[一二三四五六七八九十百零〇两]+"
_INT = r"\d{1,3}"

# Words after an article number that make it a reference (第三条规定的…), not the article itself.
_REFERENCE = (
    r"(?!\s*(?:规定|所称|所列|所述|第|之?中|中的|的|和|、|,|，|至|到|及|以及|或|或者|款|项|要求))"
)


@dataclass(frozen=True)
class Numbering:
    """One way to number points; ``rank`` orders them from the outermost inwards."""

    rank: int
    pattern: re.Pattern[str]


def _numbering(rank: int, pattern: str) -> Numbering:
    return Numbering(rank, re.compile(pattern))


_ARTICLE_RANK = 4
_NUMBERINGS = (
    _numbering(1, rf"(?P<label>第(?:{_NUMBER}|{_INT})编){_REFERENCE}"),
    _numbering(2, rf"(?P<label>第(?:{_NUMBER}|{_INT})章){_REFERENCE}"),
    _numbering(3, rf"(?P<label>第(?:{_NUMBER}|{_INT})节){_REFERENCE}"),
    _numbering(4, rf"(?P<label>第(?:{_NUMBER}|{_INT})条(?:之{_NUMBER})?){_REFERENCE}"),
    _numbering(5, rf"(?P<label>{_NUMBER}、)(?!{_NUMBER}、)"),
    _numbering(6, rf"(?P<label>[(（]{_NUMBER}[)）])"),
    _numbering(7, rf"(?P<label>{_INT}(?:[.．](?!\d)|、(?!\d+[、.．])))"),
    _numbering(8, rf"(?P<label>[(（]{_INT}[)）])"),
)

# Scraped text often lost its line breaks: a point may begin behind a space or a finished sentence.
_INLINE_POINT = re.compile(
    r"(?:(?<=[。；;！？：:])(?<!\d[：:])\s*|\s+)(?="
    + "|".join(numbering.pattern.pattern.replace("?P<label>", "?:") for numbering in _NUMBERINGS)
    + ")"
)
# Chinese puts no space behind a full stop, so one there is a lost line break too.
_INLINE_PARAGRAPH = re.compile(r"(?<=[。！？])\s+")

_ENDS_SENTENCE = re.compile(r"[。！？；：!?;:,，、…][”』」’）)]*$")
_LONGEST_HEADING = 40


@dataclass
class _Level:
    label: str
    rank: int
    depth: int


@dataclass
class _Position:
    """The open headings and points, outermost first, and the paragraphs since the last."""

    levels: list[_Level] = field(default_factory=list)
    paragraphs: int = 0

    def open_heading(self, text: str, depth: int) -> None:
        while self.levels and not 0 < self.levels[-1].depth < depth:
            self.levels.pop()
        self.levels.append(_Level(f"“{text[:_LONGEST_HEADING]}”", 0, depth))
        self.paragraphs = 0

    def open_point(self, label: str, rank: int, depth: int) -> None:
        while self.levels and (self.levels[-1].rank >= rank or 0 < depth <= self.levels[-1].depth):
            self.levels.pop()
        self.levels.append(_Level(_tidy(label), rank, depth))
        self.paragraphs = 0

    def locator(self, page: int) -> str:
        shown = self.levels
        articles = [i for i, level in enumerate(shown) if level.rank == _ARTICLE_RANK]
        if articles:
            # Articles are numbered through the whole document; chapters add nothing to a citation.
            shown = shown[articles[-1] :]
        if not shown and page:
            return f"第{page}页"
        labels = "".join(level.label for level in shown)
        numbered = bool(shown) and shown[-1].rank > 0
        return labels if numbered or not self.paragraphs else f"{labels}第{self.paragraphs}段"


def split_lost_lines(blocks: Iterable[RawBlock]) -> Iterator[RawBlock]:
    """Yield ``blocks`` with points and paragraphs that stand inside a line on their own."""
    for block in blocks:
        for paragraph in _INLINE_PARAGRAPH.split(block.text):
            for text in _INLINE_POINT.split(paragraph):
                if text.strip():
                    yield replace(block, text=text.strip())


def locate(blocks: Iterable[RawBlock]) -> tuple[Block, ...]:
    """Return ``blocks`` with the place of each in the document's own numbering."""
    position = _Position()
    return tuple(_locate_one(block, position) for block in blocks)


def point_of(text: str) -> Numbering | None:
    """Return the numbering a paragraph begins with, if any."""
    return next((numbering for numbering in _NUMBERINGS if numbering.pattern.match(text)), None)


def looks_like_heading(text: str) -> bool:
    """Tell whether a line is short and is no sentence."""
    return len(text) <= _LONGEST_HEADING and not _ENDS_SENTENCE.search(text)


def _locate_one(block: RawBlock, position: _Position) -> Block:
    numbering = point_of(block.text)
    heading = block.level > 0
    if numbering:
        match = numbering.pattern.match(block.text)
        assert match is not None
        position.open_point(match["label"], numbering.rank, block.level)
        heading = heading or (numbering.rank <= 6 and looks_like_heading(block.text))
    elif heading:
        position.open_heading(block.text, block.level)
    else:
        position.paragraphs += 1
    is_article = numbering is not None and numbering.rank == _ARTICLE_RANK
    return Block(
        text=block.text,
        locator=position.locator(block.page),
        heading=heading and not is_article,
        opens_point=heading or numbering is not None,
        opens_article=is_article,
    )


def _tidy(label: str) -> str:
    return label.replace("（", "(").replace("）", ")").replace("．", ".")
