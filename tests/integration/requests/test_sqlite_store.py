from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from store_contract import StoreContract, history_row, request_row

from actions.requests import StoreBusyError, StoreCorruptError, StoreFullError
from actions.requests.deadlines.clocks import CHINA
from actions.requests.store import SqliteStore, Table, Where
from actions.requests.store.schema import MIGRATIONS
from actions.requests.store.backup import back_up, restore, verify


def any_store(_: SqliteStore) -> None:
    """Stands for a key that opens every backup."""


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)


class TestSqliteKeepsTheContract(StoreContract):
    @pytest.fixture(autouse=True)
    def _closes_what_it_opened(self) -> Iterator[None]:
        self.opened: list[SqliteStore] = []
        yield
        for store in self.opened:
            store.close()

    def open_store(self, folder: Path) -> SqliteStore:
        store = SqliteStore(folder / "requests.db", busy_seconds=10)
        self.opened.append(store)
        return store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "requests.db"


@pytest.fixture
def store(file: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(file, busy_seconds=0.2)
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("A"))
        rows.insert(Table.HISTORY, history_row("A", 1))
    yield store
    store.close()


def test_the_file_is_for_its_owner_only_and_says_which_migrations_it_has(
    store: SqliteStore, file: Path
) -> None:
    assert file.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(file)) as other:
        names = [row[0] for row in other.execute("SELECT name FROM _sqlite_migrations")]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert names[0] == "0001_service_requests"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET by = 'x'",
        "DELETE FROM history",
        "REPLACE INTO history SELECT * FROM history",
        "INSERT OR REPLACE INTO history (id, number, seq, at, by, role, action, reason, to_state,"
        " department) VALUES (1, 'A', 2, 'x', 'x', 'staff', 'x', '', 'x', 'x')",
    ],
)
def test_another_program_cannot_change_the_history_either(
    store: SqliteStore, file: Path, statement: str
) -> None:
    with closing(sqlite3.connect(file)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute(statement)
        other.rollback()
        assert other.execute("SELECT by FROM history").fetchall() == [("家长",)]


def test_a_blocked_file_is_said_to_be_busy_and_nothing_is_written(
    store: SqliteStore, file: Path
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="稍后再试"), store.writing():
            pass
        other.execute("ROLLBACK")
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("B"))


def test_a_full_disk_is_said_and_the_change_undone(store: SqliteStore, file: Path) -> None:
    pages = store._database().execute("PRAGMA page_count").fetchone()[0]
    store._database().execute(f"PRAGMA max_page_count = {pages}")

    def write_much() -> None:
        with store.writing() as rows:
            for count in range(2000):
                rows.insert(Table.REQUESTS, request_row(f"N{count}"))

    with pytest.raises(StoreFullError, match="腾出空间"):
        write_much()
    with store.reading() as rows:
        assert len(rows.find(Table.REQUESTS)) == 1
    store._database().execute("PRAGMA max_page_count = 1000000")
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("B"))


def test_a_damaged_file_is_noticed_and_the_way_to_restore_told(
    store: SqliteStore, file: Path
) -> None:
    with store.writing() as rows:
        for count in range(200):
            rows.insert(Table.REQUESTS, request_row(f"N{count}"))
    store._database().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    content = bytearray(file.read_bytes())
    for start in range(8192, len(content) - 512, 4096):
        content[start : start + 512] = b"\xff" * 512
    file.write_bytes(content)
    with pytest.raises(StoreCorruptError, match="tongxing restore"):
        SqliteStore(file).check()


def test_a_file_that_is_no_database_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "requests.db"
    file.write_bytes(b"this is not a database, not at all" * 40)
    with pytest.raises(StoreCorruptError, match="restore"):
        SqliteStore(file)


def test_a_backup_restores_to_the_same_rows(store: SqliteStore, file: Path, tmp_path: Path) -> None:
    before = _everything(store)
    backup = back_up(store, tmp_path / "backups" / "one.db")
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("LATER"))
    store.close()
    former = restore(backup, file, NOON, any_store)
    restored = SqliteStore(file)
    assert _everything(restored) == before
    restored.close()
    assert former is not None
    kept = SqliteStore(former)
    assert ("LATER",) in {(row["number"],) for row in _everything(kept)[Table.REQUESTS]}
    kept.close()


def test_messages_to_parents_in_a_restored_file_are_not_sent_again(
    store: SqliteStore, file: Path, tmp_path: Path
) -> None:
    message = {
        "number": "A", "seq": 1, "channel": "web", "subject": "", "body": "x", "queued_at": "t",
        "next_at": "t", "status": "pending", "target": "someone",
    }  # fmt: skip
    with store.writing() as rows:
        rows.insert(Table.OUTBOX, message | {"id": "p", "audience": "parent"})
        rows.insert(Table.OUTBOX, message | {"id": "d", "audience": "department"})
    backup = back_up(store, tmp_path / "one.db")
    store.close()
    restore(backup, file, NOON, any_store)
    restored = SqliteStore(file)
    with restored.reading() as rows:
        states = {row["id"]: row["status"] for row in rows.find(Table.OUTBOX)}
    restored.close()
    assert states == {"p": "unsure", "d": "pending"}


def test_a_damaged_backup_changes_nothing(store: SqliteStore, file: Path, tmp_path: Path) -> None:
    backup = back_up(store, tmp_path / "one.db")
    backup.write_bytes(backup.read_bytes()[:5000])
    store.close()
    before = file.read_bytes()
    with pytest.raises(StoreCorruptError):
        restore(backup, file, NOON, any_store)
    assert file.read_bytes() == before


def test_some_other_database_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreCorruptError, match="不是诉求数据"):
        verify(other)


def test_two_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from actions.requests.store import SqliteStore;"
        "SqliteStore(Path(sys.argv[1])).close()"
    )
    file = str(tmp_path / "new.db")
    running = [subprocess.Popen([sys.executable, "-c", code, file]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (
            len(MIGRATIONS),
        )


def _everything(store: SqliteStore) -> dict[Table, list[dict[str, object]]]:
    with store.reading() as rows:
        return {table: rows.find(table, Where("rowid", ">", 0)) for table in Table}
