"""PostgreSQL through psycopg: a pool of connections, writers side by side."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg import sql

from actions.requests.errors import (
    StoreBusyError,
    StoreConflictError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
)
from actions.requests.store.copying import copy_everything
from actions.requests.store.interface import Reader, Row, Table, Where, Writer
from actions.requests.store.schema import MIGRATIONS
from actions.requests.store.sqlite import SqliteStore
from knowledge.database import Engine
from knowledge.database.postgres import Connection, pool
from knowledge.database.postgres_dialect import BEFORE_ALL, in_postgres
from knowledge.database.postgres_troubles import Trouble, explained

_WORDS: dict[Trouble, tuple[type[StoreError], str]] = {
    Trouble.REFUSED: (StoreConflictError, "与已有记录冲突({said})"),
    Trouble.BUSY: (StoreBusyError, "数据库正忙,没有写入:请稍后再试"),
    Trouble.FULL: (StoreFullError, "数据库写不进去:请检查磁盘空间"),
    Trouble.DAMAGED: (StoreCorruptError, "数据库有损坏:请用备份恢复"),
    Trouble.AWAY: (StoreError, "连不上数据库:请检查地址和服务"),
    Trouble.OTHER: (StoreError, "{said}"),
}
_NUMBERED = (
    *(Table.HISTORY, Table.PARENT_INBOX, Table.DEPARTMENT_INBOX, Table.FAILED_CHECKS),
    *(Table.HANDOVER_WORDS, Table.QUESTIONS, Table.PROPOSALS),
)
_MIGRATING = 7_215_001  # any number: all of our processes lock the same one


class PostgresStore:
    """A ``Store`` on a PostgreSQL server; any number of processes and machines may share it."""

    def __init__(self, url: str, *, busy_seconds: float = 10) -> None:
        """Connect to ``url`` and bring the tables up to date.

        Args:
            url: ``postgresql://user:password@host/database``; never told in an error.
            busy_seconds: how long to wait for another writer, or for a free connection.

        Raises:
            StoreError: the server cannot be reached, or the tables cannot be made.
        """
        self._place = urlsplit(url).hostname or "postgresql"
        self._pool = pool(url, busy_seconds)
        with explained(self._place, _WORDS):
            self._migrate()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Reader]:
        """See ``Store.reading``."""
        with explained(self._place, _WORDS), self._pool.connection() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield _Rows(connection, holds=False)

    @contextlib.contextmanager
    def writing(self, about: str | None = None) -> Iterator[Writer]:
        """See ``Store.writing``."""
        with explained(self._place, _WORDS), self._pool.connection() as connection:
            if about is not None:
                connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [about])
            yield _Rows(connection, holds=True)

    def back_up(self, target: Path) -> None:
        """See ``Store.back_up``: the copy is the file that an installation on SQLite has."""
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy = SqliteStore(Path(folder) / target.name)
            try:
                with self.reading() as source, copy.writing() as rows:
                    copy_everything(source, rows)
                copy.back_up(target)
            finally:
                copy.close()

    def continue_numbers(self) -> None:
        """Let new rows count on after the ones that were copied with their numbers."""
        with explained(self._place, _WORDS), self._pool.connection() as connection:
            for table in _NUMBERED:
                connection.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, 'id'), greatest(max(id), 1))"
                        " FROM {}"
                    ).format(sql.Literal(str(table)), sql.Identifier(table))
                )

    def check(self) -> None:
        """See ``Store.check``: the server watches its own pages; here every row is read."""
        with self.reading() as rows:
            for table in Table:
                rows.find(table)

    def close(self) -> None:
        """See ``Store.close``; the pool stays for the process."""

    def _migrate(self) -> None:
        with self._pool.connection() as connection:
            # One process at a time: several may start at once.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATING])
            for statement in BEFORE_ALL:
                connection.execute(sql.SQL(statement))
            found = connection.execute("SELECT name FROM schema_migrations").fetchall()
            applied = {row["name"] for row in found}
            for migration in MIGRATIONS:
                if migration.name in applied:
                    continue
                for statement in migration.on(Engine.POSTGRES):
                    connection.execute(sql.SQL(in_postgres(statement)))
                connection.execute(
                    "INSERT INTO schema_migrations (name) VALUES (%s)", [migration.name]
                )


class _Rows:
    """Reads and writes rows inside the transaction of its connection."""

    def __init__(self, connection: Connection, *, holds: bool) -> None:
        self._connection = connection
        self._holds = holds

    def find(
        self,
        table: Table,
        *where: Where,
        order: Sequence[str] = (),
        limit: int | None = None,
        skip_held: bool = False,
    ) -> list[Row]:
        clause, values = _clause(where)
        query = sql.SQL("SELECT * FROM {}{}").format(sql.Identifier(table), clause)
        if order:
            query += sql.SQL(" ORDER BY ") + sql.SQL(", ").join(map(_ordering, order))
        if limit is not None:
            query += sql.SQL(" LIMIT {}").format(limit)
        if self._holds:
            query += sql.SQL(" FOR UPDATE SKIP LOCKED" if skip_held else " FOR UPDATE")
        return self._connection.execute(query, values).fetchall()

    def one(self, table: Table, *where: Where) -> Row | None:
        return next(iter(self.find(table, *where, limit=1)), None)

    def count(self, table: Table, *where: Where) -> int:
        clause, values = _clause(where)
        query = sql.SQL("SELECT count(*) AS found FROM {}{}").format(sql.Identifier(table), clause)
        row = self._connection.execute(query, values).fetchone()
        return int(row["found"]) if row else 0

    def insert(self, table: Table, row: Row) -> None:
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        self._connection.execute(query, list(row.values()))

    def update(self, table: Table, changes: Row, *where: Where) -> int:
        clause, values = _clause(where)
        assignments = [
            sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder())
            for column in changes
        ]
        query = sql.SQL("UPDATE {} SET {}{}").format(
            sql.Identifier(table), sql.SQL(", ").join(assignments), clause
        )
        return self._connection.execute(query, [*changes.values(), *values]).rowcount

    def delete(self, table: Table, *where: Where) -> int:
        clause, values = _clause(where)
        query = sql.SQL("DELETE FROM {}{}").format(sql.Identifier(table), clause)
        return self._connection.execute(query, values).rowcount


def _clause(where: Sequence[Where]) -> tuple[sql.Composable, list[Any]]:
    parts: list[sql.Composable] = []
    values: list[Any] = []
    for condition in where:
        column = sql.Identifier(condition.column)
        if condition.operator == "in":
            parts.append(sql.SQL("{} = ANY({})").format(column, sql.Placeholder()))
            values.append(list(condition.value))
        elif condition.operator == "is":
            parts.append(sql.SQL("{} IS NULL").format(column))
        else:
            operator = sql.SQL(condition.operator)
            parts.append(sql.SQL("{} {} {}").format(column, operator, sql.Placeholder()))
            values.append(condition.value)
    if not parts:
        return sql.SQL(""), values
    return sql.SQL(" WHERE ") + sql.SQL(" AND ").join(parts), values


def _ordering(column: str) -> sql.Composable:
    name = sql.Identifier(column.removeprefix("-"))
    # SQLite puts rows without a value first when it ascends.
    after = " DESC NULLS LAST" if column.startswith("-") else " ASC NULLS FIRST"
    return name + sql.SQL(after)
