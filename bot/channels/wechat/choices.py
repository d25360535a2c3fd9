"""Buttons where there are none: numbered choices under a text, understood as taps."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.wechat.texts import texts

_TYPED_NUMBERS = frozenset({"child_age", "contact_phone"})
"""Fields whose answer may itself be a number: there, choices are words."""
_MARKS = "。.、，,)）"


@dataclass(frozen=True)
class Choice:
    """What can be chosen, and what that says to the dialogue."""

    title: str
    payload: str


def with_choices(text: str, choices: Sequence[Choice], asks_for: str | None) -> str:
    """Return a text with its choices under it."""
    if not choices:
        return text
    words = texts()
    if asks_for in _TYPED_NUMBERS:
        titles = "、".join(choice.title for choice in choices)
        return f"{text}\n{words.or_say.format(titles=titles)}"
    lines = [
        words.choice.format(number=number, title=choice.title)
        for number, choice in enumerate(choices, 1)
    ]
    return "\n".join([text, "", words.choose, *lines])


def chosen(typed: str, payloads: Sequence[str], asks_for: str | None) -> str | None:
    """Return the payload that a typed number stands for, ``None`` when it stands for none."""
    if asks_for in _TYPED_NUMBERS:
        return None
    bare = unicodedata.normalize("NFKC", typed).strip().rstrip(_MARKS)
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 2):
        return None
    place = int(bare)
    return payloads[place - 1] if 1 <= place <= len(payloads) else None
