"""Status changes from the outbox into the chat, and chats that cannot be reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import TimeoutError as NotInTime

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from actions.requests import DeliveryFailed, OutgoingMessage
from actions.staff.handover_outbox import CHAT
from bot.channels.telegram.chat_store import CHANNEL, ChatStore, Reach
from bot.channels.telegram.formatting import as_messages
from bot.channels.telegram.keyboards import Tap
from bot.channels.telegram.outgoing import ONCE, is_unsure
from bot.channels.telegram.texts import texts
from bot.channels.telegram.voice import Voice
from knowledge.languages import speaking

logger = logging.getLogger("tongxing.web.telegram")

_SECONDS = 45.0  # below the outbox's lease: a message must not be claimed twice


class TelegramDeliverer:
    """Hands the outbox's messages to the bot; called in a worker thread.

    A message that may have arrived is not sent again: the outbox keeps it for people to decide.
    """

    def __init__(
        self,
        voice: Voice,
        memory: ChatStore,
        loop: asyncio.AbstractEventLoop,
        language_of: Callable[[str], str],
    ) -> None:
        """Take the voice, the notes, the loop the bot runs in, and what somebody speaks."""
        self._language_of = language_of
        self._voice = voice
        self._memory = memory
        self._loop = loop
        self._closing = False

    def close(self) -> None:
        """Leave what was not begun for the next start."""
        self._closing = True

    def deliver(self, message: OutgoingMessage) -> None:
        """Send one message.

        Raises:
            DeliveryFailed: it was not sent, or nobody knows.
        """
        if self._closing:
            raise DeliveryFailed("Telegram前端正在停止")
        with speaking(self._language_of(f"{CHANNEL}:{message.address}")):
            sending = asyncio.run_coroutine_threadsafe(self._send(message), self._loop)
        try:
            sending.result(_SECONDS)
        except NotInTime as error:
            sending.cancel()
            raise DeliveryFailed("Telegram没有及时回答", permanent=True) from error
        except TelegramError as error:
            raise self._failure(int(message.address), error) from error

    async def _send(self, message: OutgoingMessage) -> None:
        chat = int(message.address)
        try:
            await self._put(chat, message)
        except ChatMigrated as error:
            self._memory.note_reach(chat, "migrated")
            await self._put(error.new_chat_id, message)
            return
        self._memory.note_reach(chat, "ok")

    async def _put(self, chat: int, message: OutgoingMessage) -> None:
        if message.audience == CHAT:
            taps, text = [], message.text
        else:
            taps = [Tap(texts().buttons.status, f"/status {message.number}")]
            text = texts().push.title.format(text=message.text)
        pieces = as_messages(text)
        for piece in pieces:
            markup = self._voice.keyboards.inline(chat, taps) if piece is pieces[-1] else None
            await self._voice.bot.send_message(
                chat, piece, reply_markup=markup, rate_limit_args=ONCE
            )

    def _failure(self, chat: int, error: TelegramError) -> DeliveryFailed:
        reach = unreachable(error)
        if reach is not None:
            self._memory.note_reach(chat, reach)
            logger.warning("telegram: a chat cannot be written to (%s)", reach)
            return DeliveryFailed(f"Telegram聊天{reach}", permanent=True)
        if isinstance(error, RetryAfter):
            return DeliveryFailed("Telegram要求等一等")
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            return DeliveryFailed("Telegram连不上", permanent=is_unsure(error))
        return DeliveryFailed("Telegram拒绝了", permanent=True)


def unreachable(error: BaseException) -> Reach | None:
    """Return why a chat can no longer be written to, ``None`` when the error says no such thing."""
    if isinstance(error, ChatMigrated):
        return "migrated"
    if isinstance(error, Forbidden):
        return "gone" if "deactivated" in error.message.lower() else "blocked"
    if isinstance(error, BadRequest) and "chat not found" in error.message.lower():
        return "gone"
    return None
