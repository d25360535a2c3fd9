from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from account import AES_KEY, NOBODY, TOKEN, Installed, Person
from dialogue_servers import Servers, config_under
from wechat_server import WeChatServer

from bot.channels.wechat import settings
from knowledge.base import KnowledgeBase
from knowledge.errors import NotSetUpError
from knowledge.settings import Config, load_config

_people = itertools.count(1)


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    try:
        opened = KnowledgeBase.open(load_config())
        opened.read("你好")  # the model loads at its first use
    except NotSetUpError as error:
        pytest.skip(str(error))
    return opened


@pytest.fixture(scope="session")
def wechat_server() -> Iterator[WeChatServer]:
    with WeChatServer().running() as server:
        yield server


@pytest.fixture
def installed(
    tmp_path: Path,
    knowledge: KnowledgeBase,
    wechat_server: WeChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Installed:
    """Without a dialogue server; the outbox tries again after a second."""
    config = config_under(tmp_path)
    requests = {**config.values["requests"], "outbox": {"waits_seconds": [1, 1, 1]}}
    config = replace(config, values={**config.values, "requests": requests})
    return _install(config, knowledge, wechat_server, monkeypatch, NOBODY)


@pytest.fixture
def whole_installation(
    servers: Servers,
    knowledge: KnowledgeBase,
    wechat_server: WeChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Installed:
    """With the real dialogue and action servers behind it, and the store they share."""
    return _install(servers.config, knowledge, wechat_server, monkeypatch, servers.port)


def _install(
    config: Config,
    knowledge: KnowledgeBase,
    server: WeChatServer,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
) -> Installed:
    account = server.new_account()
    monkeypatch.setenv(settings.APP_ID, account.app_id)
    monkeypatch.setenv(settings.SECRET, account.secret)
    monkeypatch.setenv(settings.TOKEN, TOKEN)
    monkeypatch.setenv(settings.AES_KEY, AES_KEY)
    monkeypatch.setenv(settings.API, server.address)
    return Installed(config, knowledge, account, port)


@pytest.fixture
async def person(installed: Installed) -> AsyncIterator[Person]:
    """Somebody in front of a running account without a dialogue server."""
    async with installed.running():
        yield Person(installed, f"oPerson{next(_people)}")
