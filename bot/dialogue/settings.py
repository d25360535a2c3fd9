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


def loopback(port: int | None = None) -> tuple[str, str]:
    """Return the addresses of the action server and of Rasa, beside the web process."""
    port = port or web_port()
    return f"http://127.0.0.1:{port + 1}", f"http://127.0.0.1:{port + 2}"


def tracker_store(config: Config) -> Path:
    """Return the file in which the dialogue server keeps its conversations."""
    return config.home / TRACKERS.file
