"""Asks Telegram for updates; what is not settled is asked for again, also after a crash."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.intake import Intake

logger = logging.getLogger("tongxing.web.telegram")

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_REST_SECONDS = 1.0


async def poll(bot: Bot, intake: Intake, seconds: int) -> None:
    """Fetch updates for ever, each request open for so many seconds.

    Asking with an offset confirms everything below it, so the offset never passes an update
    that is not settled. Nothing of it is stored: Telegram knows what it was told, and the intake
    knows what it has settled.

    Raises:
        InvalidToken: the token was revoked.
    """
    offset: int | None = None
    pause = 0.0
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, timeout=seconds, allowed_updates=ALLOWED_UPDATES
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = _pause_after(error, pause)
            await asyncio.sleep(pause)
            continue
        pause = 0.0
        for update in sorted(updates, key=lambda update: update.update_id):
            intake.accept(update)
        await intake.rest(_REST_SECONDS)
        offset = _offset(updates, intake)


def _offset(updates: tuple[Update, ...], intake: Intake) -> int | None:
    """Return the first update that is still wanted; ``None`` when all is confirmed.

    ``None``, because after a quiet week Telegram begins to count anew, maybe lower.
    """
    if intake.first_open is not None:
        return intake.first_open
    return max(update.update_id for update in updates) + 1 if updates else None


def _pause_after(error: TelegramError, before: float) -> float:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait) if isinstance(wait, int) else wait.total_seconds()
    if isinstance(error, TimedOut):
        return _FIRST_PAUSE
    if not before:
        logger.warning("telegram: no updates (%s), trying again", type(error).__name__)
    return min(_LONGEST_PAUSE, before * 2) or _FIRST_PAUSE
