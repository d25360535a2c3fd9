"""Whether two documents have the same words, however their files were made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_WINDOW = 6
# What a head, a foot or a page number adds to one of two files.
_SAME = 0.92
_LEAST = 40


def words_of(texts: Iterable[str]) -> str:
    """Return letters and digits only, in one width: blanks and punctuation differ by format."""
    joined = unicodedata.normalize("NFKC", "".join(texts)).lower()
    return "".join(char for char in joined if char.isalnum())


def is_same(words: str, other: str) -> bool:
    """Tell whether two texts, in the form of :func:`words_of`, are one notice.

    Every digit counts: the notice of another year or with another fee is another notice.
    """
    if min(len(words), len(other)) < _LEAST or _digits(words) != _digits(other):
        return words == other
    first, second = _windows(words), _windows(other)
    shared = len(first & second)
    return shared >= _SAME * max(len(first), len(second))


def _digits(words: str) -> list[str]:
    return [char for char in words if char.isdigit()]


def _windows(words: str) -> set[str]:
    return {words[start : start + _WINDOW] for start in range(len(words) - _WINDOW + 1)}
