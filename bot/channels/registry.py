"""The messengers of this installation; a new one is a folder and a line here."""

from __future__ import annotations

from collections.abc import Callable

from actions.requests import RequestDesk
from bot.channels.channel import Channel, OpenChannel
from bot.channels.telegram import open_telegram
from bot.channels.wechat import open_wechat
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.settings import Config

CHANNELS: tuple[OpenChannel, ...] = (open_telegram, open_wechat)


def open_channels(
    config: Config,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
    dialogue: Dialogue,
    count_unhelpful: Callable[[str], None],
) -> list[Channel]:
    """Return the channels that are set up; see :data:`bot.channels.channel.OpenChannel`.

    Raises:
        ConfigurationError: a section of ``config.yml`` cannot be used.
    """
    opened = (open_(config, knowledge, desk, dialogue, count_unhelpful) for open_ in CHANNELS)
    return [channel for channel in opened if channel is not None]
