"""How fast passwords can be tried: the wait grows per account and per address.

A browser that somebody has entered from before counts by itself ("device cookie"), so that a
stranger's guessing, even from behind the same address, does not keep the office out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

from knowledge.database import Database

_FREE = {"account": 5, "address": 20, "device": 5}
_LONGEST_WAIT = 300
_FORGOTTEN_AFTER = 24 * 3600


class Throttle:
    """Counts failures under several keys (``account:li``, ``address:…``, ``device:…``)."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def wait(self, keys: Sequence[str]) -> int:
        """Return how many seconds have to pass before the next try; 0 when none."""
        return max(self._wait(key) for key in keys)

    def failed(self, keys: Sequence[str]) -> None:
        """Count one wrong password under each key."""
        now = self._clock()
        with self._database.writing():
            self._database.run("DELETE FROM failures WHERE last < ?", [now - _FORGOTTEN_AFTER])
            for key in keys:
                self._database.run(
                    "INSERT INTO failures VALUES (?, 1, ?) ON CONFLICT (key)"
                    " DO UPDATE SET count = failures.count + 1, last = excluded.last",
                    [key, now],
                )

    def succeeded(self, keys: Sequence[str]) -> None:
        """Forget the failures of this account or device; an address has many people behind it."""
        for key in keys:
            if not key.startswith("address:"):
                self._database.run("DELETE FROM failures WHERE key = ?", [key])

    def _wait(self, key: str) -> int:
        row = self._database.one("SELECT count, last FROM failures WHERE key = ?", [key])
        over = row["count"] - _FREE[key.partition(":")[0]] if row else -1
        if row is None or over < 0:
            return 0
        wait = min(_LONGEST_WAIT, 2 ** min(over, 10))
        left: float = row["last"] + wait - self._clock()
        return max(0, math.ceil(left))
