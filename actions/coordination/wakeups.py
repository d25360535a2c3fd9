"""Wake-ups: who waits for work is told at once; who misses it looks by itself a little later."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Protocol

from actions.coordination.settings import SECONDS, key, redis_url

logger = logging.getLogger("tongxing.coordination")

_ALL = "bell"


class Bell(Protocol):
    """Rung by whoever makes work, heard by whoever does it; a ring may be lost."""

    def ring(self, name: str) -> None:
        """Tell that there is work; from any thread, never fails."""
        ...

    async def wait(self, name: str, seconds: float) -> None:
        """Return when it is rung, at the latest after so many seconds."""
        ...


class LocalBell:
    """Nobody is told: work is looked for now and then."""

    def ring(self, name: str) -> None:
        """See ``Bell.ring``."""

    async def wait(self, name: str, seconds: float) -> None:
        """See ``Bell.wait``."""
        await asyncio.sleep(seconds)


class RedisBell:
    """Rings over all processes."""

    def __init__(self, url: str) -> None:
        """Take the server; it need not be there yet."""
        import redis  # only where there is a server: it takes half a second of every start
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self._url = url
        self._away = (redis.RedisError, OSError)
        self._ringing = redis.Redis.from_url(
            url,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    def ring(self, name: str) -> None:
        """See ``Bell.ring``."""
        try:
            self._ringing.publish(key(_ALL, name), "")
        except self._away as error:
            logger.warning("redis: nobody was woken (%s)", type(error).__name__)

    async def wait(self, name: str, seconds: float) -> None:
        """See ``Bell.wait``."""
        from redis.asyncio import Redis

        until = time.monotonic() + seconds
        try:
            async with (
                Redis.from_url(self._url, socket_connect_timeout=SECONDS) as listening,
                listening.pubsub(ignore_subscribe_messages=True) as heard,
            ):
                await heard.subscribe(key(_ALL, name))
                while (left := until - time.monotonic()) > 0:
                    if await heard.get_message(timeout=left) is not None:
                        return
        except self._away as error:
            logger.warning("redis: no wake-ups (%s)", type(error).__name__)
            await asyncio.sleep(max(0.0, until - time.monotonic()))


def open_bell() -> Bell:
    """Return the bell of this installation.

    Raises:
        ConfigurationError: ``TONGXING_REDIS_URL`` cannot be used.
    """
    url = redis_url()
    return RedisBell(url) if url else LocalBell()
