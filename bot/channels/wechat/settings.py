"""The ``wechat:`` section of ``config.yml``, and what comes from the environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from pydantic import Field

from bot.channels.wechat.limits import ANSWER_SECONDS
from knowledge.errors import ConfigurationError
from knowledge.settings import Section

APP_ID = "TONGXING_WECHAT_APPID"
SECRET = "TONGXING_WECHAT_SECRET"  # the variable's name, not a secret
TOKEN = "TONGXING_WECHAT_TOKEN"  # likewise
AES_KEY = "TONGXING_WECHAT_AES_KEY"
API = "TONGXING_WECHAT_API"
OFFICIAL_API = "https://api.weixin.qq.com"
PATH = "/wechat"

_NEEDED = (APP_ID, SECRET, TOKEN)
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")


class WeChatSettings(Section):
    """How the account answers."""

    answer_seconds: float = Field(default=4.5, gt=0, lt=ANSWER_SECONDS)
    """How long an answer may take before “请稍候” goes out and the answer follows."""
    push_seconds: float = Field(default=2, gt=0)
    """How often the outbox is looked into."""
    messages_per_minute: int = Field(default=20, ge=1)
    """How much one person may send."""
    timeout_seconds: float = Field(default=10, gt=0)
    longest_image_edge: int = Field(default=2560, ge=256)
    menu: bool = True
    """Whether the menu of ``texts.yml`` is put up at start."""
    template_id: str = ""
    """The template that tells of news once the 48 hours are over; empty: told at the next word."""
    notes_days: int = Field(default=30, ge=1)
    """How long notes on a conversation that rests stay."""


@dataclass(frozen=True)
class Access:
    """The account; what is secret never shows in ``repr``.

    Attributes:
        app_id: of the account.
        secret: proves this installation to WeChat.
        token: proves WeChat to this installation.
        aes_key: of the encrypted mode, 43 characters; empty in plain mode.
        api: the server to call.
    """

    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    api: str = OFFICIAL_API


def access_from_environment() -> Access | None:
    """Return how to reach WeChat, or ``None`` when nothing of it is set.

    Raises:
        ConfigurationError: one part is missing, or the AES key is none.
    """
    values = {name: os.environ.get(name, "").strip() for name in (*_NEEDED, AES_KEY, API)}
    if not any(values[name] for name in _NEEDED):
        return None
    for name in _NEEDED:
        if not values[name]:
            raise ConfigurationError(f"WeChat is half set up: {name} is missing")
    if values[AES_KEY] and not _AES_KEY.fullmatch(values[AES_KEY]):
        raise ConfigurationError(f"{AES_KEY}: 43 letters and digits, as WeChat shows them")
    api = values[API].rstrip("/") or OFFICIAL_API
    return Access(values[APP_ID], values[SECRET], values[TOKEN], values[AES_KEY], api)
