"""Work that would hold up the event loop: the model, the tables; a few threads, and a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from bot.dialogue.admission import BusyError

ResultT = TypeVar("ResultT")


class Readers:
    """The threads in which messages are read and tables are looked into."""

    def __init__(self, count: int, seconds: float) -> None:
        """Take how many there are, and how long the reading of one message may take."""
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        self._seconds = seconds

    async def read(self, work: Callable[[], ResultT]) -> ResultT:
        """Do work that needs the model.

        Raises:
            BusyError: it took too long; what had not begun by then is not begun any more.
        """
        try:
            async with asyncio.timeout(self._seconds) as limit:
                return await self.off_loop(work)
        except TimeoutError:
            if not limit.expired():
                raise
            raise BusyError("a reading took too long") from None

    async def off_loop(self, work: Callable[[], ResultT]) -> ResultT:
        """Do work in a thread; it traces and speaks as the caller does."""
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._threads, run, work)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown()
