"""Plain text: paragraphs out of lines, whether the lines are wrapped or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
        goes_on = column > 0 and len(line) >= _FULL * column and not ended
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


def _column_width(lines: Sequence[str]) -> int:
    lengths = [len(line) for line in lines if line]
    if len(lengths) < _LEAST_LINES or max(lengths) > _WIDEST_WRAP:
        return 0
    return max(lengths)


def _glue(before: str, after: str) -> str:
    return " " if _ASCII_WORD_END.search(before) and after[0].isascii() else ""
