"""Progress of a long build on stderr, with the time that is left."""

from __future__ import annotations

import sys
import time

_SILENT_SECONDS = 2.0


class StderrProgress:
    """Says every two seconds how many passages are embedded; short builds say nothing."""

    def __init__(self) -> None:
        """Start the clock."""
        self._start = self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Take note of ``done`` of ``total``."""
        now = time.monotonic()
        if now - self._last < _SILENT_SECONDS:
            return
        self._last = now
        left = (now - self._start) * (total - done) / done
        print(f"embedded {done} of {total} passages, about {_spoken(left)} left …", file=sys.stderr)


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
