"""Cuts a text into messages that Telegram accepts, at the ends of sentences."""

from __future__ import annotations

import re

MESSAGE = 4096
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


def units(text: str) -> int:
    """Return the length as Telegram counts it: in UTF-16 code units."""
    return len(text) + sum(ord(char) > _OUTSIDE_BMP for char in text)


def split(text: str, limit: int = MESSAGE) -> list[str]:
    """Return the text in pieces of at most ``limit`` units; nothing but blanks at cuts is lost."""
    pieces = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def _cut(text: str, limit: int) -> int:
    """Return where the first piece ends, preferring sentence ends in its second half."""
    longest = _fitting(text, limit)
    head = text[:longest]
    for end in _ENDS:
        found = [match.end() for match in end.finditer(head)]
        if found and found[-1] >= longest * _FULL_ENOUGH:
            return found[-1]
    return longest


def _fitting(text: str, limit: int) -> int:
    """Return how many characters fit into ``limit`` units."""
    used = 0
    for position, char in enumerate(text):
        used += 2 if ord(char) > _OUTSIDE_BMP else 1
        if used > limit:
            return max(position, 1)
    return len(text)
