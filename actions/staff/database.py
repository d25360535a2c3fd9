"""The file of the staff: its tables, and one writer at a time."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, department TEXT NOT NULL,
    password TEXT NOT NULL, totp TEXT, totp_used INTEGER NOT NULL DEFAULT 0,
    disabled INTEGER NOT NULL DEFAULT 0, added_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, account TEXT, label TEXT NOT NULL, role TEXT NOT NULL,
    department TEXT NOT NULL, csrf TEXT NOT NULL, bound_to TEXT NOT NULL,
    begun REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS failures (
    key TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS assignments (
    number TEXT PRIMARY KEY, account TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, role TEXT NOT NULL,
    action TEXT NOT NULL, number TEXT NOT NULL, detail TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_is_not_edited BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
"""


class StaffDatabase:
    """One SQLite file, readable by its owner only; safe for threads and processes."""

    def __init__(self, file: Path) -> None:
        """Open the file, creating it when it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
        connection = sqlite3.connect(file, check_same_thread=False, timeout=10)
        file.chmod(0o600)
        # Transactions are begun here, so that reading and writing stand in one.
        connection.isolation_level = None
        connection.row_factory = sqlite3.Row
        self._database = Database(connection)
        self._database.enable_wal()
        connection.executescript(_TABLES)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the file; leaving the block commits, an exception undoes everything."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                self._database.execute("ROLLBACK")
                raise

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """Return what a query finds."""
        with self._lock:
            return [dict(row) for row in self._database.execute(query, list(values))]

    def one(self, query: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row, or ``None``."""
        return next(iter(self.rows(query, values)), None)

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Change rows and return how many."""
        with self._lock:
            return self._database.execute(statement, list(values)).rowcount

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()
