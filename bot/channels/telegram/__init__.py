"""The Telegram channel: the same conversation, in the parent's own chat."""

import os

# The library's coming way of telling durations; the old one warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.telegram.application import TelegramApplication, open_telegram

__all__ = ["TelegramApplication", "open_telegram"]
