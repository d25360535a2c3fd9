"""PostgreSQL: each schema of the product is one of the server's, all on one pool per process."""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from knowledge.database.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseRefusedError,
)
from knowledge.database.interface import Row, Schema
from knowledge.database.migrations import Engine, Migration
from knowledge.database.postgres_dialect import BEFORE_ALL, in_postgres
from knowledge.database.postgres_troubles import Trouble, explained

_WORDS: dict[Trouble, tuple[type[DatabaseError], str]] = {
    Trouble.REFUSED: (DatabaseRefusedError, "{said}"),
    Trouble.BUSY: (DatabaseBusyError, "the database is busy, try again"),
    Trouble.FULL: (DatabaseError, "the database cannot write: check its disk"),
    Trouble.DAMAGED: (DatabaseDamagedError, "the database is damaged"),
    Trouble.AWAY: (DatabaseError, "the database is not reached"),
    Trouble.OTHER: (DatabaseError, "{said}"),
}
_MIGRATING = 7_215_002  # any number: all of our processes lock the same one
_CONNECTIONS = 8

Connection = psycopg.Connection[dict[str, Any]]


class PostgresDatabase:
    """A ``Database`` on a server; any number of processes and machines may share it."""

    engine = Engine.POSTGRES

    def __init__(self, url: str, schema: Schema, *, busy_seconds: float = 10) -> None:
        """Connect and bring the tables up to date.

        Args:
            url: ``postgresql://user:password@host/database``; never told in an error.
            schema: what is kept.
            busy_seconds: how long to wait for another writer, or for a free connection.

        Raises:
            DatabaseError: the server cannot be reached, or the tables cannot be made.
        """
        self.schema = schema
        self._place = urlsplit(url).hostname or "postgresql"
        self._pool = pool(url, busy_seconds)
        self._inside = threading.local()
        if (url, schema.migrations) not in _migrated:
            with explained(self._place, _WORDS):
                self._migrate()
            _migrated.add((url, schema.migrations))

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """See ``Database.rows``."""
        with explained(self._place, _WORDS), self._connection() as connection:
            return connection.execute(_query(query), list(values)).fetchall()

    def one(self, query: str, values: Sequence[object] = ()) -> Row | None:
        """See ``Database.one``."""
        return next(iter(self.rows(query, values)), None)

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """See ``Database.run``."""
        with explained(self._place, _WORDS), self._connection() as connection:
            return connection.execute(_query(statement), list(values)).rowcount

    def run_many(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """See ``Database.run_many``."""
        with explained(self._place, _WORDS), self._connection() as connection:
            connection.cursor().executemany(_query(statement), values)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """See ``Database.writing``."""
        with explained(self._place, _WORDS), self._connection() as connection:
            connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.schema.name]
            )
            self._inside.connection = connection
            try:
                yield
            finally:
                self._inside.connection = None

    def continue_numbers(self) -> None:
        """Let new rows count on after the ones that were copied with their numbers."""
        for table, (name, *_) in self.schema.keys.items():
            found = self.one(
                "SELECT pg_get_serial_sequence(?, ?) AS sequence",
                [f"{self.schema.name}.{table}", name],
            )
            if found and found["sequence"]:
                self.rows(
                    f"SELECT setval(?, greatest(coalesce(max({name}), 0), 1)) FROM {table}",
                    [found["sequence"]],
                )

    def close(self) -> None:
        """See ``Database.close``; the pool stays for the process."""

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Give the connection of this thread's transaction, or one for a single statement."""
        held: Connection | None = getattr(self._inside, "connection", None)
        if held is not None:
            yield held
            return
        with self._pool.connection() as connection:
            self._turn_to_schema(connection)
            yield connection

    def _turn_to_schema(self, connection: Connection) -> None:
        connection.execute(
            sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(self.schema.name))
        )

    def _migrate(self) -> None:
        with self._pool.connection() as connection:
            # One process at a time: several may start at once.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATING])
            name = sql.Identifier(self.schema.name)
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
            self._turn_to_schema(connection)
            for statement in BEFORE_ALL:
                connection.execute(sql.SQL(statement))
            found = connection.execute("SELECT name FROM schema_migrations").fetchall()
            applied = {row["name"] for row in found}
            for step in self.schema.migrations:
                if step.name in applied:
                    continue
                for statement in step.on(Engine.POSTGRES):
                    connection.execute(sql.SQL(in_postgres(statement)))
                connection.execute("INSERT INTO schema_migrations (name) VALUES (%s)", [step.name])


_pools: dict[str, ConnectionPool[Connection]] = {}
_migrated: set[tuple[str, tuple[Migration, ...]]] = set()
_pools_lock = threading.Lock()


def pool(url: str, busy_seconds: float) -> ConnectionPool[Connection]:
    """Return this process's pool for a server; it connects at its first use."""
    with _pools_lock:
        if url not in _pools:
            milliseconds = int(busy_seconds * 1000)
            _pools[url] = ConnectionPool(
                url,
                connection_class=psycopg.Connection[dict[str, Any]],
                min_size=0,
                max_size=_CONNECTIONS,
                timeout=busy_seconds,
                open=True,
                check=ConnectionPool.check_connection,
                kwargs={
                    "row_factory": dict_row,
                    "options": f"-c lock_timeout={milliseconds} -c statement_timeout=60000",
                },
            )
        return _pools[url]


@atexit.register
def close_pools() -> None:
    """Let go of every connection of this process."""
    with _pools_lock:
        for each in _pools.values():
            each.close()
        _pools.clear()
        _migrated.clear()


def _query(statement: str) -> sql.SQL:
    """Return a statement with the driver's marks for values."""
    return sql.SQL(statement.replace("%", "%%").replace("?", "%s"))
