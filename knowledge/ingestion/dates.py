"""Reads a day as people and pages write it."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(
    r"\s*(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{2})(\d{2})(?!\d))"
)


def read_date(text: str) -> date | None:
    """Return the day a text begins with (2025-02-13, 2025年2月13日, 20250213), or None."""
    match = _DAY.match(text)
    if not match:
        return None
    year, month, day = match[1], match[2] or match[4], match[3] or match[5]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
