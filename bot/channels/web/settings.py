"""The ``web:`` section of ``config.yml``."""

from __future__ import annotations

from pydantic import Field

from bot.channels.web.clients import ClientSettings
from knowledge.settings import Section


class RateLimits(Section):
    """Requests one client may make per minute, by what they cost."""

    pages: int = Field(default=1200, ge=1)
    model: int = Field(default=600, ge=1)
    forms: int = Field(default=120, ge=1)


class WebSettings(Section):
    """How the pages are served."""

    language: str = "zh"
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+)?$")
    """Where people reach the site, for links that leave it; empty keeps links relative."""
    embed_origins: tuple[str, ...] = ()
    """Sites that may show the chat in a frame (the widget)."""
    cors_origins: tuple[str, ...] = ()
    """Sites whose scripts may call the APIs."""
    clients: dict[str, ClientSettings] = Field(default_factory=dict)
    """Programs with a key and limits of their own, by name."""
    rate_limits: RateLimits = RateLimits()
    max_form_bytes: int = Field(default=100_000, ge=1_000)
    max_attachment_bytes: int = Field(default=20_000_000, ge=1_000)
    longest_image_edge: int = Field(default=2560, ge=100)
    cache_seconds: int = Field(default=300, ge=0)
    outbox_seconds: float = Field(default=2.0, gt=0)
    sweep_seconds: float = Field(default=60.0, gt=0)
