"""The ``telegram:`` section of ``config.yml``, and what comes from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from knowledge.settings import Section

TOKEN = "TONGXING_TELEGRAM_TOKEN"  # the variable's name, not a token
API = "TONGXING_TELEGRAM_API"
OFFICIAL_API = "https://api.telegram.org"
WEBHOOK_PATH = "/telegram/webhook"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Webhook(Section):
    """The public address of the site: Telegram calls ``/telegram/webhook`` under it."""

    url: str = ""
    max_connections: int = Field(default=20, ge=1, le=100)


class Outgoing(Section):
    """How fast messages may go out; Telegram's own limits by default.

    ``tries_again_after`` holds one wait per repetition when Telegram cannot be reached;
    ``longest_wait_seconds`` is how long a 429 may hold a reply back before it is given up.
    """

    per_second: float = Field(default=25, gt=0)
    per_chat_second: float = Field(default=1, gt=0)
    chat_burst: int = Field(default=6, ge=1)
    group_per_minute: float = Field(default=20, gt=0)
    tries_again_after: tuple[float, ...] = (0.5, 2, 5)
    longest_wait_seconds: float = Field(default=60, gt=0)
    timeout_seconds: float = Field(default=10, gt=0)


class Kept(Section):
    """How long the bot's own notes stay."""

    files_hours: int = Field(default=48, ge=1)
    """A file that belongs to no request yet; only Telegram's name for it is noted."""
    notes_days: int = Field(default=30, ge=1)
    """Where a conversation stands, and what its buttons mean."""


class TelegramSettings(Section):
    """How the bot listens and speaks."""

    mode: Literal["polling", "webhook"] = "polling"
    poll_seconds: int = Field(default=30, ge=0, le=50)
    at_once: int = Field(default=32, ge=1)
    """How many chats are served at the same time; some of them may have to wait for Telegram."""
    stop_seconds: float = Field(default=4, gt=0)
    """How long a stop waits for turns that have begun; what is left comes again."""
    push_seconds: float = Field(default=2, gt=0)
    """How often the outbox is looked into."""
    typing_after_seconds: float = Field(default=1, gt=0)
    messages_per_minute: int = Field(default=20, ge=1)
    """How much one person may send."""
    longest_image_edge: int = Field(default=2560, ge=256)
    webhook: Webhook = Webhook()
    outgoing: Outgoing = Outgoing()
    kept: Kept = Kept()

    @model_validator(mode="after")
    def _webhook_has_an_address(self) -> Self:
        if self.mode == "webhook" and not self.webhook.url.startswith("https://"):
            raise ValueError("webhook.url: Telegram only calls an https:// address")
        return self


@dataclass(frozen=True)
class Access:
    """The bot's token and the server it is for; the token never shows in ``repr``."""

    token: str = field(repr=False)
    api: str = OFFICIAL_API

    @property
    def bot(self) -> str:
        """The bot's id, which is no secret."""
        return self.token.partition(":")[0]

    @property
    def is_local(self) -> bool:
        """Tell a server on this machine, which no proxy may stand before."""
        return urlsplit(self.api).hostname in _LOOPBACK


def access_from_environment() -> Access | None:
    """Return how to reach Telegram, or ``None`` when no token is set."""
    token = os.environ.get(TOKEN, "").strip()
    api = os.environ.get(API, "").strip().rstrip("/")
    return Access(token, api or OFFICIAL_API) if token else None
