"""The dialogue server's own store, seen from outside: what is forgotten is deleted there.

Rasa has no way to delete a tracker over HTTP and reads the row anew for every message, so rows are
deleted where they lie.
"""

from __future__ import annotations

from pathlib import Path

from knowledge.database import Database, Engine, Migration, Schema, open_database

_DAY = 24 * 3600
# The last event of a conversation says when it was last used.
_LAST_USED = {
    Engine.SQLITE: "json_extract(events, '$[#-1].timestamp')",
    Engine.POSTGRES: "CAST(CAST(events AS jsonb) -> -1 ->> 'timestamp' AS double precision)",
}

TRACKERS = Schema(
    name="trackers",
    file="nlu/dialogue.db",
    migrations=(
        Migration(
            "0001_trackers",
            (
                "CREATE TABLE IF NOT EXISTS trackers "
                "(sender_id TEXT PRIMARY KEY, events TEXT NOT NULL)",
            ),
        ),
    ),
    keys={"trackers": ("sender_id",)},
    write_ahead=False,
)
"""Rasa writes it (``nlu/rasa_project/bounded_store.py``)."""


class Trackers:
    """One row per conversation; safe for several threads."""

    def __init__(self, database: Database) -> None:
        """Take the tables of :data:`TRACKERS`."""
        self._database = database

    @classmethod
    def open(cls, home: Path) -> Trackers:
        """Open the store of an installation; a damaged file is set aside."""
        return cls(open_database(home, TRACKERS, dispensable=True))

    def forget(self, conversation: str) -> int:
        """Delete one conversation; return how many rows that were."""
        return self._database.run("DELETE FROM trackers WHERE sender_id = ?", [conversation])

    def forget_old(self, days: int, now: float) -> int:
        """Delete conversations that nobody has continued for so many days; return how many.

        Args:
            days: 0 keeps everything.
            now: seconds since 1970.
        """
        if not days:
            return 0
        last_used = _LAST_USED[self._database.engine]
        return self._database.run(
            f"DELETE FROM trackers WHERE {last_used} < ?", [now - days * _DAY]
        )

    def close(self) -> None:
        """Let go of the store."""
        self._database.close()
