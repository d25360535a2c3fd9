"""The turns of the last messages, so that a second delivery changes nothing at any worker."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING

from actions.coordination import SharedMemory
from actions.coordination.settings import key
from actions.requests.privacy.keys import MasterKey
from bot.dialogue.message import Turn

if TYPE_CHECKING:
    from redis.asyncio import Redis

_REMEMBERED = 2_000
_SHARED_SECONDS = 3600


class Deliveries:
    """What this process has answered."""

    def __init__(self) -> None:
        self._turns: OrderedDict[tuple[str, str], Turn] = OrderedDict()

    async def known(self, sender: str, message_id: str | None) -> Turn | None:
        """Return the turn of a message that came before."""
        return self._turns.get((sender, message_id)) if message_id else None

    async def remember(self, sender: str, message_id: str | None, turn: Turn) -> None:
        """Keep the turn of a message; the oldest ones are dropped."""
        if not message_id:
            return
        self._turns[(sender, message_id)] = turn
        while len(self._turns) > _REMEMBERED:
            self._turns.popitem(last=False)

    async def forget(self, sender: str) -> None:
        """Drop every turn of a sender."""
        for name in [name for name in self._turns if name[0] == sender]:
            del self._turns[name]


class SharedDeliveries(Deliveries):
    """What any process has answered: sealed, for replies may hold what a parent said."""

    def __init__(self, memory: SharedMemory, master: MasterKey) -> None:
        """Take the server, and the key that seals what lies there for a while."""
        super().__init__()
        self._memory = memory
        self._master = master

    async def known(self, sender: str, message_id: str | None) -> Turn | None:
        """See ``Deliveries.known``."""
        own = await super().known(sender, message_id)
        if own is not None or not message_id:
            return own

        async def ask(redis: Redis) -> str | None:
            found = await redis.hget(key("turns", sender), message_id)
            return str(found) if found else None

        sealed = await self._memory.run(ask, without=None)
        return Turn(**json.loads(self._master.open(sealed))) if sealed else None

    async def remember(self, sender: str, message_id: str | None, turn: Turn) -> None:
        """See ``Deliveries.remember``."""
        await super().remember(sender, message_id, turn)
        if not message_id:
            return
        sealed = self._master.seal(json.dumps(turn.to_json(), ensure_ascii=False))

        async def put(redis: Redis) -> None:
            async with redis.pipeline() as together:
                together.hset(key("turns", sender), message_id, sealed)
                together.expire(key("turns", sender), _SHARED_SECONDS)
                await together.execute()

        await self._memory.run(put, without=None)

    async def forget(self, sender: str) -> None:
        """See ``Deliveries.forget``."""
        await super().forget(sender)

        async def drop(redis: Redis) -> None:
            await redis.delete(key("turns", sender))

        await self._memory.run(drop, without=None)
