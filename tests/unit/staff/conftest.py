from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clock_of_staff import Clock

from actions.staff.schema import STAFF
from knowledge.database import Database, open_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.delenv("TONGXING_DATABASE_URL", raising=False)
    opened = open_database(tmp_path, STAFF)
    yield opened
    opened.close()
