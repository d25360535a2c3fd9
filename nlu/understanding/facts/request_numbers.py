"""Request numbers: easy to read out, impossible to guess.

``GZ261123-K7M4Q9XT``: two letters, the day of opening, then eight characters drawn from
twenty-two that cannot be mistaken for one another on the telephone or in bad handwriting
(no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V). 22^8 is about 5·10^10 numbers a day.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date

from nlu.language.patterns import linear

ALPHABET = "34679ACDEFGHJKMNPQRTWX"
LENGTH = 8

_SEPARATORS = r"[\s\-–—_·.]{0,3}"
_PATTERN = linear(
    r"(?<![A-Z0-9])G"
    + _SEPARATORS
    + "Z"
    + "".join(_SEPARATORS + r"(\d)" for _ in range(6))
    + "".join(_SEPARATORS + f"([{ALPHABET}])" for _ in range(LENGTH))
    + r"(?![A-Z0-9])"
)


def new_number(day: date) -> str:
    """Return a fresh number for a request opened on ``day``."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"GZ{day:%y%m%d}-{tail}"


def find_number(text: str) -> str | None:
    """Return the first request number in ``text`` in its stored form, or ``None``.

    Lower case, full-width characters, spaces and dashes between the characters do not matter.
    """
    found = _PATTERN.search(unicodedata.normalize("NFKC", text).upper())
    if found is None:
        return None
    characters = "".join(found.groups())
    return f"GZ{characters[:6]}-{characters[6:]}"
