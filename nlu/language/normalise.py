"""Width, script and spacing: the same words in one form, whoever typed them."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from nlu.language.patterns import linear

if TYPE_CHECKING:
    from opencc import OpenCC

_BETWEEN_HAN = linear(r"(?<=[\u3400-\u9fff])[ \t\u3000]{1,99}(?=[\u3400-\u9fff])")
_LINE_ENDS = linear(r"\s*[\r\n]\s*")
_SPACES = linear(r"\s+")
_REPEATED = linear(r"(.)\1{3,9999}")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def normalise(text: str) -> str:
    """Return ``text`` in NFKC, Simplified script, one line, without invisible characters.

    Spaces between Han characters go (they come from input methods and copied tables), a line end
    becomes a comma, runs of a character longer than three are shortened; the result may be empty.
    """
    # A lone surrogate is no character, and no engine takes one.
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    lines = _LINE_ENDS.sub(",", whole.strip())
    visible = "".join(" " if char == "\t" else char for char in lines if _is_visible(char))
    folded = unicodedata.normalize("NFKC", visible)
    simplified = _to_simplified().convert(folded)
    spaced = _SPACES.sub(" ", _BETWEEN_HAN.sub("", simplified)).strip()
    return _REPEATED.sub(r"\1\1\1", spaced)


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in Traditional script (two characters or more differ)."""
    simplified = _to_simplified().convert(text)
    return sum(a != b for a, b in zip(text, simplified, strict=False)) >= 2


def _is_visible(char: str) -> bool:
    return char == "\t" or unicodedata.category(char) not in _INVISIBLE


@cache
def _to_simplified() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
