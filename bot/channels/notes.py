"""What a messenger's channel notes of people: small tables beside the request store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database


class Notes:
    """Tables in one file that is for its owner only; safe for several threads."""

    def __init__(self, file: Path, tables: Mapping[str, dict[str, type]]) -> None:
        """Open the tables (name → columns, the first is the key), creating missing ones."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._database = Database(sqlite3.connect(file, check_same_thread=False, timeout=10))
        file.chmod(0o600)
        self._database.enable_wal()
        self._database.execute("PRAGMA secure_delete = ON")
        for name, columns in tables.items():
            table = self._database.table(name)
            table.create(columns, pk=next(iter(columns)), if_not_exists=True)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._database.query(statement, list(values)))

    def _change(self, statement: str, *values: object) -> None:
        with self._lock, self._database.conn:
            self._database.execute(statement, list(values))
