"""One installation of the bot for a test: state folder, desk, and the channel to start."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from typing import Any

import pytest
from bot_api import Bot, BotApi
from parent import Parent, until
from requests_of_tests import submitted

from actions.requests import RequestDesk
from bot.dialogue import Dialogue
from bot.channels.telegram.application import TelegramApplication, open_telegram
from bot.channels.telegram.chat_store import CHANNEL
from bot.channels.telegram.settings import API, TOKEN
from knowledge.base import KnowledgeBase
from knowledge.settings import Config

QUICK: dict[str, Any] = {
    "poll_seconds": 2,
    "push_seconds": 0.1,
    "stop_seconds": 2,
    "messages_per_minute": 1000,
    "outgoing": {
        "per_second": 1000,
        "per_chat_second": 1000,
        "tries_again_after": [0.05, 0.1],
        "timeout_seconds": 2,
    },
}
"""Telegram's limits are kept by other tests; the rest need not wait for them."""

NOBODY = 9
"""A port where no dialogue server listens: answers come from retrieval alone, at once."""


class Installation:
    """A state folder with a desk, a bot at the API, and the channel to start and stop."""

    def __init__(self, config: Config, knowledge: KnowledgeBase, bot: Bot, port: int) -> None:
        self.config = config
        self.knowledge = knowledge
        self.bot = bot
        self.port = port
        self.desk = RequestDesk.open(config, knowledge.catalogue)
        self.unhelpful: list[str] = []

    @classmethod
    def at(
        cls,
        api: BotApi,
        config: Config,
        knowledge: KnowledgeBase,
        patch: pytest.MonkeyPatch,
        port: int = NOBODY,
    ) -> Installation:
        """Prepare an installation with a bot of its own at the API."""
        bot = api.new_bot()
        patch.setenv(TOKEN, bot.token)
        patch.setenv(API, api.address)
        return cls(config, knowledge, bot, port)

    @asynccontextmanager
    async def running(self, **settings: Any) -> AsyncIterator[TelegramApplication]:
        """Run the channel as the web process does, with settings beside the quick ones."""
        values = {**self.config.values, "telegram": merged(QUICK, settings)}
        config = replace(self.config, values=values)
        dialogue = Dialogue.open(config, self.knowledge, self.desk, port=self.port)
        channel = open_telegram(config, self.knowledge, self.desk, dialogue, self.unhelpful.append)
        assert channel is not None
        task = asyncio.create_task(channel.run())
        try:
            await until(lambda: channel.is_on or task.done())
            yield channel
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await dialogue.close()

    def parent(self) -> Parent:
        return Parent(self.bot)

    def reach(self, chat: int) -> str | None:
        """Return what the channel noted of whether a chat can be reached."""
        rows = [row for table, row in self.noted(chat) if table == "chats"]
        reach: str | None = rows[0]["reach"] if rows else None
        return reach

    def noted(self, chat: int) -> list[tuple[str, dict[str, Any]]]:
        """Return everything the channel noted of a chat, read from its file."""
        name = self.desk.keyring.mac("telegram-chat", str(chat))
        found = []
        with closing(sqlite3.connect(self.config.home / "telegram" / "chats.db")) as database:
            database.row_factory = sqlite3.Row
            for table in ("chats", "buttons", "files"):
                rows = database.execute(f"SELECT * FROM {table} WHERE chat = ?", [name])
                found += [(table, dict(row)) for row in rows]
        return found


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = {**one, **other}
    for name in one.keys() & other.keys():
        if isinstance(one[name], dict):
            both[name] = {**one[name], **other[name]}
    return both


def open_request(installation: Installation, chat: int, need: str = "娃儿读书报名") -> str:
    """Open a request in the name of a chat and return its number."""
    said = {"channel": CHANNEL, "reply_address": str(chat)}
    return submitted(installation.desk, need=need, **said).number
