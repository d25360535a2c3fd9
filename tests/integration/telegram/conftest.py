from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api import BotApi
from dialogue_servers import Servers, config_under
from installation import NOBODY, Installation
from parent import Parent

from bot.channels.telegram.settings import API, TOKEN
from knowledge.base import KnowledgeBase
from knowledge.errors import NotSetUpError
from knowledge.settings import Config, load_config


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    try:
        opened = KnowledgeBase.open(load_config())
        opened.read("你好")  # the model loads at its first use
    except NotSetUpError as error:
        pytest.skip(str(error))
    return opened


@pytest.fixture(scope="session")
def bot_api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        yield server


@pytest.fixture
def installation(
    tmp_path: Path, knowledge: KnowledgeBase, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """Without a dialogue server; the outbox tries again after a second."""
    config = config_under(tmp_path)
    requests = {**config.values["requests"], "outbox": {"waits_seconds": [1, 1, 1]}}
    config = replace(config, values={**config.values, "requests": requests})
    return _install(config, knowledge, bot_api, monkeypatch, NOBODY)


@pytest.fixture
def whole_installation(
    servers: Servers, knowledge: KnowledgeBase, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """With the real dialogue and action servers behind it, and the store they share."""
    return _install(servers.config, knowledge, bot_api, monkeypatch, servers.port)


def _install(
    config: Config,
    knowledge: KnowledgeBase,
    bot_api: BotApi,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
) -> Installation:
    bot = bot_api.new_bot()
    monkeypatch.setenv(TOKEN, bot.token)
    monkeypatch.setenv(API, bot_api.address)
    return Installation(config, knowledge, bot, port)


@pytest.fixture
async def talk(installation: Installation) -> AsyncIterator[Parent]:
    """A parent in front of a running bot without a dialogue server."""
    async with installation.running():
        yield installation.parent()
