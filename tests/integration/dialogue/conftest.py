from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from dialogue_servers import Servers

from actions.requests import RequestDesk
from bot.dialogue import Dialogue
from bot.launch.dialogue import Dialogue as DialogueServer
from knowledge.base import KnowledgeBase
from knowledge.errors import TongxingError
from knowledge.settings import Config, load_config

BUILT = ("model", "knowledge", "nlu/models")
"""What `make setup` and `make train` made; the tests keep nothing else of the real state."""


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    real = load_config()
    server = DialogueServer(real)
    if not server.interpreter.exists() or not server.model.exists():
        pytest.skip("the dialogue is not trained: run `make train`")
    home = tmp_path_factory.mktemp("home")
    for name in BUILT:
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).symlink_to(real.home / name)
    return replace(real, home=home)


@pytest.fixture(scope="session")
def knowledge(config: Config) -> KnowledgeBase:
    base = KnowledgeBase.open(config)
    try:
        base.read("你好")
    except TongxingError as error:
        pytest.skip(f"the knowledge base is not set up: {error}")
    return base


@pytest.fixture(scope="session")
def servers(config: Config, knowledge: KnowledgeBase) -> Iterator[Servers]:
    running = Servers(config)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def desk(config: Config, knowledge: KnowledgeBase) -> RequestDesk:
    return RequestDesk.open(config, knowledge.catalogue)


@pytest.fixture
async def dialogue(
    config: Config, knowledge: KnowledgeBase, desk: RequestDesk, servers: Servers
) -> AsyncIterator[Dialogue]:
    carried = Dialogue.open(config, knowledge, desk, port=servers.port)
    yield carried
    await carried.close()
