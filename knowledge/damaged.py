"""Databases that may be lost: a damaged one is set aside and said, and work goes on without it."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from pathlib import Path

logger = logging.getLogger("tongxing.state")


def set_aside_damaged(file: Path) -> Path | None:
    """Move a damaged database out of the way; return where it lies now, ``None`` if it is whole.

    For what can be made anew or done without (caches, conversations, counters); never for the
    requests, which are restored from a backup.
    """
    if not file.exists() or _is_whole(file):
        return None
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{file}{suffix}")
        if part.exists():
            part.rename(f"{aside}{suffix}")
    logger.warning("%s is damaged; it was set aside as %s and begun anew", file, aside.name)
    return aside


def _is_whole(file: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=10)) as database:
            found = [row[0] for row in database.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError:
        # Busy or unreadable is not damaged: whoever opens it says so.
        return True
    except sqlite3.DatabaseError:
        return False
    return found == ["ok"]
