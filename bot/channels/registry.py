"""The messengers of this installation; a new one is a folder and a line here."""

from __future__ import annotations

from collections.abc import Callable, Container

from actions.requests import RequestDesk
from bot.channels.channel import Channel, OpenChannel
from bot.channels.telegram import open_telegram
from bot.channels.wechat import open_wechat
from bot.dialogue import Dialogue
from bot.launch.roles import Role
from knowledge.base import KnowledgeBase
from knowledge.settings import Config

CHANNELS: dict[Role, OpenChannel] = {Role.TELEGRAM: open_telegram, Role.WECHAT: open_wechat}


def open_channels(
    config: Config,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
    dialogue: Dialogue,
    count_unhelpful: Callable[[str], None],
    roles: Container[Role],
) -> list[Channel]:
    """Return the channels of these roles that are set up; see ``bot.channels.channel``.

    Raises:
        ConfigurationError: a section of ``config.yml`` cannot be used.
    """
    opened = (
        open_(config, knowledge, desk, dialogue, count_unhelpful)
        for role, open_ in CHANNELS.items()
        if role in roles
    )
    return [channel for channel in opened if channel is not None]
