"""Buttons where there are none: numbered choices under a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.choices import are_numbered
from bot.channels.wechat.texts import texts
from knowledge.languages import joined


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
    if not are_numbered(asks_for):
        titles = joined(choice.title for choice in choices)
        return f"{text}\n{words.or_say.format(titles=titles)}"
    lines = [
        words.choice.format(number=number, title=choice.title)
        for number, choice in enumerate(choices, 1)
    ]
    return "\n".join([text, "", words.choose, *lines])
