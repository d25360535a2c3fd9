"""A message as clauses, and the windows over them that the topic model reads.

One vector over a long letter always names something; a clause says one thing. Repetition says
nothing new and is left out, and however long a message is, few windows are made of it.
"""

from __future__ import annotations

from itertools import pairwise

from nlu.language.patterns import linear

_BREAK = linear(r"(?<=[,。?!;:…~])|\s{1,99}|(?=还有|还想|另外|顺便|再就是|同时|以及)")
_BETWEEN_LATIN_WORDS = linear(r"([A-Za-z0-9'’])\s{1,99}([A-Za-z0-9])")
_HELD = "\x02"  # nothing that people type
EDGES = " ,。?!;:…~、"
"""Marks that end a clause and belong to none."""
_SHORTEST = 5
_LONGEST = 60
_LONGEST_PHRASE = 16
_PAIRED_UP_TO = 6
_PIECE = 50
_PIECES_FIRST = 8
_PIECES_LAST = 4
_OPENING = 120


def clauses(text: str) -> list[str]:
    """Return the different clauses of a text in normal form, in their order.

    What is shorter than five characters joins its neighbour; what is longer than sixty is cut. A
    blank ends a clause of Chinese, where people set few commas, and no word of English.
    """
    held = text
    for _ in range(2):  # a word of one letter is the end of one match and the beginning of the next
        held = _BETWEEN_LATIN_WORDS.sub(rf"\1{_HELD}\2", held)
    broken = _BREAK.split(without_repetition(held))
    parts = (part.replace(_HELD, " ").strip(EDGES) for part in broken)
    found: list[str] = []
    for part in dict.fromkeys(filter(None, parts)):
        for start in range(0, len(part), _LONGEST):
            piece = part[start : start + _LONGEST]
            if found and min(len(piece), len(found[-1])) < _SHORTEST:
                found[-1] += f",{piece}"
            else:
                found.append(piece)
    return found


def windows(found: list[str]) -> list[str]:
    """Return clauses and pairs of neighbours; of a letter, pieces of about fifty characters.

    A letter is one of more than six clauses. Of its pieces the first eight and the last four are
    read, so that a message of any length takes the same bounded time.
    """
    if not is_letter(found):
        return found + [f"{left},{right}" for left, right in pairwise(found)]
    pieces: list[str] = []
    for clause in found:
        if pieces and len(pieces[-1]) + len(clause) < _PIECE:
            pieces[-1] += f",{clause}"
        else:
            pieces.append(clause)
    return [*pieces[:_PIECES_FIRST], *pieces[_PIECES_FIRST:][-_PIECES_LAST:]]


def is_letter(found: list[str]) -> bool:
    """Tell a text of more than six clauses."""
    return len(found) > _PAIRED_UP_TO


def opening(found: list[str]) -> str:
    """Return the beginning of a text, read as a whole beside its windows."""
    return ",".join(found)[:_OPENING]


def without_repetition(text: str) -> str:
    """Return the text with a phrase that stands three times or more in a row said once.

    >>> without_repetition("救命钱救命钱救命钱救命钱在哪")
    '救命钱在哪'
    """
    kept: list[str] = []
    at = 0
    while at < len(text):
        size = _repeated_at(text, at)
        step = max(size, 1)
        kept.append(text[at : at + step])
        phrase = text[at : at + size]
        at += step
        while size and text.startswith(phrase, at):
            at += size
    return "".join(kept)


def _repeated_at(text: str, at: int) -> int:
    """Return the length of the phrase that stands three times from ``at`` on, or 0."""
    nearby = text[at + 2 : at + _LONGEST_PHRASE + 1]
    for size, char in enumerate(nearby, 2):
        if char == text[at] and text.startswith(text[at : at + size] * 2, at + size):
            return size
    return 0
