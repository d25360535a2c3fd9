"""The state folder before the processes start: writable, private, whole, and ours alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from knowledge.damaged import set_aside_damaged
from knowledge.errors import TongxingError
from knowledge.file_locks import FileLock, seize, share

FOLDER_MODE, FILE_MODE, UMASK = 0o700, 0o600, 0o077
_LOCK = "serve.lock"
# Whoever reads these finds nothing about a person; they are large and shared read-only.
_OPEN = ("model",)


class StateFolderError(TongxingError):
    """The state folder cannot be used."""


def prepare(home: Path, dispensable: tuple[Path, ...], *, alone: bool = True) -> FileLock:
    """Make the folder ready and return the lock that keeps a second ``serve`` out.

    Args:
        home: the state folder.
        dispensable: databases that are set aside when they are damaged.
        alone: whether nobody else may use it; processes of one kind of work share it.

    Raises:
        StateFolderError: it cannot be written, or another ``serve`` uses it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (seize if alone else share)(home / _LOCK)
        if lock is None:
            raise StateFolderError(
                f"another `tongxing serve` uses {home}; stop it, or set TONGXING_HOME to "
                "another folder"
            )
        make_private(home)
        for file in dispensable:
            set_aside_damaged(file)
    except OSError as error:
        raise StateFolderError(
            f"{home} cannot be written ({error.strerror}); make it writable for this user, or set "
            "TONGXING_HOME to another folder"
        ) from error
    return lock


def make_private(home: Path) -> None:
    """Take every right of others from the folder and what is in it, and from what comes."""
    os.umask(UMASK)
    for path in _everything(home):
        wanted = FOLDER_MODE if path.is_dir() else FILE_MODE
        if path.stat().st_mode & 0o777 & ~wanted:
            path.chmod(path.stat().st_mode & wanted)


def _everything(home: Path) -> Iterator[Path]:
    yield home
    for folder, folders, files in os.walk(home):
        folders[:] = [name for name in folders if name not in _OPEN]
        paths = (Path(folder) / name for name in (*folders, *files))
        yield from (path for path in paths if not path.is_symlink())
