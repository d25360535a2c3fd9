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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser last: Playwright keeps an event loop running that others trip over."""
    items.sort(key=lambda item: "browser" in item.path.parts)


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
