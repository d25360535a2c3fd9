"""Counts of “this helped” and “this did not” per page: numbers only, nobody behind them."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from sqlite_utils import Database

from knowledge.damaged import set_aside_damaged

_TABLE = "helpfulness"


class Helpfulness:
    """One small table; safe for several threads."""

    def __init__(self, file: Path) -> None:
        """Open the table, creating it when it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        set_aside_damaged(file)
        self._lock = threading.Lock()
        self._database = Database(sqlite3.connect(file, check_same_thread=False, timeout=10))
        self._database.enable_wal()
        self._table = self._database.table(_TABLE).create(
            {"page": str, "helped": int, "failed": int}, pk="page", if_not_exists=True
        )

    def count(self, page: str, *, helped: bool) -> None:
        """Add one to the page's count."""
        column = "helped" if helped else "failed"
        with self._lock, self._database.conn:
            self._table.insert({"page": page, "helped": 0, "failed": 0}, ignore=True)
            self._database.execute(
                f"UPDATE {_TABLE} SET {column} = {column} + 1 WHERE page = ?", [page]
            )

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return (helped, failed) per page."""
        with self._lock:
            return {row["page"]: (row["helped"], row["failed"]) for row in self._table.rows}

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()
