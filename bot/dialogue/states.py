"""What the turn itself remembers of a conversation: no text, no names, hashed senders."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from knowledge.damaged import set_aside_damaged

_TABLE = "conversations"
_TRACKER_TABLE = "trackers"


@dataclass(frozen=True)
class State:
    """One conversation.

    Attributes:
        expects: the field the assistant waits for.
        epoch: raised when the person is forgotten: the old conversation cannot be continued.
    """

    expects: str | None = None
    epoch: int = 0


class States:
    """One small table beside the dialogue server's own store; safe for several threads."""

    def __init__(self, file: Path) -> None:
        """Open the table, creating it when it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        set_aside_damaged(file)
        self._lock = threading.Lock()
        self._database = Database(sqlite3.connect(file, check_same_thread=False, timeout=10))
        self._database.enable_wal()
        columns = {"sender": str, "expects": str, "epoch": int}
        self._table = self._database.table(_TABLE)
        self._table.create(columns, pk="sender", if_not_exists=True)

    def load(self, sender: str) -> State:
        """Return the state of a hashed sender."""
        with self._lock:
            row = next(iter(self._table.rows_where("sender = ?", [sender])), None)
        return State(row["expects"], row["epoch"]) if row else State()

    def save(self, sender: str, state: State) -> None:
        """Keep the state of a hashed sender."""
        row = {"sender": sender, "expects": state.expects, "epoch": state.epoch}
        with self._lock, self._database.conn:
            self._table.upsert(row, pk="sender")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()


def forget_conversation(tracker_store: Path, conversation: str) -> int:
    """Delete what the dialogue server keeps of one conversation; return how many rows.

    Rasa has no way to delete a tracker over HTTP and reads the file anew for every message, so
    the rows are deleted where they lie.
    """
    if not tracker_store.exists():
        return 0
    with closing(sqlite3.connect(tracker_store, timeout=10)) as database, database:
        database.execute("PRAGMA secure_delete = ON")
        known = database.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [_TRACKER_TABLE]
        ).fetchone()
        if known is None:
            return 0
        done = database.execute(f"DELETE FROM {_TRACKER_TABLE} WHERE sender_id = ?", [conversation])
        return done.rowcount
