from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from account import Installed
from bot_api import BotApi
from dialogue_servers import config_under
from fastapi import FastAPI
from installation import Installation
from people import AtTelegram, AtTheTerminal, AtTheWeb, AtWeChat, SomebodyAt
from wechat_server import WeChatServer

from bot.channels.web.app import create_app
from knowledge.base import KnowledgeBase
from knowledge.settings import Config

_NOBODY = 9
"""A port beside which no dialogue server listens: answers come from retrieval alone, at once."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The web process; it reads the model, so it is opened once."""
    config = config_under(tmp_path_factory.mktemp("web"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TONGXING_HOME", str(config.home))
        yield create_app(config, port=_NOBODY, background=())


@pytest.fixture(params=["web", "terminal", "telegram", "wechat"])
async def somebody(
    request: pytest.FixtureRequest,
    impatient: Config,
    knowledge: KnowledgeBase,
    bot_api: BotApi,
    wechat_server: WeChatServer,
    web: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[SomebodyAt]:
    """Somebody at each channel in turn, on an installation of its own."""
    if request.param == "telegram":
        installation = Installation.at(bot_api, impatient, knowledge, monkeypatch)
        async with installation.running():
            yield AtTelegram(installation)
    elif request.param == "wechat":
        installed = Installed.at(wechat_server, impatient, knowledge, monkeypatch)
        async with installed.running():
            yield AtWeChat(installed)
    elif request.param == "terminal":
        yield AtTheTerminal(web)
    else:
        yield AtTheWeb(web)
