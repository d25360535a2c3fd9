"""One message of a sender at a time, in the order of arrival, and each delivery once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.dialogue.message import Turn

_REMEMBERED = 2_000


class SenderLocks:
    """A lock per sender that exists only while somebody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def hold(self, sender: str) -> AsyncIterator[None]:
        """Wait for this sender's turn; ``asyncio.Lock`` wakes the waiting in order."""
        lock = self._locks.setdefault(sender, asyncio.Lock())
        self._users[sender] = self._users.get(sender, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._users[sender] -= 1
            if not self._users[sender]:
                del self._users[sender], self._locks[sender]

    def __len__(self) -> int:
        return len(self._locks)


class Deliveries:
    """The turns of the last message ids, so that a second delivery changes nothing."""

    def __init__(self) -> None:
        self._turns: OrderedDict[tuple[str, str], Turn] = OrderedDict()

    def known(self, sender: str, message_id: str | None) -> Turn | None:
        """Return the turn of a message that came before."""
        return self._turns.get((sender, message_id)) if message_id else None

    def remember(self, sender: str, message_id: str | None, turn: Turn) -> None:
        """Keep the turn of a message; the oldest ones are dropped."""
        if not message_id:
            return
        self._turns[(sender, message_id)] = turn
        while len(self._turns) > _REMEMBERED:
            self._turns.popitem(last=False)

    def forget(self, sender: str) -> None:
        """Drop every turn of a sender."""
        for key in [key for key in self._turns if key[0] == sender]:
            del self._turns[key]
