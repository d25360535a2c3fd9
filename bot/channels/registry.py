"""The messengers of this installation, as their folders declare them.

Which there are is told by ``actions.requests.model.Channel``; roles, sections of the configuration,
schemas and what the desk calls them follow.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cache
from importlib import import_module

from actions.requests import RequestDesk
from actions.requests.model import MESSENGERS
from bot.channels.channel import Channel, Messenger
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.settings import Config


@cache
def messengers() -> dict[str, Messenger]:
    """Return what each messenger's folder declares, by name.

    Raises:
        ModuleNotFoundError: a messenger has no folder.
        TypeError: its folder declares no ``CHANNEL``.
    """
    return {str(name): _declared(f"{__package__}.{name}") for name in MESSENGERS}


def _declared(package: str) -> Messenger:
    declared = getattr(import_module(package), "CHANNEL", None)
    if not isinstance(declared, Messenger):
        raise TypeError(f"{package} declares no CHANNEL, a Messenger of bot.channels.channel")
    return declared


def open_channels(
    config: Config,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
    dialogue: Dialogue,
    count_unhelpful: Callable[[str], None],
    roles: Container[str],
) -> list[Channel]:
    """Return the channels of these roles that are set up; see ``bot.channels.channel``.

    Raises:
        ConfigurationError: a section of ``config.yml`` cannot be used.
    """
    opened = (
        one.open(config, knowledge, desk, dialogue, count_unhelpful)
        for name, one in messengers().items()
        if name in roles
    )
    return [channel for channel in opened if channel is not None]
