"""Turns a text back into Simplified script when it was written, or machine-made, in Traditional."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# Running Traditional text has about one differing character in three; a Simplified text that
# quotes a Traditional name has a handful, and many that are Simplified only.
_LEAST_SHARE = 0.05
_LEAST_COUNT = 2


def is_written_in_traditional(text: str) -> bool:
    """Tell whether ``text`` as a whole is Traditional, not merely quoting a Traditional word."""
    scripts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if "\u3400" <= char <= "\u9fff":
            scripts[_script_of(char)] += count
    traditional = scripts["traditional"]
    return (
        traditional >= _LEAST_COUNT
        and traditional >= _LEAST_SHARE * scripts.total()
        and traditional > 2 * scripts["simplified"]
    )


def to_simplified(text: str) -> str:
    """Return ``text`` in Simplified script."""
    return str(_converter("t2s").convert(text))


@lru_cache(maxsize=20_000)
def _script_of(char: str) -> str:
    if _converter("t2s").convert(char) != char:
        return "traditional"
    return "simplified" if _converter("s2t").convert(char) != char else "both"


@cache
def _converter(direction: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(direction)
