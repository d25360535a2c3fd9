"""``tongxing requests``: the service requests, for staff at a terminal."""

from bot.channels.terminal.requests import moving, opening, reading
from bot.channels.terminal.requests.group import requests_group

__all__ = ["moving", "opening", "reading", "requests_group"]
