"""Backup and restore of the one file that holds all requests."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from actions.requests.errors import StoreBusyError, StoreCorruptError, StoreError
from actions.requests.store.interface import Store, Table, Where
from actions.requests.store.sqlite import SqliteStore, lock_file
from knowledge.file_locks import seize

_TABLES = {Table.REQUESTS, Table.PEOPLE, Table.HISTORY, Table.OUTBOX}
"""What every version of this store holds; an older backup is migrated when it is opened."""


def back_up(store: Store, target: Path) -> Path:
    """Write a checked copy of ``store`` to ``target``.

    The encryption key is not in it: without the key a backup shows figures, no person.

    Raises:
        StoreError: the copy cannot be written (nothing is left of it then), or ``target`` exists.
    """
    if target.exists():
        raise StoreError(f"{target}: 已有这个文件:请换一个名字")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        store.back_up(part)
        verify(part)
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: 写不进去({error.strerror}):请检查文件夹和磁盘") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def restore(
    backup: Path, database: Path, now: datetime, opens: Callable[[SqliteStore], object]
) -> Path | None:
    """Put ``backup`` in the place of ``database``; return where the former file was kept.

    What was on its way to parents when the backup was made has most likely been sent since; it is
    marked as unsure instead of being sent twice.

    Args:
        backup: the file to restore.
        database: where the requests lie.
        now: goes into the name of the former file.
        opens: called with the backup before anything is replaced; raises when it is of no use,
            for instance because the key at hand does not open it.

    Raises:
        StoreCorruptError: the backup itself is damaged or no backup of this store; nothing is
            changed then.
        StoreBusyError: a service or another command has the store open; nothing is changed.
        StoreError: the files cannot be written.
    """
    verify(backup)
    alone = None
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        alone = seize(lock_file(database))
        if alone is None:
            raise StoreBusyError(
                f"{database.name}: 服务或另一个命令正在使用诉求数据:请先停止 tongxing serve,再恢复"
            )
        fresh = database.with_name(database.name + ".restored")
        _copy(backup, fresh)
        _prepare(fresh, opens)
        former = _set_aside(database, now)
        fresh.replace(database)
    except OSError as error:
        raise StoreError(f"{database}: 恢复不了({error.strerror}):请检查文件夹和磁盘") from error
    finally:
        if alone is not None:
            alone.release()
    return former


def verify(file: Path) -> None:
    """Check that ``file`` is a whole, undamaged copy of this store.

    Raises:
        StoreCorruptError: it is not.
    """
    if not file.is_file():
        raise StoreError(f"{file}: 没有这个文件")
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            names = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise StoreCorruptError(f"{file}: 不是可用的备份({error}):请换另一个备份") from error
    if found != ["ok"] or not names >= _TABLES:
        raise StoreCorruptError(f"{file}: 备份已损坏或不是诉求数据:请换另一个备份")


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
    target.chmod(0o600)


def _prepare(file: Path, opens: Callable[[SqliteStore], object]) -> None:
    store = SqliteStore(file)
    try:
        opens(store)
        with store.writing() as rows:
            rows.update(
                Table.OUTBOX,
                {"status": "unsure", "error": "restored"},
                Where("audience", "=", "parent"),
                Where("status", "in", ("pending", "sending")),
            )
    finally:
        store.close()
        lock_file(file).unlink(missing_ok=True)


def _set_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    former = database.with_name(f"{database.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{database}{suffix}")
        if part.exists():
            part.rename(f"{former}{suffix}")
    return former
