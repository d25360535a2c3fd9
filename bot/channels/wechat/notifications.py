"""News of requests from the outbox to the person: a message, a template, or at the next word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import TimeoutError as NotInTime

from actions.requests import DeliveryFailed, OutgoingMessage
from actions.staff.handover_outbox import CHAT
from bot.channels.splitting import split, utf8_bytes
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.chat_store import CHANNEL, ChatStore
from bot.channels.wechat.errors import CallFailedError
from bot.channels.wechat.limits import BUSY, GONE, TEXT_BYTES, TOO_OFTEN, WINDOW_CLOSED
from bot.channels.wechat.texts import texts
from knowledge.languages import speaking

logger = logging.getLogger("tongxing.web.wechat")

_SECONDS = 45.0  # below the outbox's lease: a message must not be claimed twice


class WeChatDeliverer:
    """Hands the outbox's messages to WeChat; called in a worker thread."""

    def __init__(
        self,
        api: WeChatApi,
        memory: ChatStore,
        loop: asyncio.AbstractEventLoop,
        template_id: str,
        track_url: Callable[[str], str],
        language_of: Callable[[str], str],
    ) -> None:
        """Take the server, the notes, its loop, what a template needs, and what somebody speaks."""
        self._api = api
        self._memory = memory
        self._loop = loop
        self._template_id = template_id
        self._track_url = track_url
        self._language_of = language_of
        self._closing = False

    def close(self) -> None:
        """Leave what was not begun for the next start."""
        self._closing = True

    def deliver(self, message: OutgoingMessage) -> None:
        """Send one message, or note that there is news to be told at the person's next word.

        Raises:
            DeliveryFailed: it was not sent and nothing could be noted.
        """
        if self._closing:
            raise DeliveryFailed("微信前端正在停止")
        with speaking(self._language_of(f"{CHANNEL}:{message.address}")):
            sending = asyncio.run_coroutine_threadsafe(self._send(message), self._loop)
        try:
            sending.result(_SECONDS)
        except NotInTime as error:
            sending.cancel()
            raise DeliveryFailed("微信没有及时回答", permanent=True) from error
        except CallFailedError as error:
            raise self._failure(message, error) from error

    async def _send(self, message: OutgoingMessage) -> None:
        person = message.address
        is_chat = message.audience == CHAT
        if self._memory.may_write(person):
            text = message.text if is_chat else texts().push.format(text=message.text)
            try:
                await self._write(person, text)
                return
            except CallFailedError as error:
                if error.code not in WINDOW_CLOSED:
                    raise
                self._memory.close_window(person)
        if is_chat:
            raise DeliveryFailed("微信的48小时已过", permanent=True)
        await self._tell_otherwise(person, message.number)

    async def _write(self, person: str, text: str) -> None:
        for piece in split(text, TEXT_BYTES, utf8_bytes):
            await self._api.send_text(person, piece)
            self._memory.count_said(person)

    async def _tell_otherwise(self, person: str, number: str) -> None:
        """Tell of news when WeChat takes no more messages: by template, or at the next word."""
        if self._memory.is_gone(person):
            raise CallFailedError("send", min(GONE), "unsubscribed")
        if not self._template_id:
            self._memory.miss(person, number)
            return
        fields = {name: value.format(number=number) for name, value in texts().template.items()}
        url = self._track_url(number)
        await self._api.send_template(person, self._template_id, fields, url)

    def _failure(self, message: OutgoingMessage, error: CallFailedError) -> DeliveryFailed:
        if error.code in GONE:
            self._memory.leave(message.address)
            return DeliveryFailed("家长已取消关注", permanent=True)
        if error.code is None or error.code == BUSY or error.code in TOO_OFTEN:
            return DeliveryFailed("微信暂时不收")
        logger.error("wechat: news could not be sent (%s)", error)
        return DeliveryFailed(f"微信拒绝了（{error.code}）", permanent=True)
