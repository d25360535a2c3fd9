"""One JSON line per request: its id, route, status, time. No address, no query, no words."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.observability.metrics import Metrics
from knowledge.tracing import request_id, request_of

logger = logging.getLogger("tongxing.web")

_UNKNOWN = "unknown"
_ID_HEADER = "x-request-id"
_FIELDS = ("method", "route", "status", "ms", "work", "error", "where")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/static/{name}"})


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; only known fields get in."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if request_id():
            line["request"] = request_id()
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        return json.dumps(line, ensure_ascii=False)


def log_as_json() -> None:
    """Send this package's log lines to standard error, once per process."""
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


class Observer:
    """Outermost layer: counts, times and logs every request by its route."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application below."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(_ID_HEADER, "")
        parent = {"traceparent": Headers(scope=scope).get("traceparent", "")}
        with request_of(given, "request", parent) as own:
            await self._observe(scope, receive, send, own)

    async def _observe(self, scope: Scope, receive: Receive, send: Send, own: str) -> None:
        started, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (_ID_HEADER.encode(), own.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            _note(scope, status, time.perf_counter() - started)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", _UNKNOWN)
    # Methods come from outside too: an invented one must not become a label.
    method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "OTHER"
    metrics: Metrics = scope["app"].state.site.metrics
    metrics.requests.labels(method, route, f"{status // 100}xx").inc()
    metrics.seconds.labels(route).observe(seconds)
    if route not in _QUIET or status >= 500:
        logger.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            },
        )
