from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from dialogue_servers import Servers

from actions.requests import RequestDesk
from knowledge.catalogue import load_catalogue


@pytest.fixture
def mortal(servers: Servers) -> Iterator[Servers]:
    """The shared servers for a test that kills some: whatever it leaves dead is started again."""
    yield servers
    servers.revive()


@pytest.fixture
def sender() -> str:
    return uuid.uuid4().hex


@pytest.fixture(scope="session")
def desk(servers: Servers) -> RequestDesk:
    """The request desk on the servers' own store, as staff would open it."""
    return RequestDesk.open(servers.config, load_catalogue())
