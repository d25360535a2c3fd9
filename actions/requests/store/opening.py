"""Which store this installation has: PostgreSQL where the environment names one, else SQLite."""

from __future__ import annotations

from pathlib import Path

from actions.requests.store.interface import Store
from actions.requests.store.sqlite import SqliteStore
from knowledge.database import database_url


def open_store(file: Path, *, busy_seconds: float) -> Store:
    """Open the store and bring its tables up to date.

    Args:
        file: where SQLite keeps it.
        busy_seconds: how long to wait for another writer.

    Raises:
        ConfigurationError: ``TONGXING_DATABASE_URL`` cannot be used.
        StoreError: the store cannot be opened.
    """
    url = database_url()
    if url is not None:
        return postgres(url, busy_seconds)
    return SqliteStore(file, busy_seconds=busy_seconds)


def postgres(url: str, busy_seconds: float) -> Store:
    """Open a store on a PostgreSQL server; psycopg is loaded only where one is used."""
    from actions.requests.store.postgres import PostgresStore

    return PostgresStore(url, busy_seconds=busy_seconds)
