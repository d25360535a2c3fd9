"""Scripts of other sites may call the APIs when the operator names those sites; pages never."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.web.clients import KEY_HEADER

_APIS = ("/api/", "/open311/", "/openapi.json")
_HEADERS = ("Content-Type", "X-Conversation", "Idempotency-Key", KEY_HEADER)
_KEPT_SECONDS = 3600


class ApiCors:
    """Answers for the APIs what browsers ask before they let another site's script call."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Take the application below and the sites."""
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=_HEADERS,
            max_age=_KEPT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_api = scope["type"] == "http" and scope["path"].startswith(_APIS)
        await (self._shared if is_api else self._app)(scope, receive, send)
