"""A parent with a phone: types, taps, sends things, and reads what the bot says."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

from bot_api import Bot, Message, as_json

_SECONDS = 10.0
_STEP = 0.01


class Parent:
    """One private chat."""

    _chats: Iterator[int] = itertools.count(40_000)

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.id = next(self._chats)
        self._numbers = itertools.count(1)
        self._read = 0
        self._taps = itertools.count(1)

    @property
    def person(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": "家长"}

    def message(self, **content: Any) -> dict[str, Any]:
        """Return a message of this parent as the API shows it."""
        chat = {"id": self.id, "type": "private"}
        return {
            "message_id": content.pop("message_id", None) or next(self._numbers),
            "date": 1_764_000_000,
            "chat": content.pop("chat", chat),
            "from": self.person,
            **content,
        }

    def says(self, text: str, **more: Any) -> int:
        """Type something; a command is marked as one, as Telegram does."""
        return self.sends(text=text, **entities_of(text), **more)

    def sends(self, **content: Any) -> int:
        return self.bot.enqueue(message=self.message(**content))

    def edits(self, message_id: int, text: str, at: int = 1_764_000_100) -> int:
        edited = self.message(message_id=message_id, text=text, edit_date=at)
        return self.bot.enqueue(edited_message=edited)

    def taps(self, title: str, *, on: Message | None = None) -> int:
        """Tap the newest button that begins with a title."""
        shown = [on] if on else list(reversed(self.bot.in_chat(self.id)))
        for message in shown:
            for text, data in message.buttons.items():
                if text.startswith(title):
                    return self.taps_data(data, message)
        raise AssertionError(f"no button “{title}”")

    def taps_data(self, data: str, on: Message) -> int:
        query = {
            "id": f"{self.id}-{next(self._taps)}",
            "from": self.person,
            "chat_instance": "1",
            "message": as_json(self.bot, on),
            "data": data,
        }
        return self.bot.enqueue(callback_query=query)

    async def hears(self, count: int = 1, seconds: float = _SECONDS) -> list[Message]:
        """Return the next messages; fails when they do not come."""
        until = time.monotonic() + seconds
        while len(self.bot.in_chat(self.id)) < self._read + count:
            if time.monotonic() > until:
                heard = [m.text for m in self.bot.in_chat(self.id)[self._read :]]
                raise AssertionError(f"heard only {heard}")
            await asyncio.sleep(_STEP)
        found = self.bot.in_chat(self.id)[self._read : self._read + count]
        self._read += count
        return found

    async def asks(self, text: str, replies: int = 1) -> str:
        """Type something and return what comes back, as one text."""
        self.says(text)
        return "\n".join(message.text for message in await self.hears(replies))

    async def hears_nothing_more(self) -> None:
        """Fails when the bot says something although nothing was asked."""
        await settled(self.bot)
        more = [m.text for m in self.bot.in_chat(self.id)[self._read :]]
        assert not more

    async def sees_edit_of(self, message: Message, edits: int = 1) -> Message:
        await until(lambda: message.edits >= edits)
        return message


def entities_of(text: str) -> dict[str, Any]:
    if not text.startswith("/"):
        return {}
    length = len(text.split()[0])
    return {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}


async def until(condition: Any, seconds: float = _SECONDS) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(_STEP)


async def settled(bot: Bot) -> None:
    """Wait until every update was confirmed."""
    await until(lambda: not bot.pending)
