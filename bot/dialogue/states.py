"""What the turn itself remembers of a conversation: no text, no names, hashed senders."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from knowledge.damaged import set_aside_damaged

_CREATE = (
    "CREATE TABLE IF NOT EXISTS conversations "
    "(sender TEXT PRIMARY KEY, expects TEXT, epoch INTEGER NOT NULL)"
)
_SELECT = "SELECT expects, epoch FROM conversations WHERE sender = ?"
_REPLACE = "INSERT OR REPLACE INTO conversations (sender, expects, epoch) VALUES (?, ?, ?)"
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
    """One small table beside the dialogue server's own store; safe for several threads.

    Reading has a connection of its own: it does not wait until another state is on the disk.
    """

    def __init__(self, file: Path) -> None:
        """Open the table, creating it when it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        set_aside_damaged(file)
        self._reading, self._writing = _Connection(file), _Connection(file)
        with self._writing as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(_CREATE)

    def load(self, sender: str) -> State:
        """Return the state of a hashed sender."""
        with self._reading as database:
            row = database.execute(_SELECT, [sender]).fetchone()
        return State(*row) if row else State()

    def save(self, sender: str, state: State) -> None:
        """Keep the state of a hashed sender."""
        with self._writing as database, database:
            database.execute(_REPLACE, [sender, state.expects, state.epoch])

    def close(self) -> None:
        """Close the file."""
        for connection in (self._reading, self._writing):
            with connection as database:
                database.close()


class _Connection:
    """A connection for one thread at a time."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, check_same_thread=False, timeout=10)
        self._lock = threading.Lock()

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        return self._database

    def __exit__(self, *_: object) -> None:
        self._lock.release()


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
