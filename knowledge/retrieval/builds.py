"""Builds of the index on disk: made aside, switched to at once, never half."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_POINTER = "current"
_LOCK = "lock"
_DRAFT = "draft-"


class Builds:
    """A folder of finished builds and a pointer file naming the one that serves."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is made yet."""
        self.folder = folder

    def current(self) -> str | None:
        """Return the name of the build that serves, or None before the first."""
        try:
            name = (self.folder / _POINTER).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return name if name and (self.folder / name).is_dir() else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process build at a time; the others wait and then find the work done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def make(self, name: str, write: Callable[[Path], None]) -> None:
        """Let ``write`` fill a new build, then serve it and remove the others.

        Killed before the switch, the old build goes on serving and the draft is removed next
        time; killed after it, the new one serves. Processes that hold the old build open keep it:
        its files live until they are closed.
        """
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.folder))
        write(draft)
        _flush(draft)
        finished = self.folder / name
        if finished.exists():
            shutil.rmtree(finished)
        draft.rename(finished)
        _replace_text(self.folder / _POINTER, name)
        self._remove_all_but(name)

    def _remove_all_but(self, name: str) -> None:
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)


def _replace_text(file: Path, text: str) -> None:
    draft = file.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    _flush_folder(file.parent)


def _flush(folder: Path) -> None:
    """Put every file below ``folder`` on the disk before anything points to it."""
    for path in folder.rglob("*"):
        if path.is_dir():
            _flush_folder(path)
            continue
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
