"""Which server is shared, and under which names things lie there."""

from __future__ import annotations

import os

from knowledge.errors import ConfigurationError

REDIS_URL = "TONGXING_REDIS_URL"
PREFIX = "tongxing"
SECONDS = 1.0
"""How long one call may take; what takes longer goes on without it."""
_SCHEMES = ("redis://", "rediss://", "unix://", "valkey://")


def redis_url() -> str | None:
    """Return the URL of the Redis server, ``None`` where processes share nothing.

    Raises:
        ConfigurationError: the variable holds something else.
    """
    url = os.environ.get(REDIS_URL, "").strip()
    if url and not url.startswith(_SCHEMES):
        raise ConfigurationError(f"{REDIS_URL}: 要写成 redis://主机:端口/库")
    return url.replace("valkey://", "redis://", 1) or None


def key(kind: str, name: str) -> str:
    """Return the name under which something lies on the server."""
    return f"{PREFIX}:{kind}:{name}"
