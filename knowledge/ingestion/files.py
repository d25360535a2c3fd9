"""Finds the files to read and looks at each before opening it: size, kind, permission, links."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import filetype

from knowledge.ingestion.errors import UnreadableFileError
from knowledge.ingestion.settings import BYTES_PER_MB, IngestionSettings


def find_files(paths: Iterable[Path]) -> Iterator[Path | UnreadableFileError]:
    """Yield every file under ``paths``, folders in name order, hidden files left out.

    A folder is entered once, so links that lead back up end; what cannot be entered is yielded as
    an error in its place.
    """
    entered: set[tuple[int, int]] = set()
    for path in paths:
        yield from _walk(path, entered, given=True)


def load(path: Path, settings: IngestionSettings) -> bytes:
    """Return the content of one file.

    Raises:
        UnreadableFileError: it is missing, no regular file, too large, empty, or not readable.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError(path.name, "not_a_file")
        _check_size(path, status.st_size, settings)
        data = path.read_bytes()
    except OSError as error:
        raise _as_failure(path, error) from error
    if not data.strip(b" \t\r\n\x00"):
        raise UnreadableFileError(path.name, "empty")
    return data


def refuse_binary(data: bytes, source: str) -> None:
    """Refuse content that is known to be something else than text.

    Raises:
        UnreadableFileError: a picture, an archive, an old Word file, …
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableFileError(source, "encrypted" if encrypted else "old_word")
    if data.startswith(b"{\\rtf"):
        raise UnreadableFileError(source, "binary", kind="an RTF file")
    kind = filetype.guess(data)
    if kind is not None:
        raise UnreadableFileError(source, "binary", kind=f"a {kind.extension.upper()} file")


def _walk(
    path: Path, entered: set[tuple[int, int]], *, given: bool = False
) -> Iterator[Path | UnreadableFileError]:
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield path
            return
        if (status.st_dev, status.st_ino) in entered:
            return
        entered.add((status.st_dev, status.st_ino))
        children = sorted(entry.name for entry in os.scandir(path))
    except OSError as error:
        yield _as_failure(path, error)
        return
    visible = [name for name in children if not name.startswith(".")]
    if given and not visible:
        yield UnreadableFileError(path.name, "nothing_in_folder")
    for name in visible:
        yield from _walk(path / name, entered)


def _check_size(path: Path, size: int, settings: IngestionSettings) -> None:
    if size > settings.max_file_mb * BYTES_PER_MB:
        size_mb = -(-size // BYTES_PER_MB)
        raise UnreadableFileError(
            path.name, "too_large", size_mb=size_mb, limit_mb=settings.max_file_mb
        )
    if size == 0:
        raise UnreadableFileError(path.name, "empty")


def _as_failure(path: Path, error: OSError) -> UnreadableFileError:
    if isinstance(error, PermissionError):
        return UnreadableFileError(path.name, "no_permission")
    if path.is_symlink():
        return UnreadableFileError(path.name, "link_loop")
    if isinstance(error, FileNotFoundError):
        return UnreadableFileError(path.name, "not_found")
    return UnreadableFileError(path.name, "out_of_reach", detail=error.strerror or "OSError")
