"""Cuts a text into messages that a messenger accepts, at the ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Callable

MESSAGE = 4096
"""The longest message of Telegram, in UTF-16 code units."""

_OUTSIDE_BMP = 0xFFFF
# Best places to cut first: paragraphs, lines, sentences (with what closes them), clauses, spaces.
_ENDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n\s*\n",
        r"\n",
        r"[。！？!?…；;]+[”’」』）)\]】》]*",
        r"[，、,：:]+",
        r"\s+",
    )
)
_FULL_ENOUGH = 0.5

Measure = Callable[[str], int]


def units(text: str) -> int:
    """Return the length as Telegram counts it: in UTF-16 code units."""
    return len(text) + sum(ord(char) > _OUTSIDE_BMP for char in text)


def utf8_bytes(text: str) -> int:
    """Return the length as WeChat counts it: in bytes of UTF-8; a lone surrogate counts three."""
    return len(text.encode("utf-8", "surrogatepass"))


def split(text: str, limit: int = MESSAGE, measure: Measure = units) -> list[str]:
    """Return the text in pieces of at most ``limit``; nothing but blanks at cuts is lost.

    Args:
        text: of any length.
        limit: the longest piece.
        measure: how long a text is; the sum over its characters.
    """
    pieces = []
    rest = text.strip()
    while measure(rest) > limit:
        cut = _cut(rest, limit, measure)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def _cut(text: str, limit: int, measure: Measure) -> int:
    """Return where the first piece ends, preferring sentence ends in its second half."""
    longest = _fitting(text, limit, measure)
    head = text[:longest]
    for end in _ENDS:
        found = [match.end() for match in end.finditer(head)]
        if found and found[-1] >= longest * _FULL_ENOUGH:
            return found[-1]
    return longest


def _fitting(text: str, limit: int, measure: Measure) -> int:
    """Return how many characters fit into ``limit``."""
    used = 0
    for position, char in enumerate(text):
        used += measure(char)
        if used > limit:
            return max(position, 1)
    return len(text)
