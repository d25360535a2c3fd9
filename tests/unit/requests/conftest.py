from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from actions.requests import RequestDesk, RequestsSettings
from actions.requests.deadlines.clocks import CHINA
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import SqliteStore
from knowledge.catalogue import Catalogue, load_catalogue

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


class DeskClock:
    """A clock that tests move by hand."""

    at = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def clock() -> DeskClock:
    return DeskClock()


@pytest.fixture
def desk(
    tmp_path: Path, catalogue: Catalogue, clock: DeskClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RequestDesk]:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    store = SqliteStore(tmp_path / "requests.db", busy_seconds=2)
    keyring = Keyring.open(load_master_key(tmp_path), store)
    yield RequestDesk(store, keyring, RequestsSettings(), catalogue, now=clock)
    store.close()
