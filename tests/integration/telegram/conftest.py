from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from bot_api import BotApi
from dialogue_servers import Servers
from installation import Installation
from parent import Parent

from knowledge.base import KnowledgeBase
from knowledge.settings import Config


@pytest.fixture
def installation(
    impatient: Config, knowledge: KnowledgeBase, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """Without a dialogue server."""
    return Installation.at(bot_api, impatient, knowledge, monkeypatch)


@pytest.fixture
def whole_installation(
    servers: Servers, knowledge: KnowledgeBase, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """With the real dialogue and action servers behind it, and the store they share."""
    return Installation.at(bot_api, servers.config, knowledge, monkeypatch, servers.port)


@pytest.fixture
async def talk(installation: Installation) -> AsyncIterator[Parent]:
    """A parent in front of a running bot without a dialogue server."""
    async with installation.running():
        yield installation.parent()
