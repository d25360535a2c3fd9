from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api import BotApi
from dialogue_servers import config_under
from knowledge_made_once import open_remembering
from wechat_server import WeChatServer

from knowledge.base import KnowledgeBase
from knowledge.errors import NotSetUpError
from knowledge.settings import Config, load_config
from nlu.embedding import Embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The model that `make setup` made."""
    try:
        return Embedder.from_config(load_config())
    except NotSetUpError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The knowledge base that `make setup` built, read to once: its model is there."""
    try:
        opened = open_remembering(load_config())
        opened.read("你好")
    except NotSetUpError as error:
        pytest.skip(str(error))
    return opened


@pytest.fixture
def impatient(tmp_path: Path) -> Config:
    """The configuration of an installation whose outbox tries again after a second."""
    config = config_under(tmp_path)
    requests = {**config.values["requests"], "outbox": {"waits_seconds": [1, 1, 1]}}
    return replace(config, values={**config.values, "requests": requests})


@pytest.fixture(scope="session")
def bot_api() -> Iterator[BotApi]:
    """Telegram's side."""
    with BotApi().running() as server:
        yield server


@pytest.fixture(scope="session")
def wechat_server() -> Iterator[WeChatServer]:
    """WeChat's side."""
    with WeChatServer().running() as server:
        yield server
