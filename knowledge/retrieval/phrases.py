"""How much of a question stands word for word in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def longest_shared(question: str, text: str) -> int:
    """Return the length of the longest piece of ``question`` that stands in ``text``."""
    best = start = 0
    while start + best < len(question):
        while start + best < len(question) and question[start : start + best + 1] in text:
            best += 1
        start += 1
    return best


def covered(rarity: Mapping[str, float], text: str) -> float:
    """Return the share of information in the terms of ``rarity`` that ``text`` holds, 0 to 1."""
    whole = sum(rarity.values())
    if not whole:
        return 0.0
    return sum(weight for term, weight in rarity.items() if term in text) / whole


def pieces(question: str) -> Iterable[str]:
    """Return the parts of a question between the blanks that were cut into it."""
    return question.split() or [question]
