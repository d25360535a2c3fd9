"""Admission control: how many turns are under way, how many wait, and "busy" for the rest.

A line without an end answers everybody too late. Here a message that could not be answered in
time is refused at once, before anything is read or kept for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from actions.coordination import SharedLock
from bot.dialogue.ordering import SenderLocks
from bot.dialogue.settings import DialogueSettings
from knowledge.errors import TongxingError


class BusyError(TongxingError):
    """More messages than can be answered in time; nothing was done with this one."""


class Admission:
    """Lets turns in: one of a sender at a time, in order, and a bounded number altogether."""

    def __init__(self, settings: DialogueSettings, shared: SharedLock | None = None) -> None:
        """Take how many turns run and wait, how long they may wait, and the lock over processes."""
        self._shared = shared
        self._locks = SenderLocks()
        self._places = asyncio.Semaphore(settings.at_once)
        self._most = settings.at_once + settings.waiting
        self._longest_wait = settings.longest_wait_seconds
        self._inside = 0

    @asynccontextmanager
    async def hold(self, sender: str) -> AsyncIterator[None]:
        """Wait for the sender's turn and for a place, and hold both.

        Raises:
            BusyError: the line is full, or its end was not reached in time.
        """
        if self._inside >= self._most:
            raise BusyError("the waiting line is full")
        self._inside += 1
        try:
            async with AsyncExitStack() as held:
                try:
                    async with asyncio.timeout(self._longest_wait):
                        await held.enter_async_context(self._locks.hold(sender))
                        if self._shared is not None:
                            await held.enter_async_context(self._shared.hold(sender))
                        await held.enter_async_context(self._places)
                except TimeoutError:
                    raise BusyError("a message waited too long") from None
                yield
        finally:
            self._inside -= 1

    def __len__(self) -> int:
        return self._inside
