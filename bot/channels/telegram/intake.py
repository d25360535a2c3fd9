"""Every update is dealt with once, one at a time per chat, and settled when its answer is out."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update

from bot.channels.telegram.chat_store import ChatStore
from bot.dialogue.ordering import SenderLocks

logger = logging.getLogger("tongxing.web.telegram")

_MOST_TRIES = 3


class Intake:
    """Takes updates from whichever side they come, in any order, as often as they come.

    An update is settled, on disk, after it was processed; one whose answer could not be sent
    stays open, so that Telegram hands it over again.
    """

    def __init__(
        self,
        bot: Bot,
        process: Callable[[Update], Awaitable[None]],
        refuse: Callable[[dict[str, Any]], Awaitable[None]],
        memory: ChatStore,
        at_once: int,
    ) -> None:
        """Take the parts.

        Args:
            bot: reads updates.
            process: deals with one.
            refuse: answers one that cannot be read, as it came.
            memory: where it is settled.
            at_once: how many may run at the same time.
        """
        self._bot = bot
        self._process = process
        self._refuse = refuse
        self._memory = memory
        self._places = asyncio.Semaphore(at_once)
        self._queues = SenderLocks()
        self._open: dict[int, asyncio.Task[bool]] = {}
        self._unsent: set[int] = set()
        self._tries: Counter[int] = Counter()

    def accept(self, update: dict[str, Any]) -> asyncio.Task[bool] | None:
        """Begin with an update as the API shows it, unless it was settled before.

        Returns:
            The work, which tells whether the update is settled; ``None`` when there is none.
        """
        number = int(update["update_id"])
        if number in self._open:
            return self._open[number]
        if self._memory.is_settled(number):
            return None
        task = asyncio.create_task(self._take(number, update))
        self._open[number] = task
        task.add_done_callback(lambda ended: self._end(number, ended))
        return task

    def mark_unsent(self, update: int) -> None:
        """The answer to an update that is being processed could not be sent."""
        self._unsent.add(update)

    @property
    def first_open(self) -> int | None:
        """The lowest update that is still worked on or has to come again."""
        return min([*self._open, *self._tries], default=None)

    async def rest(self, seconds: float) -> None:
        """Wait until everything begun is done, at most so long."""
        if self._open:
            await asyncio.wait(list(self._open.values()), timeout=seconds)

    async def stop(self, seconds: float) -> None:
        """Let what has begun end, at most so long; the rest stays open and comes again."""
        await self.rest(seconds)
        left = list(self._open.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _end(self, number: int, ended: asyncio.Task[bool]) -> None:
        self._open.pop(number, None)
        if not ended.cancelled() and (error := ended.exception()) is not None:
            logger.error("telegram: an update was not settled (%s)", type(error).__name__)

    async def _take(self, number: int, raw: dict[str, Any]) -> bool:
        try:
            update = Update.de_json(raw, self._bot)
        except Exception as error:
            # Whatever a later API sends: one update must not stand in the way of the others.
            logger.error("telegram: update %s cannot be read (%s)", number, type(error).__name__)
            await self._refuse(raw)
            self._memory.settle(number)
            return True
        async with self._queues.hold(_lane(update)), self._places:
            await self._process(update)
        self._tries[number] += 1
        was_sent = number not in self._unsent
        self._unsent.discard(number)
        if not was_sent and self._tries[number] < _MOST_TRIES:
            return False
        if not was_sent:
            logger.error("telegram: an update was given up after %s tries", _MOST_TRIES)
        del self._tries[number]
        self._memory.settle(number)
        return True


def _lane(update: Update) -> str:
    """Return what keeps its order: a chat, or nothing but the update itself."""
    chat = update.effective_chat
    return str(chat.id) if chat else f"update {update.update_id}"
