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
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The chat may be framed by sites the operator names, and may listen when it is asked to.
_CHAT = "/chat"
_MAY_LISTEN = "camera=(), geolocation=(), microphone=(self)"
_MAY_NOT = "camera=(), geolocation=(), microphone=()"
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
                chat = path == _CHAT
                # A file that is given out has a stricter one of its own.
                headers.setdefault("Content-Security-Policy", self._framed if chat else self._own)
                headers["Permissions-Policy"] = _MAY_LISTEN if chat else _MAY_NOT
                elsewhere = path == _LOADED_ELSEWHERE
                headers["Cross-Origin-Resource-Policy"] = (
                    "cross-origin" if elsewhere else "same-origin"
                )
            await send(message)

        await self._app(scope, receive, add)
