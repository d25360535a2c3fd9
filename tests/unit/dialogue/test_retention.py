from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bot.dialogue.retention import forget_old_conversations, remove_leftovers

DAY = 24 * 3600
NOW = 1_764_000_000.0


def kept(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        return {row[0] for row in database.execute("SELECT sender_id FROM trackers")}


def test_a_conversation_nobody_continues_is_deleted_and_a_young_one_stays(tmp_path: Path) -> None:
    file = tmp_path / "dialogue.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE trackers (sender_id TEXT PRIMARY KEY, events TEXT NOT NULL)")
        for sender, days in (("old", 31), ("young", 29), ("continued", 1)):
            events = [{"event": "user", "timestamp": NOW - 90 * DAY}]
            events.append({"event": "action", "timestamp": NOW - days * DAY})
            database.execute("INSERT INTO trackers VALUES (?, ?)", [sender, json.dumps(events)])
    assert forget_old_conversations(file, 0, NOW) == 0
    assert forget_old_conversations(file, 30, NOW) == 1
    assert kept(file) == {"young", "continued"}


def test_a_store_that_does_not_exist_yet_is_not_made(tmp_path: Path) -> None:
    assert forget_old_conversations(tmp_path / "dialogue.db", 30, NOW) == 0
    assert not (tmp_path / "dialogue.db").exists()


def test_files_a_restore_left_behind_go_in_time(tmp_path: Path) -> None:
    names = ("requests.db", "requests.db.before-restore-20260101-000000", "x.db.damaged-1")
    for name in names:
        (tmp_path / "requests").mkdir(exist_ok=True)
        (tmp_path / "requests" / name).write_bytes(b"x")
    assert remove_leftovers(tmp_path, 30, time.time() + 29 * DAY) == 0
    assert remove_leftovers(tmp_path, 0, time.time() + 99 * DAY) == 0
    assert remove_leftovers(tmp_path, 30, time.time() + 31 * DAY) == 2
    assert [file.name for file in (tmp_path / "requests").iterdir()] == ["requests.db"]
