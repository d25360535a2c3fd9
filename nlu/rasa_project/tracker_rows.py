"""Where conversations lie as rows: a file of SQLite, or the PostgreSQL server of the installation.

Each is used by one thread at a time.
"""

import os
import sqlite3
from pathlib import Path
from typing import List, Optional, Protocol, Text

_BUSY_SECONDS = 10
_SERVERS = ("postgresql://", "postgres://")


class TrackerRows(Protocol):
    """One row per conversation."""

    def write(self, sender: Text, events: Text) -> None:
        """Put a conversation's row in the place of its last; durable when this returns."""
        ...

    def read(self, sender: Text) -> Optional[Text]:
        """Return a conversation's row, ``None`` if there is none."""
        ...

    def senders(self) -> List[Text]:
        """Return the ids of all conversations."""
        ...


def opened(place: Text) -> TrackerRows:
    """Open the rows at ``place``, a file or the URL of a server, making them where missing."""
    return ServerRows(place) if place.startswith(_SERVERS) else FileRows(Path(place))


class FileRows:
    """Rows in a file that is for its owner only."""

    def __init__(self, file: Path) -> None:
        """Open the file, making it where it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        file.chmod(0o600)
        self._database = sqlite3.connect(file, timeout=_BUSY_SECONDS, check_same_thread=False)
        # No write-ahead log: what is overwritten or forgotten must not lie there for a while.
        self._database.execute("PRAGMA journal_mode = TRUNCATE")
        self._database.execute("PRAGMA secure_delete = ON")
        # A killed process loses nothing; a power cut may lose the last words of a conversation,
        # never a request, which lies elsewhere.
        self._database.execute("PRAGMA synchronous = OFF")
        with self._database:
            # Rasa's own table, from before this store: whole messages, vectors included.
            self._database.execute("DROP TABLE IF EXISTS events")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS trackers"
                " (sender_id TEXT PRIMARY KEY, events TEXT NOT NULL)"
            )

    def write(self, sender: Text, events: Text) -> None:
        """See ``TrackerRows.write``."""
        with self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO trackers (sender_id, events) VALUES (?, ?)",
                (sender, events),
            )

    def read(self, sender: Text) -> Optional[Text]:
        """See ``TrackerRows.read``."""
        query = "SELECT events FROM trackers WHERE sender_id = ?"
        row = self._database.execute(query, (sender,)).fetchone()
        return row[0] if row else None

    def senders(self) -> List[Text]:
        """See ``TrackerRows.senders``."""
        return [row[0] for row in self._database.execute("SELECT sender_id FROM trackers")]


class ServerRows:
    """Rows on a server that all workers share; the web process has made the table."""

    def __init__(self, url: Text) -> None:
        """Take the server; it is reached at the first use, and anew when it was lost."""
        self._url = url
        self._connection = None

    def write(self, sender: Text, events: Text) -> None:
        """See ``TrackerRows.write``."""
        self._run(
            "INSERT INTO trackers.trackers (sender_id, events) VALUES (%s, %s)"
            " ON CONFLICT (sender_id) DO UPDATE SET events = excluded.events",
            (sender, events),
        )

    def read(self, sender: Text) -> Optional[Text]:
        """See ``TrackerRows.read``."""
        query = "SELECT events FROM trackers.trackers WHERE sender_id = %s"
        rows = self._run(query, (sender,))
        return rows[0] if rows else None

    def senders(self) -> List[Text]:
        """See ``TrackerRows.senders``."""
        return self._run("SELECT sender_id FROM trackers.trackers", ())

    def _run(self, statement: Text, values: tuple) -> List[Text]:
        import psycopg2

        try:
            return self._tried(statement, values)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            # The server was restarted, or an idle connection cut: once more on a new one. A row
            # that is written twice is the same row.
            self._connection = None
            return self._tried(statement, values)

    def _tried(self, statement: Text, values: tuple) -> List[Text]:
        import psycopg2

        if self._connection is None:
            self._connection = psycopg2.connect(self._url, connect_timeout=_BUSY_SECONDS)
            self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []
