"""One backup of the whole installation: every database of the state folder, and the settings.

Requests are copied and checked by their own store, the other databases through SQLite's backup or,
from PostgreSQL, row by row into files of SQLite, so that all of it can be written while everything
goes on running. The keys stay out: whoever
finds a backup finds figures and no person.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from actions.requests.errors import StoreCorruptError, StoreError
from actions.requests.store import Store
from actions.requests.store.backup import back_up
from knowledge.database import Database, SqliteDatabase, copy_database

REQUESTS = "requests/requests.db"
SETTINGS = "config.yml"
NOTE = "README.txt"
# Made anew from what is backed up.
_DERIVED = ("index", "backups")
_NOTE_TEXT = """Backup of a Tongxing installation; `tongxing restore FILE` puts it back.

In it: service requests with their attachments and outbox, ingested documents, conversations,
counters and the settings file.
Not in it: the encryption key (TONGXING_ENCRYPTION_KEY or keys/encryption.key), the session key
and every secret of the environment (tokens, passwords, API keys). Without the encryption key
nobody's details can be read, by anybody. Models and the search index are made anew.
"""


def write_archive(
    home: Path, settings: Path, store: Store, target: Path, served: Sequence[Database] = ()
) -> list[str]:
    """Write everything to ``target`` and return the names of what is in it.

    Args:
        home: the state folder.
        settings: the settings file.
        store: the requests.
        target: must not exist yet.
        served: what else lies on a server, not in the state folder.

    Raises:
        StoreError: it cannot be written (nothing is left of it then), or ``target`` exists.
    """
    if target.exists():
        raise StoreError(f"{target}: 已有这个文件:请换一个名字")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            back_up(store, Path(folder) / REQUESTS)
            for file in _other_databases(home):
                _copy(file, Path(folder) / file.relative_to(home))
            for database in served:
                _dump(database, Path(folder) / database.schema.file)
            names = _pack(Path(folder), settings, part)
        part.chmod(0o600)
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: 写不进去({error.strerror}):请检查文件夹和磁盘") from error
    finally:
        part.unlink(missing_ok=True)
    return names


@contextlib.contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """Give the folder in which the content of an archive lies for the time being.

    Raises:
        StoreCorruptError: it is damaged, or no archive of this product.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise StoreCorruptError(f"{archive}: 备份已损坏:请换另一个备份") from error
        if not (Path(folder) / REQUESTS).is_file():
            raise StoreCorruptError(f"{archive}: 备份里没有诉求数据:请换另一个备份")
        for file in _databases(Path(folder)):
            _check(file)
        yield Path(folder)


def put_back(folder: Path, home: Path, mark: str) -> list[str]:
    """Put all databases but the requests in their places; former ones stay with ``mark``.

    Returns:
        The names of what was put back.
    """
    names = []
    for file in _databases(folder):
        name = file.relative_to(folder)
        if str(name) == REQUESTS:
            continue
        place = home / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for suffix in ("", "-wal", "-shm"):
            former = Path(f"{place}{suffix}")
            if former.exists():
                former.rename(f"{place}.{mark}{suffix}")
        _copy(file, place)
        names.append(str(name))
    return names


def _databases(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*/*.db"))
    return [file for file in found if file.parent.name not in _DERIVED]


def _other_databases(home: Path) -> list[Path]:
    return [file for file in _databases(home) if file != home / REQUESTS]


def _pack(folder: Path, settings: Path, target: Path) -> list[str]:
    with tarfile.open(target, "w:gz") as packed:
        note = tarfile.TarInfo(NOTE)
        note.size = len(_NOTE_TEXT.encode())
        packed.addfile(note, io.BytesIO(_NOTE_TEXT.encode()))
        for file in _databases(folder):
            packed.add(file, str(file.relative_to(folder)))
        if settings.is_file():
            packed.add(settings, SETTINGS)
        return [name for name in packed.getnames() if name != NOTE]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)


def _dump(database: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    with contextlib.closing(SqliteDatabase(target, database.schema)) as copy:
        copy_database(database, copy)


def _check(file: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(file)) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        raise StoreCorruptError(f"{file.name}: 备份已损坏({error}):请换另一个备份") from error
    if found != ["ok"]:
        raise StoreCorruptError(f"{file.name}: 备份已损坏:请换另一个备份")
