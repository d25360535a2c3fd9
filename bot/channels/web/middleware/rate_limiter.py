"""How often one client may ask: a bucket that fills again with time.

A client is an address, or a program that shows its key and has a limit of its own.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.web.clients import KEY_HEADER, Clients

_REMEMBERED = 20_000


class TokenBuckets:
    """One bucket per client and kind of work; the longest unused are forgotten."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many requests a client may make per minute."""
        self.per_minute = per_minute
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
    """Refuses clients that ask too often, and keys that nobody has."""

    def __init__(
        self,
        app: ASGIApp,
        buckets: dict[str, TokenBuckets],
        kind: Callable[[Scope], str | None],
        clients: Clients,
        refuse: Callable[[Request, int], Response],
        refuse_key: Callable[[Request], Response],
        shared: Callable[[str, str, int], Awaitable[float]] | None = None,
    ) -> None:
        """Take the application below and what to decide by.

        Args:
            app: the application below.
            buckets: of the addresses, by kind of request; what is cheap may be asked more often.
            kind: tells the kind of a request, ``None`` for one that is not limited.
            clients: the programs with keys.
            refuse: the refusal of a client that has to wait so many seconds.
            refuse_key: the refusal of a key that nobody has.
            shared: counts over all processes, given kind, client and limit, as the buckets do here.
        """
        self._shared = shared
        self._app = app
        self._buckets = buckets
        self._kind = kind
        self._clients = clients
        self._of_clients: dict[str, TokenBuckets] = {}
        self._refuse = refuse
        self._refuse_key = refuse_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        kind = self._kind(scope) if scope["type"] == "http" else None
        refused = await self._refusal(scope, kind) if kind else None
        await (refused or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope, kind: str) -> Response | None:
        key = Headers(scope=scope).get(KEY_HEADER, "")
        client = self._clients.of(key) if key else None
        if client is not None:
            buckets = self._of_clients.setdefault(client.name, TokenBuckets(client.per_minute))
            wait = await self._wait("client", client.name, buckets)
        else:
            wait = await self._wait(kind, _address(scope), self._buckets[kind])
        if wait:
            return self._refuse(Request(scope), int(wait) + 1)
        return self._refuse_key(Request(scope)) if key and client is None else None

    async def _wait(self, kind: str, client: str, buckets: TokenBuckets) -> float:
        wait = buckets.take(client)
        if wait or self._shared is None:
            return wait
        return await self._shared(kind, client, buckets.per_minute)


def _address(scope: Scope) -> str:
    # Behind a proxy on this machine uvicorn has put the forwarded address here.
    return scope["client"][0] if scope.get("client") else ""
