"""Sends in Telegram's own pace: one queue per chat, waits that are asked for are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import httpx
from telegram.constants import ChatType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

from bot.channels.rate_limiter import RateLimiter, RateLimiters
from bot.channels.telegram.settings import Outgoing
from bot.dialogue.ordering import SenderLocks

Sent = bool | dict[str, Any] | list[dict[str, Any]]

ONCE = "once"
"""``rate_limit_args`` of a message from the outbox: not repeated when it may have arrived, and
not held back for long, because the outbox can wait better."""

_LONGEST_WAIT_ONCE = 15.0

_WITH_RECEIPT = ("sendMessage", "sendPhoto", "sendDocument", "editMessage")
_NO_NUMBER = 0
_PASSING = {"sendChatAction", "answerCallbackQuery"}  # worth nothing when they come late
_SLACK_SECONDS = 0.1


class SteadySender(BaseRateLimiter[str]):
    """Keeps the order of a chat and the limits of the API; repeats what did not arrive.

    Repeating belongs here, inside the place a message has in its chat's queue: later ones must
    not overtake it.
    """

    def __init__(self, settings: Outgoing) -> None:
        """Take the limiters and the waits."""
        self._settings = settings
        self._queues = SenderLocks()
        self._overall = RateLimiter(settings.per_second, max(1, int(settings.per_second)))
        self._chats: RateLimiters[str] = RateLimiters(self._limiter_of)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to let go of."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Sent]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Sent:
        """Call the API when it is this message's turn; see ``BaseRateLimiter``."""
        if endpoint in _PASSING:
            return await callback(*args, **kwargs)

        async def call() -> Sent:
            try:
                sent = await callback(*args, **kwargs)
            except TelegramError as error:
                if not _is_unreadable(error):
                    raise
                sent = {}
            return _receipt(endpoint, sent, data)

        if data.get("chat_id") is None:
            return await self._insist(call, rate_limit_args)
        chat = str(data["chat_id"])
        async with self._queues.hold(chat):
            await asyncio.sleep(max(self._chats.of(chat).reserve(), self._overall.reserve()))
            return await self._insist(call, rate_limit_args)

    async def _insist(
        self, call: Callable[[], Coroutine[Any, Any, Sent]], only: str | None
    ) -> Sent:
        waited, again = 0.0, iter(self._settings.tries_again_after)
        longest = self._settings.longest_wait_seconds
        if only == ONCE:
            longest = min(longest, _LONGEST_WAIT_ONCE)
        while True:
            try:
                return await call()
            except RetryAfter as error:
                wait = _seconds(error.retry_after) + _SLACK_SECONDS
                waited += wait
                if waited > longest:
                    raise
            except BadRequest:
                raise
            except NetworkError as error:
                pause = None if only == ONCE and is_unsure(error) else next(again, None)
                if pause is None:
                    raise
                wait = pause
            await asyncio.sleep(wait)

    def _limiter_of(self, chat: str) -> RateLimiter:
        settings = self._settings
        if chat.startswith("-"):  # groups and channels have negative ids
            return RateLimiter(settings.group_per_minute / 60, settings.chat_burst)
        return RateLimiter(settings.per_chat_second, settings.chat_burst)


def _is_unreadable(error: TelegramError) -> bool:
    """Tell an answer with status 200 that is no JSON: what was asked for has been done."""
    return type(error) is TelegramError and isinstance(error.__cause__, ValueError)


def _receipt(endpoint: str, sent: Sent, data: dict[str, Any]) -> Sent:
    """Return what was sent as the library can read it, also when the receipt cannot be read.

    The parent has the message; a receipt without its number only means that its buttons cannot
    be taken away later.
    """
    if not endpoint.startswith(_WITH_RECEIPT):
        return sent
    if isinstance(sent, dict) and isinstance(sent.get("chat"), dict) and "message_id" in sent:
        return sent
    if endpoint.startswith("edit") and sent is True:
        return sent
    chat = {"id": data["chat_id"], "type": ChatType.PRIVATE}
    return {"message_id": _NO_NUMBER, "date": 0, "chat": chat}


def is_unsure(error: NetworkError) -> bool:
    """Tell whether the message may have arrived although the answer did not."""
    return isinstance(error, TimedOut) and not isinstance(
        error.__cause__, (httpx.ConnectTimeout, httpx.PoolTimeout)
    )


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
