"""The connection to Redis, for which every caller has an answer when it is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from actions.coordination.settings import SECONDS, redis_url

if TYPE_CHECKING:  # imported where there is a server: it takes half a second of every start
    from redis.asyncio import Redis

logger = logging.getLogger("tongxing.coordination")

ResultT = TypeVar("ResultT")

_LEFT_ALONE_SECONDS = 2.0


class SharedMemory:
    """Runs small pieces of work on the server; one per event loop."""

    def __init__(self, url: str) -> None:
        """Take the server; it need not be there yet."""
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
        from redis.exceptions import RedisError

        self._away = (TimeoutError, RedisError, OSError)
        self._client = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            # No second try: what does not answer at once is gone on without.
            retry=Retry(NoBackoff(), 0),
        )
        self._away_until = float("-inf")

    async def run(
        self, work: Callable[[Redis], Awaitable[ResultT]], *, without: ResultT
    ) -> ResultT:
        """Return what ``work`` returns, or ``without`` when the server is away.

        A server that did not answer is left alone for a moment: nobody waits for it at every call.
        """
        if time.monotonic() < self._away_until:
            return without
        try:
            return await work(self._client)
        except self._away as error:
            self._away_until = time.monotonic() + _LEFT_ALONE_SECONDS
            logger.warning("redis: away (%s), going on without", type(error).__name__)
            return without

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def open_shared_memory() -> SharedMemory | None:
    """Return the memory that the environment names, ``None`` where there is none.

    Raises:
        ConfigurationError: ``TONGXING_REDIS_URL`` cannot be used.
    """
    url = redis_url()
    return SharedMemory(url) if url else None
