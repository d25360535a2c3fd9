"""Which engine this installation has: PostgreSQL where the environment names one, else SQLite."""

from __future__ import annotations

import os
from pathlib import Path

from knowledge.database.interface import Database, Schema
from knowledge.database.sqlite import SqliteDatabase
from knowledge.errors import ConfigurationError

DATABASE_URL = "TONGXING_DATABASE_URL"
_SCHEMES = ("postgresql://", "postgres://")


def database_url() -> str | None:
    """Return the URL of the PostgreSQL server, ``None`` where SQLite keeps everything.

    Raises:
        ConfigurationError: the variable holds something else.
    """
    url = os.environ.get(DATABASE_URL, "").strip()
    if url and not url.startswith(_SCHEMES):
        raise ConfigurationError(f"{DATABASE_URL}: 要写成 postgresql://用户:密码@主机/数据库")
    return url or None


def open_database(
    home: Path, schema: Schema, *, busy_seconds: float = 10, dispensable: bool = False
) -> Database:
    """Open the tables of ``schema`` and bring them up to date.

    Args:
        home: the state folder, under which SQLite keeps its file.
        schema: what is kept.
        busy_seconds: how long to wait for another writer.
        dispensable: a damaged file of SQLite is set aside instead of being refused.

    Raises:
        ConfigurationError: ``TONGXING_DATABASE_URL`` cannot be used.
        DatabaseError: the tables cannot be opened.
    """
    url = database_url()
    if url is not None:
        return on_server(url, schema, busy_seconds=busy_seconds)
    file = home / schema.file
    return SqliteDatabase(file, schema, busy_seconds=busy_seconds, dispensable=dispensable)


def on_server(url: str, schema: Schema, *, busy_seconds: float = 10) -> Database:
    """Open tables on a PostgreSQL server; psycopg is loaded only where one is used."""
    from knowledge.database.postgres import PostgresDatabase

    return PostgresDatabase(url, schema, busy_seconds=busy_seconds)
