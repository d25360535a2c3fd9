"""Which ports are used, where the dialogue's servers are, and how long a turn may wait for them."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field

from bot.dialogue.trackers import TRACKERS
from knowledge.errors import ConfigurationError
from knowledge.settings import Config, Section

DEFAULT_PORT = 8000
LAST_PORT = 65535
DIALOGUE_URLS = "TONGXING_DIALOGUE_URLS"
"""Where several dialogue servers are, a comma between; without it there is one beside the web."""
ACTIONS_URL = "TONGXING_ACTIONS_URL"
"""Where dialogue servers find the actions: one address, of a load balancer if there are several."""


class DialogueSettings(Section):
    """The ``dialogue:`` section of ``config.yml``."""

    timeout_seconds: float = Field(default=3.0, gt=0)
    readers: int = Field(default=2, ge=1)
    reading_seconds: float = Field(default=5.0, gt=0)
    at_once: int = Field(default=16, ge=1)
    waiting: int = Field(default=64, ge=0)
    longest_wait_seconds: float = Field(default=5.0, gt=0)


def web_port() -> int:
    """Return the web port: ``TONGXING_PORT`` or 8000; the next two are taken as well.

    Raises:
        ConfigurationError: it is not a number that leaves room for three ports.
    """
    value = os.environ.get("TONGXING_PORT") or str(DEFAULT_PORT)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= LAST_PORT - 2:
        raise ConfigurationError(f"TONGXING_PORT must be a port from 1 to 65533, not {value!r}")
    return int(value)


def dialogue_servers(port: int | None = None) -> tuple[str, ...]:
    """Return the addresses of Rasa: beside the web process, or where the environment says."""
    named = os.environ.get(DIALOGUE_URLS, "").replace(",", " ").split()
    return tuple(each.rstrip("/") for each in named) or (_loopback((port or web_port()) + 2),)


def action_server(port: int) -> str:
    """Return the address of the action server: on ``port``, or where the environment says."""
    return os.environ.get(ACTIONS_URL, "").strip().rstrip("/") or _loopback(port)


def _loopback(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def tracker_store(config: Config) -> Path:
    """Return the file in which the dialogue server keeps its conversations."""
    return config.home / TRACKERS.file
