"""How often one client may ask: a bucket that fills again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_REMEMBERED = 20_000


class TokenBuckets:
    """One bucket per client and kind of work; the longest unused are forgotten."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many requests a client may make per minute."""
        self._most = float(per_minute)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Return 0 when the client may go on, otherwise the seconds to wait."""
        now = self._clock()
        level, since = self._levels.pop(client, (self._most, now))
        level = min(self._most, level + (now - since) * self._most / 60)
        allowed = level >= 1
        self._levels[client] = (level - 1 if allowed else level, now)
        while len(self._levels) > _REMEMBERED:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) * 60 / self._most


class RateLimit:
    """Refuses clients that ask too often; what is cheap may be asked more often."""

    def __init__(
        self,
        app: ASGIApp,
        buckets: dict[str, TokenBuckets],
        kind: Callable[[Scope], str | None],
        refuse: Callable[[Request, int], Response],
        shared: Callable[[str, str], Awaitable[float]] | None = None,
    ) -> None:
        """Take the application below, the buckets, the kind of a request, and the refusal.

        ``shared`` counts over all processes, given kind and client, as the buckets do here.
        """
        self._shared = shared
        self._app = app
        self._buckets = buckets
        self._kind = kind
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        kind = self._kind(scope) if scope["type"] == "http" else None
        wait = await self._wait(kind, _client(scope)) if kind else 0.0
        if wait:
            response = self._refuse(Request(scope), int(wait) + 1)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _wait(self, kind: str, client: str) -> float:
        wait = self._buckets[kind].take(client)
        if wait or self._shared is None:
            return wait
        return await self._shared(kind, client)


def _client(scope: Scope) -> str:
    # Behind a proxy on this machine uvicorn has put the forwarded address here.
    return scope["client"][0] if scope.get("client") else ""
