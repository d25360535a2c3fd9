"""SQLite: one connection that reads and one that writes, so that readers wait for no disk."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.damaged import set_aside_damaged
from knowledge.database.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseNewerError,
    DatabaseRefusedError,
)
from knowledge.database.interface import Row, Schema
from knowledge.database.migrations import Engine

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class SqliteDatabase:
    """A ``Database`` in one file that is for its owner only."""

    engine = Engine.SQLITE

    def __init__(
        self, file: Path, schema: Schema, *, busy_seconds: float = 10, dispensable: bool = False
    ) -> None:
        """Open the file, creating it when it is missing, and bring its tables up to date.

        Args:
            file: where the tables lie.
            schema: what is kept.
            busy_seconds: how long to wait for another process.
            dispensable: a damaged file is set aside instead of being refused.

        Raises:
            DatabaseError: it cannot be opened, or a newer version made it.
        """
        self.file = file
        self.schema = schema
        self._busy_seconds = busy_seconds
        self._inside = threading.local()
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if dispensable:
                set_aside_damaged(file)
        except OSError as error:
            raise DatabaseError(f"{file}: cannot be opened ({error.strerror})") from error
        self._locks = {name: threading.RLock() for name in ("reading", "writing")}
        with self._explained():
            self._writer = self._connect()
            try:
                self._migrate()
                self._reader = self._connect() if schema.write_ahead else self._writer
            except BaseException:
                self._writer.close()
                raise
        if not schema.write_ahead:
            self._locks["reading"] = self._locks["writing"]

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """See ``Database.rows``."""
        writes = getattr(self._inside, "transaction", False)
        connection = self._writer if writes else self._reader
        with self._explained(), self._locks["writing" if writes else "reading"]:
            return [dict(row) for row in connection.execute(query, list(values))]

    def one(self, query: str, values: Sequence[object] = ()) -> Row | None:
        """See ``Database.one``."""
        return next(iter(self.rows(query, values)), None)

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """See ``Database.run``."""
        with self._explained(), self._locks["writing"]:
            return self._writer.execute(statement, list(values)).rowcount

    def run_many(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """See ``Database.run_many``."""
        with self._explained(), self._locks["writing"]:
            self._writer.executemany(statement, values)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """See ``Database.writing``."""
        with self._explained(), self._locks["writing"]:
            # IMMEDIATE waits for another writer here, not in the middle of the work.
            self._writer.execute("BEGIN IMMEDIATE")
            self._inside.transaction = True
            try:
                yield
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._inside.transaction = False

    def close(self) -> None:
        """See ``Database.close``."""
        for connection in (self._reader, self._writer):
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.file, check_same_thread=False, timeout=self._busy_seconds, isolation_level=None
        )
        try:
            self.file.chmod(0o600)
            connection.row_factory = sqlite3.Row
            mode = "WAL" if self.schema.write_ahead else "TRUNCATE"
            connection.execute(f"PRAGMA journal_mode = {mode}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self) -> None:
        """Run what is missing; how many have run stands in the file's ``user_version``."""
        steps = self.schema.migrations
        if self._version() > len(steps):
            raise DatabaseNewerError(f"{self.file.name}: was made by a newer version")
        if self._version() == len(steps):
            return
        with self.writing():
            # Another process may have done it while this one waited.
            for step in steps[self._version() :]:
                for statement in step.on(Engine.SQLITE):
                    self._writer.execute(statement)
            self._writer.execute(f"PRAGMA user_version = {len(steps)}")

    def _version(self) -> int:
        return int(self._writer.execute("PRAGMA user_version").fetchone()[0])

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into this package's."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise DatabaseRefusedError(f"{self.file.name}: {error}") from error
        except (sqlite3.DatabaseError, sqlite3.ProgrammingError) as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BUSY:
                raise DatabaseBusyError(f"{self.file.name}: is busy, try again") from error
            kind = DatabaseDamagedError if code in _DAMAGED else DatabaseError
            raise kind(f"{self.file.name} cannot be used: {error}") from error
