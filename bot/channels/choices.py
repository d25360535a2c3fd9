"""Taps where there are no buttons: a typed number chooses what was offered under it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from actions.requests import fields

_MARKS = "。.、，,)）"


def are_numbered(asks_for: str | None) -> bool:
    """Tell whether choices carry numbers.

    They do not beside a field whose answer may itself be a number: there, choices are words.
    """
    return asks_for not in (*fields.skippable(), "contact_phone")


def chosen(typed: str, payloads: Sequence[str], asks_for: str | None) -> str | None:
    """Return the payload that a typed number stands for, ``None`` when it stands for none."""
    if not are_numbered(asks_for):
        return None
    bare = unicodedata.normalize("NFKC", typed).strip().rstrip(_MARKS)
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 2):
        return None
    place = int(bare)
    return payloads[place - 1] if 1 <= place <= len(payloads) else None
