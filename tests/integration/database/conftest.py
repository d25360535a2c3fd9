from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres_for_tests import database_of_its_own


@pytest.fixture
def url(postgres_server: str) -> Iterator[str]:
    """A database of its own for each test."""
    from knowledge.database.postgres import close_pools

    yield database_of_its_own(postgres_server)
    close_pools()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything that uses this runs on both."""
    name = str(request.param)
    if name == "postgres":
        monkeypatch.setenv("TONGXING_DATABASE_URL", request.getfixturevalue("url"))
    else:
        monkeypatch.delenv("TONGXING_DATABASE_URL", raising=False)
    return name
