"""The access token that every call carries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.channels.wechat.limits import TOKEN_MARGIN_SECONDS

Fetch = Callable[[bool], Awaitable[tuple[str, float]]]


class AccessToken:
    """Keeps the token as long as it is good; several waiting calls fetch it once.

    The stable interface (稳定版接口调用凭据) gives every worker the same token, so no worker ends
    another one's, and nothing has to be shared between them.
    """

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        """Take what fetches a token and its seconds; told whether the present one was refused."""
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._ends = float("-inf")

    async def get(self, refused: str = "") -> str:
        """Return a good token; ``refused`` is one that WeChat no longer takes."""
        async with self._lock:
            is_refused = bool(refused) and refused == self._token
            if is_refused or self._clock() >= self._ends:
                self._token, seconds = await self._fetch(is_refused)
                self._ends = self._clock() + seconds - min(TOKEN_MARGIN_SECONDS, seconds / 2)
            return self._token
