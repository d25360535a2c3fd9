"""The web server of one process: ``python -m … LISTEN PORT DRAIN ROLE…``.

Told to stop, it first says that it is not ready, so that a load balancer sends nobody else; after
``DRAIN`` seconds it takes no more connections, lets the turns that have begun end, and stops.
"""

from __future__ import annotations

import sys
import time
from types import FrameType

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.app import create_app
from bot.launch.roles import Role
from knowledge.tracing import start_tracing

_GRACEFUL_SECONDS = 5
KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: longer than whoever is in front keeps one.

uvicorn's own five seconds are the pace of the desk's pages, and shorter than nginx's minute: a call
that comes while the connection is being closed is lost with it.
"""


class DrainingServer(uvicorn.Server):
    """uvicorn's server, which leaves in two steps."""

    def __init__(self, app: FastAPI, listen: str, port: int, drain_seconds: float) -> None:
        """Take what is served, where, and how long it goes on after it was told to stop."""
        super().__init__(
            uvicorn.Config(
                _parting(app),
                host=listen,
                port=port,
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=_GRACEFUL_SECONDS,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
        )
        self._app = app
        self._drain_seconds = drain_seconds
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to leave; told a second time, leave at once."""
        if self._leaves_at is not None or not self._drain_seconds:
            super().handle_exit(sig, frame)
            return
        self._app.state.draining = True
        self._leaves_at = time.monotonic() + self._drain_seconds

    async def on_tick(self, counter: int) -> bool:
        """Look at the time, ten times a second."""
        if self._leaves_at is not None and time.monotonic() >= self._leaves_at:
            self.should_exit = True
        return await super().on_tick(counter)


def _parting(app: FastAPI) -> ASGIApp:
    """Have whoever still calls while this process leaves call another one next time."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start" and app.state.draining:
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        await app(scope, receive, tell)

    return serve


def main(listen: str, port: int, drain_seconds: float, *roles: str) -> None:
    """Serve until told to stop."""
    start_tracing(roles[0] if len(roles) == 1 else Role.WEB)
    app = create_app(port=port, roles=frozenset(roles))
    DrainingServer(app, listen, port, drain_seconds).run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])
