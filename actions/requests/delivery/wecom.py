"""A robot in a department's WeCom (企业微信) group.

The protocol is 群机器人配置说明 under ``developer.work.weixin.qq.com``: one POST per message, a
text of at most 2048 bytes, 20 messages a minute for each robot.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from actions.requests.delivery.messages import DeliveryFailed, OutgoingMessage

OFFICIAL_API = "https://qyapi.weixin.qq.com"
_PATH = "/cgi-bin/webhook/send"
_TEXT_BYTES = 2048
_MORE = "…"
_OK = 0
_PASSING = (-1, 45009)
"""Busy, or more than 20 messages in this minute: later it works again."""


class WeComDeliverer:
    """Posts to the robot of the message's department."""

    def __init__(self, keys: Mapping[str, str], api: str, timeout_seconds: float) -> None:
        """Take the robots' keys by department (``duty`` for the duty desk), and the server."""
        self._keys = keys
        self._api = api.rstrip("/")
        self._timeout = timeout_seconds

    def deliver(self, message: OutgoingMessage) -> None:
        """Post the message; a code that later passes is tried again, every other one is final."""
        key = self._keys.get(message.target)
        if not key:
            raise DeliveryFailed(f"{message.target}没有企业微信机器人", permanent=True)
        text = _fitting(f"{message.subject}\n{message.text}\n{message.about.link}".strip())
        try:
            answer = httpx.post(
                f"{self._api}{_PATH}",
                params={"key": key},
                json={"msgtype": "text", "text": {"content": text}},
                timeout=self._timeout,
            )
            code = int(answer.json().get("errcode", _OK)) if answer.is_success else _PASSING[0]
        # The address carries the key, so the error itself is not passed on.
        except (httpx.HTTPError, ValueError, TypeError, AttributeError):
            raise DeliveryFailed("企业微信连不上") from None
        if code != _OK:
            raise DeliveryFailed(f"企业微信返回{code}", permanent=code not in _PASSING)


def keys_by_department(written: str) -> dict[str, str]:
    """Return the keys of ``education=KEY,health=KEY``; a part without both is left out."""
    parts = (part.partition("=") for part in written.split(","))
    return {name.strip(): key.strip() for name, _, key in parts if name.strip() and key.strip()}


def _fitting(text: str) -> str:
    """Return a text cut to what a robot may say."""
    content = text.encode()
    if len(content) <= _TEXT_BYTES:
        return text
    return content[: _TEXT_BYTES - len(_MORE.encode())].decode("utf-8", "ignore") + _MORE
