"""Telegram calls: an update is acknowledged only when it is settled."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.settings import WEBHOOK_PATH

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_BAD, _FORBIDDEN, _LATER = 400, 403, 503


def webhook_routes(secret: str, intake: Callable[[], Intake | None]) -> APIRouter:
    """Return the route Telegram calls.

    Args:
        secret: what Telegram was told to show with every call.
        intake: takes the updates; ``None`` while the bot is not running.
    """
    router = APIRouter(include_in_schema=False)

    @router.post(WEBHOOK_PATH)
    async def receive(request: Request) -> Response:
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            return Response(status_code=_FORBIDDEN)
        taking = intake()
        if taking is None:
            return Response(status_code=_LATER)
        try:
            work = taking.accept(await request.json())
        except (ValueError, TypeError, KeyError):
            return Response(status_code=_BAD)
        # Shielded: a caller who hangs up must not interrupt a turn.
        settled = work is None or await asyncio.shield(work)
        return Response(status_code=200 if settled else _LATER)

    return router
