"""A limit on what may be sent, counted while it arrives: a header can lie."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413


class BodyLimit:
    """Refuses bodies over a limit that depends on the path."""

    def __init__(
        self,
        app: ASGIApp,
        limit: Callable[[str], int],
        refuse: Callable[[Request, int], Response],
    ) -> None:
        """Take the application below, the limit in bytes of a path, and the refusal."""
        self._app = app
        self._limit = limit
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        if _declared(scope) > limit:
            await self._refuse(Request(scope), limit)(scope, receive, send)
            return
        arrived = 0

        async def count() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > limit:
                # Whoever reads the body passes this kind of exception on to the error page.
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, count, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
