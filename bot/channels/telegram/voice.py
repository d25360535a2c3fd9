"""Says things in a chat: cards with their buttons, cut to size, in place where that is meant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.chat_store import ChatStore
from bot.channels.telegram.formatting import as_messages
from bot.channels.telegram.keyboards import Keyboards, Tap, field_keyboard
from bot.channels.telegram.texts import texts
from bot.dialogue import Turn
from nlu.understanding.topics.reading import Kind

_UNCHANGED = "message is not modified"
_REQUEST = "/request"
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


class Voice:
    """The bot's side of every conversation."""

    def __init__(self, bot: ExtBot[Any], memory: ChatStore, typing_after: float) -> None:
        """Take the connection, the notes, and after how long a wait is shown, in seconds."""
        self.bot = bot
        self.keyboards = Keyboards(memory)
        self._memory = memory
        self._typing_after = typing_after

    async def say(
        self, chat: int, text: str, taps: Sequence[Tap] = (), *, instead_of: int | None = None
    ) -> None:
        """Send a text, in as many messages as it needs; the buttons stand under the last one.

        Args:
            chat: where to.
            text: plain text of any length.
            taps: the buttons.
            instead_of: the message that the first one replaces.
        """
        pieces = as_messages(text)
        for number, piece in enumerate(pieces, 1):
            is_last = number == len(pieces)
            markup = self.keyboards.inline(chat, taps) if is_last else None
            await self._put(chat, piece, markup, instead_of if number == 1 else None)

    async def tell(
        self,
        chat: int,
        turn: Turn,
        *,
        instead_of: int | None = None,
        extra: Sequence[Tap] = (),
    ) -> None:
        """Send the replies of a turn; ``extra`` buttons stand under the first one."""
        before = self._memory.chat(chat)
        asks_for = turn.meta["asks_for"]
        if turn.meta["kind"] == Kind.CRISIS:
            # Danger interrupts a form without ending it.
            asks_for = asks_for or before["asks_for"]
        is_open = bool(before["keyboard"])
        for number, reply in enumerate(turn.replies, 1):
            is_first, is_last = number == 1, number == len(turn.replies)
            taps = [*_taps(turn, reply), *(extra if is_first else ())]
            place = instead_of if is_first else None
            keys: Markup | None = None
            if not taps and place is None:
                keys = _keys(asks_for if is_last else None, is_open)
                is_open = isinstance(keys, ReplyKeyboardMarkup)
            await self._say_reply(chat, reply["text"], taps, keys, place)
        self._memory.note(chat, asks_for=asks_for, keyboard=int(is_open))

    async def toast(self, query: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a tap with a line that passes; an answer that comes too late does no harm."""
        with suppress(TelegramError):
            await self.bot.answer_callback_query(query, text=text or None, show_alert=alert)

    async def without_buttons(self, chat: int, message: int) -> None:
        """Take the buttons from a question that was answered."""
        with suppress(BadRequest):
            await self.bot.edit_message_reply_markup(chat, message, reply_markup=None)

    @asynccontextmanager
    async def typing(self, chat: int) -> AsyncIterator[None]:
        """Show that an answer is coming when it takes a while."""
        shown = asyncio.create_task(self._typing(chat))
        try:
            yield
        finally:
            shown.cancel()
            await asyncio.wait([shown])

    async def _typing(self, chat: int) -> None:
        await asyncio.sleep(self._typing_after)
        with suppress(TelegramError):
            await self.bot.send_chat_action(chat, ChatAction.TYPING)

    async def _say_reply(
        self, chat: int, text: str, taps: list[Tap], markup: Markup | None, place: int | None
    ) -> None:
        if any(tap.payload == _REQUEST for tap in taps):
            text = _without_chat_only(text)
        if markup is None:
            await self.say(chat, text, taps, instead_of=place)
            return
        pieces = as_messages(text)
        for number, piece in enumerate(pieces, 1):
            await self._put(chat, piece, markup if number == len(pieces) else None, None)

    async def _put(
        self, chat: int, piece: str, markup: Markup | None, instead_of: int | None
    ) -> None:
        if instead_of is None or not isinstance(markup, InlineKeyboardMarkup | None):
            await self.bot.send_message(chat, piece, reply_markup=markup)
            return
        try:
            await self.bot.edit_message_text(
                piece, chat_id=chat, message_id=instead_of, reply_markup=markup
            )
        except BadRequest as error:
            # Tapped twice: it already says so. Any other refusal (too old, deleted): say it anew.
            if _UNCHANGED not in error.message.lower():
                await self.bot.send_message(chat, piece, reply_markup=markup)


def _taps(turn: Turn, reply: dict[str, Any]) -> list[Tap]:
    """Return the buttons of a reply; under an answer also one that says it does not help."""
    taps = [Tap(button["title"], button["payload"]) for button in reply["buttons"]]
    meta = turn.meta
    is_answer = meta["kind"] == Kind.POLICY and reply["text"].endswith(meta["text"])
    if is_answer and meta["services"] and not meta["abstained"]:
        service = meta["services"][0]
        taps.append(Tap(texts().buttons.unhelpful, f"unhelpful {service}", "own"))
    return taps


def _keys(field: str | None, is_open: bool) -> Markup | None:
    """Return the keyboard for a field, or what takes an open one away."""
    wanted = field_keyboard(field) if field else None
    return wanted or (ReplyKeyboardRemove() if is_open else None)


def _without_chat_only(text: str) -> str:
    """Leave out what asks for a reply where a button stands for it."""
    lines = [line for line in text.split("\n") if texts().chat_only not in line]
    return "\n".join(lines) if lines else text
