"""The account as a whole, run inside the web process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from actions.requests import RequestDesk
from bot.channels.outgoing_queues import deliver_for_ever
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.attachments import Attachments
from bot.channels.wechat.chat_store import CHANNEL, PEOPLE, ChatStore
from bot.channels.wechat.conversation import WeChatConversation
from bot.channels.wechat.errors import CallFailedError
from bot.channels.wechat.intake import Intake
from bot.channels.wechat.limits import NOT_ALLOWED
from bot.channels.wechat.notifications import WeChatDeliverer
from bot.channels.wechat.settings import (
    TOKEN,
    Access,
    WeChatSettings,
    access_from_environment,
)
from bot.channels.wechat.texts import MenuEntry, texts
from bot.channels.wechat.webhook import webhook_routes
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.database import open_database
from knowledge.errors import ConfigurationError
from knowledge.settings import Config

logger = logging.getLogger("tongxing.web.wechat")

_TIDY_SECONDS = 24 * 3600.0
_STOP_SECONDS = 4.0
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)


def open_wechat(
    config: Config,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
    dialogue: Dialogue,
    count_unhelpful: Callable[[str], None],
) -> WeChatApplication | None:
    """Return the account of this installation, or ``None`` when it is not set up.

    Args:
        config: its ``wechat`` section holds the settings, ``web.public_url`` the links' address.
        knowledge: not needed here: the dialogue answers.
        desk: requests and their outbox.
        dialogue: carries the conversations.
        count_unhelpful: not needed here: WeChat has no buttons under a message.

    Raises:
        ConfigurationError: the ``wechat`` section cannot be used.
    """
    settings = config.section("wechat", WeChatSettings)
    try:
        access = access_from_environment()
    except ConfigurationError as error:
        logger.error("wechat: off, %s", error)
        return None
    if access is None:
        logger.info("wechat: off, %s is not set", TOKEN)
        return None
    notes = open_database(config.home, PEOPLE, dispensable=True)
    memory = ChatStore(notes, desk, settings.notes_days)
    public_url = str((config.values.get("web") or {}).get("public_url") or "")
    return WeChatApplication(access, settings, desk, dialogue, memory, public_url)


class WeChatApplication:
    """Answers and pushes until it is cancelled."""

    name = "wechat"

    def __init__(
        self,
        access: Access,
        settings: WeChatSettings,
        desk: RequestDesk,
        dialogue: Dialogue,
        memory: ChatStore,
        public_url: str,
    ) -> None:
        """Take the parts; use :func:`open_wechat`."""
        self._access = access
        self._settings = settings
        self._desk = desk
        self._memory = memory
        self._site = public_url
        self._api = WeChatApi(access, settings.timeout_seconds)
        pictures = Attachments(desk, memory, self._api, settings.longest_image_edge)
        self._talking = WeChatConversation(desk, dialogue, memory, pictures, public_url)
        self._intake: Intake | None = Intake(
            self._talking.answer, self._talking.language_of, self._api, memory, settings
        )
        self._reached = False
        self._language_of = dialogue.language_of
        dialogue.when_forgotten(memory.forget)
        self._conversations = dialogue.for_people.handovers.outbox

    @property
    def is_on(self) -> bool:
        """Tell whether WeChat's server took the account; replies work before that as well."""
        return self._reached

    @property
    def routes(self) -> APIRouter:
        """What the web process serves for the account."""
        return webhook_routes(self._access, lambda: self._intake)

    async def run(self) -> None:
        """Serve until cancelled; then end what has begun."""
        deliverer = WeChatDeliverer(
            self._api,
            self._memory,
            asyncio.get_running_loop(),
            self._settings.template_id,
            self._talking.track_url,
            self._language_of,
        )
        queues = (self._desk.outbox, self._conversations)
        try:
            await asyncio.to_thread(self._conversations.give_up_sending, CHANNEL)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._connect())
                tasks.create_task(
                    deliver_for_ever(queues, CHANNEL, deliverer, self._settings.push_seconds)
                )
                tasks.create_task(self._tidy())
        finally:
            await self._stop()

    async def _connect(self) -> None:
        """Prove the account to WeChat and put up its menu, however long that takes."""
        pauses = iter(_PAUSES)
        while True:
            try:
                await self._api.check()
                self._reached = True
                await self._put_menu()
                logger.info("wechat: on")
                return
            except CallFailedError as error:
                logger.warning("wechat: not reached, trying again: %s", error)
                await asyncio.sleep(next(pauses, _PAUSES[-1]))

    async def _put_menu(self) -> None:
        buttons = [button for entry in texts().menu if (button := menu_button(entry, self._site))]
        if not (self._settings.menu and buttons):
            return
        try:
            await self._api.put_menu(buttons)
        except CallFailedError as error:
            if error.code not in NOT_ALLOWED:
                raise
            logger.warning("wechat: no menu, the account has no right to it (%s)", error.code)

    async def _tidy(self) -> None:
        while True:
            await asyncio.to_thread(self._memory.tidy)
            await asyncio.sleep(_TIDY_SECONDS)

    async def _stop(self) -> None:
        if self._intake is not None:
            intake, self._intake = self._intake, None
            await intake.stop(_STOP_SECONDS)
        await self._api.close()
        self._memory.close()


def menu_button(entry: MenuEntry, site: str) -> dict[str, Any] | None:
    """Return an entry as WeChat takes it; ``None`` when it opens a page and there is no address."""
    if entry.under:
        under = [button for one in entry.under if (button := menu_button(one, site))]
        return {"name": entry.name, "sub_button": under} if under else None
    if entry.page:
        return {"type": "view", "name": entry.name, "url": site + entry.page} if site else None
    return {"type": "click", "name": entry.name, "key": entry.says}
