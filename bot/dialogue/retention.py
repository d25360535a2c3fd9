"""Files that a restore or a damaged database left in the state folder go in time as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_DAY = 24 * 3600
_LEFT_BEHIND = (
    "*/*.before-restore-*",
    "*/*.damaged-*",
    "config.from-backup.yml",
    "backups/tongxing-*.tar.gz",
    "log/*.old.log",
)


def remove_leftovers(home: Path, days: int, now: float) -> int:
    """Delete old backups and logs and what a restore or damage left behind; return how many.

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
