"""SQLite through ``sqlite-utils``: one connection per thread, one writer at a time."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlite_utils import Database, Migrations
from sqlite_utils.db import Table as SqliteTable
from sqlite_utils.db import quote_identifier

from actions.requests.errors import (
    StoreBusyError,
    StoreConflictError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
)
from actions.requests.store.interface import Reader, Row, Table, Where, Writer
from actions.requests.store.schema import MIGRATIONS
from knowledge.database import Engine
from knowledge.file_locks import share

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class SqliteStore:
    """A ``Store`` in one file. WAL lets readers go on while one writer writes."""

    def __init__(self, path: Path, *, busy_seconds: float = 10) -> None:
        """Open ``path``, creating the file and bringing its tables up to date.

        Raises:
            StoreError: the file cannot be opened, is damaged, or another process blocks it.
        """
        self.path = path
        self._busy_seconds = busy_seconds
        self._threads = threading.local()
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._migrate()
        path.chmod(0o600)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Reader]:
        """See ``Store.reading``."""
        with _explained(self.path), _transaction(self._database(), "BEGIN") as database:
            yield _Rows(database)

    @contextlib.contextmanager
    def writing(self, about: str | None = None) -> Iterator[Writer]:
        """See ``Store.writing``; there is one writer at a time, whatever it is about."""
        # IMMEDIATE: a deferred transaction that reads first and writes later cannot wait for
        # another writer, SQLite refuses it at once.
        with _explained(self.path), _transaction(self._database(), "BEGIN IMMEDIATE") as database:
            yield _Rows(database)

    def back_up(self, target: Path) -> None:
        """See ``Store.back_up``."""
        with _explained(self.path), contextlib.closing(sqlite3.connect(target)) as copy:
            self._database().conn.backup(copy)
            # A backup is one file: no WAL beside it that could be left behind.
            copy.execute("PRAGMA journal_mode=DELETE")
        target.chmod(0o600)

    def check(self) -> None:
        """See ``Store.check``."""
        with _explained(self.path):
            found = [row[0] for row in self._database().execute("PRAGMA integrity_check(5)")]
        if found != ["ok"]:
            raise _corrupt(self.path)

    def close(self) -> None:
        """See ``Store.close``."""
        database = getattr(self._threads, "database", None)
        if database is not None:
            database.close()
            self._threads.in_use.release()
            del self._threads.database, self._threads.in_use

    def _database(self) -> Database:
        database: Database | None = getattr(self._threads, "database", None)
        if database is None:
            in_use = share(lock_file(self.path))
            if in_use is None:
                raise StoreBusyError(f"{self.path.name}: 正在恢复备份:请等它做完再试")
            database = self._connect()
            self._threads.database, self._threads.in_use = database, in_use
        return database

    def _connect(self) -> Database:
        connection = sqlite3.connect(self.path, timeout=self._busy_seconds)
        try:
            database = Database(connection)
            database.enable_wal()
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("PRAGMA secure_delete = ON")
            # FULL: what was acknowledged to a parent survives a power cut, not only a crash.
            database.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return database

    def _migrate(self) -> None:
        database = self._database()
        # One lock around "which are pending" and "apply": two processes may start at once.
        with _transaction(database, "BEGIN IMMEDIATE"):
            _migrations().apply(database)


def _migrations() -> Migrations:
    """Return the steps of the schema as ``sqlite-utils`` records them (``_sqlite_migrations``)."""
    steps = Migrations("requests")
    for migration in MIGRATIONS:
        statements = migration.on(Engine.SQLITE)

        @steps(name=migration.name)
        def _apply(database: Database, statements: list[str] = statements) -> None:
            for statement in statements:
                database.execute(statement)

    return steps


def lock_file(path: Path) -> Path:
    """Return the file whose lock tells that the store at ``path`` is open somewhere."""
    return path.with_name(f"{path.name}.lock")


class _Rows:
    """Reads and writes rows inside the transaction that its maker opened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self,
        table: Table,
        *where: Where,
        order: Sequence[str] = (),
        limit: int | None = None,
        skip_held: bool = False,
    ) -> list[Row]:
        # There is one writer at a time: nobody else holds a row.
        clause, values = _clause(where)
        return list(
            self._table(table).rows_where(
                clause,
                values,
                order_by=", ".join(_ordering(column) for column in order) or None,
                limit=limit,
            )
        )

    def one(self, table: Table, *where: Where) -> Row | None:
        return next(iter(self.find(table, *where, limit=1)), None)

    def count(self, table: Table, *where: Where) -> int:
        clause, values = _clause(where)
        return int(self._table(table).count_where(clause, values))

    def insert(self, table: Table, row: Row) -> None:
        self._table(table).insert(row)

    def update(self, table: Table, changes: Row, *where: Where) -> int:
        clause, values = _clause(where)
        assignments = ", ".join(f"{quote_identifier(column)} = ?" for column in changes)
        statement = f"UPDATE {quote_identifier(table)} SET {assignments}"
        if clause:
            statement += f" WHERE {clause}"
        return self._database.execute(statement, [*changes.values(), *values]).rowcount

    def delete(self, table: Table, *where: Where) -> int:
        doomed = len(self.find(table, *where))
        clause, values = _clause(where)
        self._table(table).delete_where(clause, values)
        return doomed

    def _table(self, table: Table) -> SqliteTable:
        return self._database.table(str(table))


@contextlib.contextmanager
def _transaction(database: Database, begin: str) -> Iterator[Database]:
    database.execute(begin)
    try:
        yield database
        database.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.execute("ROLLBACK")
        raise


def _clause(where: Sequence[Where]) -> tuple[str | None, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    for condition in where:
        column = quote_identifier(condition.column)
        if condition.operator == "in":
            marks = ", ".join("?" for _ in condition.value)
            parts.append(f"{column} IN ({marks})")
            values.extend(condition.value)
        else:
            parts.append(f"{column} {condition.operator} ?")
            values.append(condition.value)
    return " AND ".join(parts) or None, values


def _ordering(column: str) -> str:
    descending = column.startswith("-")
    return quote_identifier(column.removeprefix("-")) + (" DESC" if descending else "")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into this package's, each saying what to do."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise StoreConflictError(f"{path.name}: 与已有记录冲突({error})") from error
    except sqlite3.DatabaseError as error:
        raise _explanation(path, error) from error
    except OSError as error:
        raise StoreError(f"{path}: 打不开({error.strerror}):请检查文件夹权限和磁盘") from error


def _explanation(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    # The low byte is the primary code; the rest tells variants apart that need no other answer.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return StoreBusyError(f"{path.name}: 正被另一个程序占用,没有写入:请稍后再试")
    if code in _FULL:
        return StoreFullError(f"{path.name}: 磁盘写不进去(可能已满),没有写入:请腾出空间后再试")
    if code in _CORRUPT:
        return _corrupt(path)
    return StoreError(f"{path.name}: {error}")


def _corrupt(path: Path) -> StoreCorruptError:
    return StoreCorruptError(
        f"{path}: 数据文件已损坏:请停止服务,用 tongxing restore 备份文件 恢复最近一次备份"
    )
