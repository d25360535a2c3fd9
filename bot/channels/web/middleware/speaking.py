"""Which language a request is answered in: the one chosen on a page, else the site's own."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from knowledge.languages import CHINESE, languages, speaking

LANGUAGE_COOKIE = "tongxing_language"
_FOR_STAFF = ("/desk", "/api/staff")


class Speaking:
    """Sets the language; staff read Chinese. What a browser prefers is not asked.

    Phones that were set up elsewhere say they prefer English whoever holds them.
    """

    def __init__(self, app: ASGIApp, language: str) -> None:
        """Take the application below and the language of the site."""
        self._app, self._language = app, language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(self._chosen(scope)):
            await self._app(scope, receive, send)

    def _chosen(self, scope: Scope) -> str:
        if scope["path"].startswith(_FOR_STAFF):
            return CHINESE
        chosen = HTTPConnection(scope).cookies.get(LANGUAGE_COOKIE)
        return chosen if chosen in languages() else self._language
