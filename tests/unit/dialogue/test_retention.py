from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path

from bot.dialogue.retention import remove_leftovers
from bot.dialogue.trackers import Trackers
from knowledge.database import upsert

DAY = 24 * 3600
NOW = 1_764_000_000.0


def test_a_conversation_nobody_continues_is_deleted_and_a_young_one_stays(tmp_path: Path) -> None:
    with closing(Trackers.open(tmp_path)) as trackers:
        tables = trackers._database
        for sender, days in (("old", 31), ("young", 29), ("continued", 1)):
            events = [{"event": "user", "timestamp": NOW - 90 * DAY}]
            events.append({"event": "action", "timestamp": NOW - days * DAY})
            upsert(tables, "trackers", {"sender_id": sender, "events": json.dumps(events)})
        assert trackers.forget_old(0, NOW) == 0
        assert trackers.forget_old(30, NOW) == 1
        kept = {row["sender_id"] for row in tables.rows("SELECT sender_id FROM trackers")}
    assert kept == {"young", "continued"}


def test_files_a_restore_left_behind_go_in_time(tmp_path: Path) -> None:
    names = ("requests.db", "requests.db.before-restore-20260101-000000", "x.db.damaged-1")
    for name in names:
        (tmp_path / "requests").mkdir(exist_ok=True)
        (tmp_path / "requests" / name).write_bytes(b"x")
    assert remove_leftovers(tmp_path, 30, time.time() + 29 * DAY) == 0
    assert remove_leftovers(tmp_path, 0, time.time() + 99 * DAY) == 0
    assert remove_leftovers(tmp_path, 30, time.time() + 31 * DAY) == 2
    assert [file.name for file in (tmp_path / "requests").iterdir()] == ["requests.db"]


def test_old_backups_and_logs_in_the_state_folder_go_in_time_and_those_at_work_stay(
    tmp_path: Path,
) -> None:
    for name in ("backups/tongxing-20260101-000000.tar.gz", "log/web.old.log", "log/web.log"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert remove_leftovers(tmp_path, 30, time.time() + 29 * DAY) == 0
    assert remove_leftovers(tmp_path, 30, time.time() + 31 * DAY) == 2
    assert [file.name for file in (tmp_path / "log").iterdir()] == ["web.log"]
