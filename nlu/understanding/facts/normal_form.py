"""A message in one form, with the way back to what was typed.

``nlu.language.normalise`` serves searching: it shortens runs of a character and loses
positions. Phones (13800000000) must keep their runs, names their script, and masking has to find
its place in the original text, so this form keeps all three.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nlu.language.patterns import linear

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = "\u3400-\u9fff"
"""For character classes: the Han characters people type."""

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Sk"}
_SPACED_HAN = linear(rf"(?<![{HAN}])[{HAN}](?:[ \t]{{1,9}}[{HAN}](?![{HAN}])){{1,99}}")
_CLAUSE = linear(r"(?:[^,。;!?、\s~…|/.]|(?<=[0-9])\.(?=[0-9])){1,9999}")


@dataclass(frozen=True)
class Clause:
    """A stretch between punctuation marks; ``asked`` when a question mark follows."""

    text: str
    start: int
    end: int
    asked: bool


@dataclass(frozen=True)
class NormalText:
    """``text`` in half width and Simplified script; ``typed`` is the same in the typed script.

    Both have one character per entry of ``origin``, the index in the original message.
    """

    text: str
    typed: str
    origin: tuple[int, ...]

    def clauses(self) -> list[Clause]:
        """Return the clauses in order."""
        return [
            Clause(
                found.group(),
                found.start(),
                found.end(),
                asked=self.text[found.end() : found.end() + 1] == "?",
            )
            for found in _CLAUSE.finditer(self.text)
        ]


def normal_form(message: str) -> NormalText:
    """Fold width, script, digits and invisible characters of a message; never raises."""
    characters: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(message):
        for folded in _fold(char):
            characters.append(folded)
            origin.append(index)
    typed = "".join(characters)
    kept = _without_spaced_han(typed)
    typed = "".join(typed[index] for index in kept) if len(kept) < len(typed) else typed
    return NormalText(_simplify(typed), typed, tuple(origin[index] for index in kept))


def _fold(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff" or " " <= char <= "~":
        return char
    if char in "\n\r\t":
        return "\n"
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", char)
    return "".join(part for part in folded if unicodedata.category(part) not in _INVISIBLE)


def _without_spaced_han(text: str) -> list[int] | range:
    """Return the indexes left when texts typed 南 明 区 are closed up; 王强 南明 stays apart."""
    dropped: set[int] = set()
    for run in _SPACED_HAN.finditer(text):
        dropped.update(i for i in range(*run.span()) if text[i] in " \t")
    if not dropped:
        return range(len(text))
    return [index for index in range(len(text)) if index not in dropped]


def _simplify(typed: str) -> str:
    if typed.isascii():
        return typed
    converted = str(_to_simplified().convert(typed))
    if len(converted) == len(typed):
        return converted
    singles = (_to_simplified().convert(char) for char in typed)
    return "".join(one if len(one) == 1 else typed[i] for i, one in enumerate(singles))


@cache
def _to_simplified() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
