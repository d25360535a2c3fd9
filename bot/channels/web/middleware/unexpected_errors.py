"""The last net: an unexpected error ends in a page, and in a log line without its message."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("tongxing.web")

_FRAMES = 4


class UnexpectedErrors:
    """Answers for what nobody foresaw.

    The server itself would log the error with its message, which may hold what somebody typed;
    its kind and the place it came from are enough to find it.
    """

    def __init__(self, app: ASGIApp, reply: Callable[[Request], Response]) -> None:
        """Take the application below and what is said instead of its reply."""
        self._app = app
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        replied = False

        async def watch(message: Message) -> None:
            nonlocal replied
            replied = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            where = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
            logger.error("unexpected", extra={"error": type(error).__name__, "where": where})
            if not replied:
                await self._reply(Request(scope))(scope, receive, send)
