"""HEAD is GET without the body, on every page."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Lets the pages answer HEAD, which link checkers and proxies ask with."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application below."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # The scope itself is changed: the layers above read the route from it afterwards.
        scope["method"] = "GET"
        await self._app(scope, receive, without_body)
