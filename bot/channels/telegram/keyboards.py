"""Buttons, and the at most 64 bytes that come back when one is tapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.channels.splitting import units
from bot.channels.telegram.chat_store import ChatStore
from bot.channels.telegram.texts import texts

LONGEST_DATA = 64
Does = Literal["says", "turns", "own"]
"""``says``: goes to the dialogue. ``turns``: likewise, the answer replaces the message.
``own``: the bot does it itself."""

_SIGNS: dict[str, Does] = {"=": "says", "~": "turns", "!": "own"}
_BY_TOKEN = "#"
_ROW_UNITS = 22
_MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class Tap:
    """A button: what stands on it, what it means, and how that is to be taken."""

    title: str
    payload: str
    does: Does = "says"


class Keyboards:
    """Makes keyboards, and reads what a tap sends back."""

    def __init__(self, memory: ChatStore) -> None:
        """Take where long payloads get their short names."""
        self._memory = memory

    def inline(self, chat: int, taps: Sequence[Tap]) -> InlineKeyboardMarkup | None:
        """Return the keyboard under a message, ``None`` without buttons."""
        buttons = [
            InlineKeyboardButton(tap.title, callback_data=self._data(chat, tap)) for tap in taps
        ]
        return InlineKeyboardMarkup(list(_rows(buttons))) if buttons else None

    def meaning(self, chat: int, data: str) -> tuple[Does, str] | None:
        """Return how a tap is to be taken and its payload; ``None`` when nobody knows it."""
        does = _SIGNS.get(data[:1])
        if does is None:
            return None
        rest = data[1:]
        if not rest.startswith(_BY_TOKEN):
            return does, rest
        payload = self._memory.payload(chat, rest[1:])
        return (does, payload) if payload is not None else None

    def _data(self, chat: int, tap: Tap) -> str:
        sign = next(sign for sign, does in _SIGNS.items() if does == tap.does)
        data = f"{sign}{tap.payload}"
        if tap.payload.startswith(_BY_TOKEN) or len(data.encode()) > LONGEST_DATA:
            return f"{sign}{_BY_TOKEN}{self._memory.token(chat, tap.payload)}"
        return data


def field_keyboard(field: str) -> ReplyKeyboardMarkup | None:
    """Return the keyboard that sends a place or a number instead of typing it."""
    words = texts()
    if field not in words.reply_keyboard:
        return None
    is_place = field == "county"
    button = KeyboardButton(
        words.buttons.location if is_place else words.buttons.contact,
        request_location=is_place or None,
        request_contact=None if is_place else True,
    )
    return ReplyKeyboardMarkup(
        [[button]],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=words.reply_keyboard[field],
    )


def _rows(buttons: Iterable[InlineKeyboardButton]) -> Iterable[list[InlineKeyboardButton]]:
    """Put as many buttons side by side as can be read on a small phone."""
    row: list[InlineKeyboardButton] = []
    used = 0
    for button in buttons:
        # A Chinese character is about two letters wide; the frame takes conversation as well.
        width = 2 * units(button.text) + 2
        if row and (used + width > _ROW_UNITS or len(row) == _MOST_IN_A_ROW):
            yield row
            row, used = [], 0
        row.append(button)
        used += width
    if row:
        yield row
