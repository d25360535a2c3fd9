from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dialogue_servers import RASA_PYTHON, Servers

from actions.requests import RequestDesk
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.errors import TongxingError
from knowledge.settings import Config, load_config

MODELS = Path("nlu") / "models"


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    base = KnowledgeBase.open(load_config())
    try:
        base.read("你好")
    except TongxingError as error:
        pytest.skip(f"the knowledge base is not set up: {error}")
    return base


@pytest.fixture(scope="session")
def trained_model() -> Path:
    if not RASA_PYTHON.exists():
        pytest.skip("nlu/.venv is not set up: run `make setup`")
    models = sorted((load_config().home / MODELS).glob("*.tar.gz"), key=lambda f: f.stat().st_mtime)
    if not models:
        pytest.skip("the dialogue is not trained: run `make train`")
    return models[-1]


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return replace(load_config(), home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def servers(config: Config, trained_model: Path) -> Iterator[Servers]:
    running = Servers(config.home, trained_model)
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
