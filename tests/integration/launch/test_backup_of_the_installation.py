"""A backup holds the installation without its keys, and restoring never runs beside a service."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from requests_of_tests import asked
from click.testing import CliRunner

from actions.requests import Actor, RequestDesk
from bot.channels.terminal.maintenance import backup_command, restore_command
from knowledge.catalogue import load_catalogue
from knowledge.settings import PROJECT_ROOT, load_config

HOLDS_IT_OPEN = """
import sys
from actions.requests import RequestDesk
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config
desk = RequestDesk.open(load_config(), load_catalogue())
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path / "home"))
    for name in ("knowledge/passages.db", "dialogue/conversations.db", "index/vectors.db"):
        file = tmp_path / "home" / name
        file.parent.mkdir(parents=True)
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("CREATE TABLE kept (name TEXT)")
            database.execute("INSERT INTO kept VALUES (?)", [name])
    return tmp_path / "home"


def opened(need: str = "娃七岁没得学上") -> str:
    desk = RequestDesk.open(load_config(), load_catalogue())
    new = asked(need=need, channel="hotline", reply_address=None)
    number = desk.submit(new, by=Actor.staff("小李")).number
    desk.store.close()
    return number


def numbers() -> set[str]:
    desk = RequestDesk.open(load_config(), load_catalogue())
    found = {case.number for case in desk.list()}
    desk.store.close()
    return found


def test_a_backup_holds_documents_conversations_and_settings_and_no_key(
    home: Path, tmp_path: Path
) -> None:
    opened()
    done = CliRunner().invoke(backup_command, [str(tmp_path / "all.tar.gz")])
    assert done.exit_code == 0, done.output
    with tarfile.open(tmp_path / "all.tar.gz") as packed:
        names = set(packed.getnames())
    assert names >= {"requests/requests.db", "knowledge/passages.db", "config.yml"}
    assert "dialogue/conversations.db" in names
    assert not any(name.startswith(("keys", "index")) for name in names)
    assert "密钥" in done.output
    assert (tmp_path / "all.tar.gz").stat().st_mode & 0o077 == 0


def test_a_restored_installation_is_the_one_that_was_backed_up(home: Path, tmp_path: Path) -> None:
    kept = opened()
    file = str(tmp_path / "all.tar.gz")
    assert CliRunner().invoke(backup_command, [file]).exit_code == 0
    opened("后来的诉求")
    with closing(sqlite3.connect(home / "knowledge" / "passages.db")) as database, database:
        database.execute("DELETE FROM kept")
    done = CliRunner().invoke(restore_command, [file, "--yes"])
    assert done.exit_code == 0, done.output
    assert numbers() == {kept}
    with closing(sqlite3.connect(home / "knowledge" / "passages.db")) as database:
        assert database.execute("SELECT name FROM kept").fetchall() == [("knowledge/passages.db",)]
    assert list((home / "knowledge").glob("passages.db.before-restore-*"))


def test_restoring_is_refused_while_another_process_has_the_requests_open(
    home: Path, tmp_path: Path
) -> None:
    kept = opened()
    file = str(tmp_path / "all.tar.gz")
    CliRunner().invoke(backup_command, [file])
    later = opened("后来的诉求")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_IT_OPEN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=PROJECT_ROOT,
    ) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == b"open\n"
        refused = CliRunner().invoke(restore_command, [file, "--yes"])
        assert refused.exit_code != 0
        assert "tongxing serve" in str(refused.exception)
        assert numbers() == {kept, later}
        service.communicate(b"")
    assert CliRunner().invoke(restore_command, [file, "--yes"]).exit_code == 0
    assert numbers() == {kept}


def test_a_backup_under_load_holds_everything_acknowledged_before_it(
    home: Path, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            acknowledged.append(opened())

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    while len(acknowledged) < 5:
        pass
    before = set(acknowledged)
    file = str(tmp_path / "load.tar.gz")
    done = CliRunner().invoke(backup_command, [file])
    enough.set()
    for writer in writers:
        writer.join()
    assert done.exit_code == 0, done.output
    restored = CliRunner().invoke(restore_command, [file, "--yes"])
    assert restored.exit_code == 0, restored.output
    assert before <= numbers() <= set(acknowledged)


def test_a_damaged_archive_changes_nothing(home: Path, tmp_path: Path) -> None:
    kept = opened()
    file = tmp_path / "all.tar.gz"
    CliRunner().invoke(backup_command, [str(file)])
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert CliRunner().invoke(restore_command, [str(file), "--yes"]).exit_code != 0
    assert numbers() == {kept}
