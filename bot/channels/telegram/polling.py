"""Asks Telegram for updates; what is not settled is asked for again, also after a crash."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any
from urllib.parse import urlencode

from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TimedOut
from telegram.request import BaseRequest

from bot.channels.telegram.intake import Intake

logger = logging.getLogger("tongxing.web.telegram")

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
_ANSWER_SECONDS = 10.0
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_REST_SECONDS = 1.0
_HELD_SECONDS = 0.5
_FIRST_REST = 0.1
_LONGEST_REST = 5.0


async def poll(request: BaseRequest, address: str, intake: Intake, seconds: int) -> None:
    """Fetch updates for ever, each request open for so many seconds.

    The library's own ``get_updates`` reads all or nothing: one update of a kind it does not know
    yet would hold up every other, and be written into the log with all it says.

    Asking with an offset confirms everything below it, so the offset never passes an update
    that is not settled. Nothing of it is stored: Telegram knows what it was told, and the intake
    knows what it has settled.

    Args:
        request: for this alone.
        address: of the API, with the token.
        intake: takes the updates.
        seconds: how long a request waits for updates.

    Raises:
        InvalidToken: the token was revoked.
    """
    offset: int | None = None
    pause = rest = 0.0
    while True:
        asked_at = time.monotonic()
        try:
            updates = await _fetch(request, address, offset, seconds)
            for update in sorted(updates, key=lambda update: int(update["update_id"])):
                intake.accept(update)
        except InvalidToken:
            raise
        except Exception as error:
            # Telegram is away, or the disk is full: whatever it is, it may pass.
            pause = _pause_after(error, pause)
            await asyncio.sleep(pause)
            continue
        pause = 0.0
        rest = _rest_after(updates, time.monotonic() - asked_at, rest)
        await asyncio.sleep(rest)
        await intake.rest(_REST_SECONDS)
        offset = _offset(updates, intake)


async def _fetch(
    request: BaseRequest, address: str, offset: int | None, seconds: int
) -> list[dict[str, Any]]:
    wanted = {"timeout": seconds, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
    if offset is not None:
        wanted["offset"] = offset
    query = urlencode(wanted)
    answer = await request.post(
        f"{address}/getUpdates?{query}", read_timeout=seconds + _ANSWER_SECONDS
    )
    return answer if isinstance(answer, list) else []


def _offset(updates: list[dict[str, Any]], intake: Intake) -> int | None:
    """Return the first update that is still wanted; ``None`` when all is confirmed.

    ``None``, because after a quiet week Telegram begins to count anew, maybe lower.
    """
    if intake.first_open is not None:
        return intake.first_open
    return max(int(update["update_id"]) for update in updates) + 1 if updates else None


def _rest_after(updates: list[dict[str, Any]], held: float, before: float) -> float:
    """Return how long to leave a server alone that does not hold the question open."""
    if updates or held >= _HELD_SECONDS:
        return 0.0
    return min(_LONGEST_REST, before * 2) or _FIRST_REST


def _pause_after(error: Exception, before: float) -> float:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait) if isinstance(wait, int) else wait.total_seconds()
    if isinstance(error, TimedOut):
        return _FIRST_PAUSE
    if not before:
        logger.warning("telegram: no updates (%s), trying again", type(error).__name__)
    return min(_LONGEST_PAUSE, before * 2) or _FIRST_PAUSE
