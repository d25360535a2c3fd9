from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import pytest
from account import Installed, Person
from dialogue_servers import Servers
from wechat_server import WeChatServer

from knowledge.base import KnowledgeBase
from knowledge.settings import Config

_people = itertools.count(1)


@pytest.fixture
def installed(
    impatient: Config,
    knowledge: KnowledgeBase,
    wechat_server: WeChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Installed:
    """Without a dialogue server."""
    return Installed.at(wechat_server, impatient, knowledge, monkeypatch)


@pytest.fixture
def whole_installation(
    servers: Servers,
    knowledge: KnowledgeBase,
    wechat_server: WeChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Installed:
    """With the real dialogue and action servers behind it, and the store they share."""
    return Installed.at(wechat_server, servers.config, knowledge, monkeypatch, servers.port)


@pytest.fixture
async def person(installed: Installed) -> AsyncIterator[Person]:
    """Somebody in front of a running account without a dialogue server."""
    async with installed.running():
        yield Person(installed, f"oPerson{next(_people)}")
