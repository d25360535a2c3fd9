from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dialogue_servers import Servers, is_trained
from hypothesis import settings
from postgres_for_tests import running_postgres
from redis_for_tests import RedisServer

# How long one example takes says something of the machine, nothing of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


# What starts the same servers or the browser stays together, so that each is started once.
_TOGETHER = {
    "tests/conversation/": "servers",
    "tests/integration/dialogue/": "servers",
    "tests/integration/telegram/test_transcript.py": "servers",
    "tests/integration/telegram/test_whole_conversations.py": "servers",
    "tests/integration/wechat/": "servers",
    "tests/browser/": "browser",
}
_FIRST = ("servers", "browser", "tests/integration/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that workers end together."""
    items.sort(key=lambda item: _turn(_group(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out among workers file by file, or by what stays together."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

    config.option.loadscopereorder = False  # the order above
    return ByGroup(config, log)


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return next((name for path, name in _TOGETHER.items() if file.startswith(path)), file)


def _turn(group: str) -> int:
    return next((turn for turn, first in enumerate(_FIRST) if group.startswith(first)), len(_FIRST))


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """One set of real servers for the whole run: starting them takes longer than most tests."""
    if not is_trained():
        pytest.skip("the dialogue is not trained: run `tongxing train`")
    running = Servers(tmp_path_factory.mktemp("served"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server that runs as long as the tests."""
    with pytest.MonkeyPatch.context() as patch:
        # The package looks for a folder of the session, which a server's account may lack.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        with running_postgres() as server:
            yield server.get_uri()


@pytest.fixture(scope="session")
def _redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_server(_redis_server: RedisServer) -> RedisServer:
    """A Redis server that runs as long as the tests, empty for each."""
    _redis_server.client().flushall()
    return _redis_server
