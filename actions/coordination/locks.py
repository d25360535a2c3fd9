"""A lock over all processes, given in the order of asking; whoever dies loses it in seconds."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from actions.coordination.memory import SharedMemory
from actions.coordination.settings import key

if TYPE_CHECKING:
    from redis.asyncio import Redis

_LEASE_SECONDS = 4.0
_RENEWED_EVERY_SECONDS = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.1

# The line is a list of tokens; a token lives as long as its owner renews it.
_CLAIM = """
local line, token, lease = KEYS[1], ARGV[1], ARGV[2]
if not redis.call('LPOS', line, token) then redis.call('RPUSH', line, token) end
redis.call('SET', line .. ':' .. token, 1, 'PX', lease)
redis.call('PEXPIRE', line, lease * 10)
local first = redis.call('LINDEX', line, 0)
while first ~= token and redis.call('EXISTS', line .. ':' .. first) == 0 do
    redis.call('LPOP', line)
    first = redis.call('LINDEX', line, 0)
end
return first == token and 1 or 0
"""

# A place that was lost is not taken anew: it would stay when its owner has left meanwhile.
_RENEW = """
if redis.call('LPOS', KEYS[1], ARGV[1]) then
    redis.call('SET', KEYS[1] .. ':' .. ARGV[1], 1, 'PX', ARGV[2])
    redis.call('PEXPIRE', KEYS[1], ARGV[2] * 10)
end
return 1
"""


class SharedLock:
    """Locks by name."""

    def __init__(self, memory: SharedMemory) -> None:
        """Take the server."""
        self._memory = memory

    @contextlib.asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """Wait for one's turn and hold it; without the server nobody waits."""
        line, token = key("lock", name), secrets.token_hex(8)
        renewing: asyncio.Task[None] | None = None
        try:
            pause = _FIRST_PAUSE
            while not await self._claim(line, token):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            renewing = asyncio.create_task(self._renew(line, token))
            yield
        finally:
            if renewing is not None:
                renewing.cancel()
            await self._leave(line, token)

    async def _claim(self, line: str, token: str) -> bool:
        return await self._ask(_CLAIM, line, token)

    async def _ask(self, script: str, line: str, token: str) -> bool:
        async def ask(redis: Redis) -> bool:
            lease = int(_LEASE_SECONDS * 1000)
            return bool(await redis.eval(script, 1, line, token, lease))

        return await self._memory.run(ask, without=True)

    async def _renew(self, line: str, token: str) -> None:
        while True:
            await asyncio.sleep(_RENEWED_EVERY_SECONDS)
            await self._ask(_RENEW, line, token)

    async def _leave(self, line: str, token: str) -> None:
        async def leave(redis: Redis) -> None:
            async with redis.pipeline() as together:
                together.lrem(line, 1, token)
                together.delete(f"{line}:{token}")
                await together.execute()

        await self._memory.run(leave, without=None)
