"""The Telegram channel: the same conversation, in the parent's own chat."""

import os

# The library's coming way of telling durations; the old one warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.channel import Messenger
from bot.channels.telegram.application import TelegramApplication, open_telegram
from bot.channels.telegram.chat_store import CHATS
from bot.channels.telegram.settings import TelegramSettings

CHANNEL = Messenger("Telegram", open_telegram, TelegramSettings, CHATS)

__all__ = ["CHANNEL", "TelegramApplication", "open_telegram"]
