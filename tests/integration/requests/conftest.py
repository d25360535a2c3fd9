from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from request_samples import Clock

from actions.requests import Actor, RequestDesk, RequestsSettings
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import SqliteStore
from knowledge.catalogue import Catalogue, load_catalogue


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
