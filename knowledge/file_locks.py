"""Advisory locks on files; a process that dies lets go of them."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path


class FileLock:
    """A lock that is held until it is released or forgotten."""

    def __init__(self, descriptor: int) -> None:
        """Take an open file that is locked; :func:`share` and :func:`seize` make one."""
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go of the lock; a second time does nothing."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.release()


def share(file: Path) -> FileLock | None:
    """Take a lock that many may hold; ``None`` when somebody holds it alone."""
    return _lock(file, fcntl.LOCK_SH)


def seize(file: Path) -> FileLock | None:
    """Take a lock that nobody else may hold; ``None`` when anybody holds it."""
    return _lock(file, fcntl.LOCK_EX)


def _lock(file: Path, kind: int) -> FileLock | None:
    lock = FileLock(descriptor := os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.release()
        return None
    return lock
