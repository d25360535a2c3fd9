"""Every delivery is answered once: within WeChat's five seconds, or by a message afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bot.channels.rate_limiter import RateLimiter, RateLimiters
from bot.channels.splitting import split, utf8_bytes
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.chat_store import ChatStore
from bot.channels.wechat.errors import CallFailedError
from bot.channels.wechat.limits import GONE, TEXT_BYTES, WINDOW_CLOSED
from bot.channels.wechat.messages import Delivery
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.texts import texts
from bot.dialogue.ordering import SenderLocks
from knowledge.languages import speak

logger = logging.getLogger("tongxing.web.wechat")

_A_MINUTE = 60
_WARNINGS_PER_SECOND = 1 / _A_MINUTE


class Intake:
    """Takes deliveries, in the order in which a person sent them."""

    def __init__(
        self,
        answer: Callable[[Delivery], Awaitable[list[str]]],
        language_of: Callable[[str], Awaitable[str]],
        api: WeChatApi,
        memory: ChatStore,
        settings: WeChatSettings,
    ) -> None:
        """Take the parts.

        Args:
            answer: answers a delivery.
            language_of: tells what somebody is spoken to in.
            api: the server, for what does not fit into the reply.
            memory: the notes.
            settings: limits of time and number.
        """
        self._answer = answer
        self._language_of = language_of
        self._api = api
        self._memory = memory
        self._seconds = settings.answer_seconds
        most = settings.messages_per_minute
        self._limiters: RateLimiters[str] = RateLimiters(
            lambda _: RateLimiter(most / _A_MINUTE, most)
        )
        self._warned: RateLimiters[str] = RateLimiters(
            lambda _: RateLimiter(_WARNINGS_PER_SECOND, 1)
        )
        self._queues = SenderLocks()
        self._open: set[asyncio.Task[None]] = set()

    async def reply_to(self, delivery: Delivery) -> str:
        """Return the passive reply to a delivery; empty when none is due.

        What comes later than WeChat waits, or is longer than a reply may be, follows as
        customer-service messages.
        """
        if not await asyncio.to_thread(self._memory.is_first, delivery.id):
            return ""
        speak(await self._language_of(delivery.person))
        if not self._limiters.of(delivery.person).admits():
            return texts().slow_down if self._warned.of(delivery.person).admits() else ""
        if delivery.kind != "event":
            await asyncio.to_thread(self._memory.hear, delivery.person)
        work = asyncio.create_task(self._in_turn(delivery))
        done, _ = await asyncio.wait([work], timeout=self._seconds)
        if not done:
            self._later(self._send_when_done(delivery.person, work))
            return texts().wait
        first, *rest = work.result() or [""]
        if rest:
            self._later(self._send(delivery.person, rest))
        return first

    async def stop(self, seconds: float) -> None:
        """Let what has begun end, at most so long."""
        if self._open:
            await asyncio.wait(self._open, timeout=seconds)
        for task in list(self._open):
            task.cancel()

    async def _in_turn(self, delivery: Delivery) -> list[str]:
        async with self._queues.hold(delivery.person):
            said = await self._answer(delivery)
        # One text: the reply costs none of the few messages that may follow it.
        return split("\n\n".join(said), TEXT_BYTES, utf8_bytes)

    async def _send_when_done(self, person: str, work: asyncio.Task[list[str]]) -> None:
        await self._send(person, await work)

    async def _send(self, person: str, pieces: list[str]) -> None:
        for piece in pieces:
            try:
                await self._api.send_text(person, piece)
            except CallFailedError as error:
                self._note(person, error)
                return
            await asyncio.to_thread(self._memory.count_said, person)

    def _note(self, person: str, error: CallFailedError) -> None:
        logger.warning("wechat: the rest of an answer could not be sent (%s)", error.code)
        if error.code in GONE:
            self._memory.leave(person)
        elif error.code in WINDOW_CLOSED:
            self._memory.close_window(person)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._open.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("wechat: an answer was not sent (%s)", type(error).__name__)
