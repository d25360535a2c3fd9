"""What the state folder holds beside the requests goes in time as well."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_DAY = 24 * 3600
# The last event of a conversation says when it was last used.
_OLD = "DELETE FROM trackers WHERE json_extract(events, '$[#-1].timestamp') < ?"
_LEFT_BEHIND = ("*/*.before-restore-*", "*/*.damaged-*", "config.from-backup.yml")


def forget_old_conversations(tracker_store: Path, days: int, now: float) -> int:
    """Delete conversations that nobody has continued for so many days; return how many.

    Args:
        tracker_store: the dialogue server's file; it need not exist.
        days: 0 keeps everything.
        now: seconds since 1970.
    """
    if not days or not tracker_store.exists():
        return 0
    with closing(sqlite3.connect(tracker_store, timeout=10)) as database, database:
        database.execute("PRAGMA secure_delete = ON")
        known = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'trackers'").fetchone()
        return database.execute(_OLD, [now - days * _DAY]).rowcount if known else 0


def remove_leftovers(home: Path, days: int, now: float) -> int:
    """Delete files that a restore or a damaged database left behind; return how many.

    Args:
        home: the state folder.
        days: how long they may lie there; 0 keeps them.
        now: seconds since 1970.
    """
    old = [file for file in _leftovers(home) if days and now - file.stat().st_ctime > days * _DAY]
    for file in old:
        file.unlink()
    return len(old)


def _leftovers(home: Path) -> Iterator[Path]:
    for pattern in _LEFT_BEHIND:
        yield from home.glob(pattern)
