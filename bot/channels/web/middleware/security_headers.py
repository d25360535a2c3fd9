"""Headers that tell browsers what a page may do: nothing but its own style and scripts."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors {ancestors}"
)
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The chat may be framed by sites the operator names; everything else only by ourselves.
_FRAMED = "/chat"
# The widget's script is loaded by other sites; nothing else may be.
_LOADED_ELSEWHERE = "/widget.js"


class SecurityHeaders:
    """Adds the headers to every reply."""

    def __init__(self, app: ASGIApp, embed_origins: Sequence[str] = ()) -> None:
        """Take the application below and the sites that may frame the chat."""
        self._app = app
        self._own = _POLICY.format(ancestors="'self'")
        self._framed = _POLICY.format(ancestors=" ".join(["'self'", *embed_origins]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = self._framed if path == _FRAMED else self._own
                elsewhere = path == _LOADED_ELSEWHERE
                headers["Cross-Origin-Resource-Policy"] = (
                    "cross-origin" if elsewhere else "same-origin"
                )
            await send(message)

        await self._app(scope, receive, add)
