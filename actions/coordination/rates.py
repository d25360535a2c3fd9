"""How often one client may ask, counted over all processes (generic cell rate algorithm)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.coordination.memory import SharedMemory
from actions.coordination.settings import key

if TYPE_CHECKING:
    from redis.asyncio import Redis

# The theoretical arrival time of the next request, by the server's own clock.
_TAKE = """
local gap, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local next = math.max(now, tonumber(redis.call('GET', KEYS[1]) or now))
local wait = next - now - (burst - 1) * gap
if wait > 0 then return tostring(wait) end
next = next + gap
redis.call('SET', KEYS[1], tostring(next), 'PX', math.ceil((next - now) * 1000))
return '0'
"""


class SharedRates:
    """Limits by kind of work and client."""

    def __init__(self, memory: SharedMemory) -> None:
        """Take the server."""
        self._memory = memory

    async def take(self, kind: str, client: str, per_minute: int) -> float:
        """Return 0 when the client may go on, otherwise the seconds to wait.

        Without the server everybody may go on: each process has limits of its own.
        """

        async def ask(redis: Redis) -> float:
            place = key("rate", f"{kind}:{client}")
            return float(await redis.eval(_TAKE, 1, place, repr(60 / per_minute), per_minute))

        return await self._memory.run(ask, without=0.0)
