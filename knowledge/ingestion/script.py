"""Turns a text back into Simplified script when it was written, or machine-made, in Traditional."""

from __future__ import annotations

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
    han = [char for char in text if "\u3400" <= char <= "\u9fff"]
    scripts = [_script_of(char) for char in han]
    traditional, simplified = scripts.count("traditional"), scripts.count("simplified")
    return (
        traditional >= _LEAST_COUNT
        and traditional >= _LEAST_SHARE * len(han)
        and traditional > 2 * simplified
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
