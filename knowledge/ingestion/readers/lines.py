"""Plain text: paragraphs out of lines, whether the lines are wrapped or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.readers.tables import CELL
from knowledge.ingestion.structure import point_of

_ENDS_PARAGRAPH = re.compile(r"[。！？；：!?;:][”』」’）)]*$")
# 发布日期：… begins a line of its own.
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,6}[:：]")
_ASCII_WORD_END = re.compile(r"[!-~]$")
# Lines of a wrapped text are about equally long; nobody wraps wider than this.
_WIDEST_WRAP = 60
_FULL = 0.85
# … but some readers give two lines of the page as one.
_TWO_IN_ONE = 0.1
# The sheer number of lines tells wrapping from a text of short paragraphs.
_LEAST_LINES = 4


def read_text(text: str) -> Extracted:
    """Read plain text: a paragraph per line, or per run of lines that were wrapped."""
    return Extracted(tuple(RawBlock(line) for line in join_wrapped(text.splitlines())))


def join_wrapped(lines: Iterable[str]) -> list[str]:
    """Return paragraphs: a line that fills the column without ending goes on in the next.

    A blank line always ends a paragraph, and so does a following point (第…条, 一、, …).
    """
    stripped = [line.strip() for line in lines]
    column = _column_width(stripped)
    paragraphs: list[str] = []
    goes_on = False
    for line in stripped:
        if not line:
            goes_on = False
            continue
        if goes_on and not point_of(line):
            paragraphs[-1] += _glue(paragraphs[-1], line) + line
        else:
            paragraphs.append(line)
        ended = _ENDS_PARAGRAPH.search(line) or CELL in line
        goes_on = column > 0 and _width(line) >= _FULL * column and not ended
    return paragraphs


def join_soft_breaks(text: str) -> list[str]:
    """Return the paragraphs of a text whose line breaks mean nothing but wrapping.

    People also end a paragraph with one break where a blank line is due, so a break behind a
    finished sentence, or before a point, counts.
    """
    paragraphs: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        begins = point_of(line) or _LABELLED.match(line)
        if paragraphs and not _ENDS_PARAGRAPH.search(paragraphs[-1]) and not begins:
            paragraphs[-1] += _glue(paragraphs[-1], line) + line
        else:
            paragraphs.append(line)
    return paragraphs


def _column_width(lines: Sequence[str]) -> float:
    """Return how wide the column is that the lines were wrapped to, 0 where they were not."""
    widths = [_width(line) for line in lines if line]
    column = max((width for width in widths if width <= _WIDEST_WRAP), default=0.0)
    wider = sum(width > column for width in widths)
    if len(widths) < _LEAST_LINES or wider > _TWO_IN_ONE * len(widths):
        return 0
    return column


def _width(line: str) -> float:
    """Return how much room a line takes, in Chinese characters."""
    return sum(1.0 if east_asian_width(char) in "WF" else 0.5 for char in line)


def _glue(before: str, after: str) -> str:
    return " " if _ASCII_WORD_END.search(before) and after[0].isascii() else ""
