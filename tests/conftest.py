from __future__ import annotations

from collections.abc import Iterator

import pytest
from dialogue_servers import Servers, is_trained
from hypothesis import settings
from postgres_for_tests import running_postgres
from redis_for_tests import RedisServer

# How long one example takes says something of the machine, nothing of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share the tests out among workers, what takes longest first.

    What uses the real servers stays together, as does what uses the browser, so that each is
    started once; everything else goes file by file.
    """
    items.sort(key=_turn)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    if "servers" in getattr(item, "fixturenames", ()):
        return "servers"
    return "browser" if "browser" in item.path.parts else item.nodeid.partition("::")[0]


def _turn(item: pytest.Item) -> int:
    group = _group(item)
    slow_first = (group == "servers", group == "browser", "integration" in item.path.parts, True)
    return slow_first.index(True)


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
