from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.channels.web.helpfulness import COUNTERS, Helpfulness
from bot.dialogue.states import State, States
from bot.launch.state_folder import StateFolderError, prepare


@pytest.fixture(autouse=True)
def same_umask() -> Iterator[None]:
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def test_a_second_serve_on_one_home_is_refused_in_one_line(tmp_path: Path) -> None:
    first = prepare(tmp_path, ())
    with pytest.raises(StateFolderError, match="another `tongxing serve`") as refused:
        prepare(tmp_path, ())
    assert "\n" not in str(refused.value)
    first.release()
    prepare(tmp_path, ()).release()


def test_nothing_in_the_state_folder_can_be_read_by_others(tmp_path: Path) -> None:
    open_to_all = tmp_path / "nlu" / "dialogue.db"
    open_to_all.parent.mkdir(mode=0o755)
    open_to_all.write_bytes(b"")
    open_to_all.chmod(0o644)
    prepare(tmp_path, ()).release()
    (tmp_path / "later").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    modes = {path: path.stat().st_mode & 0o077 for path in [tmp_path, *tmp_path.rglob("*")]}
    assert set(modes.values()) == {0}


def test_a_home_that_cannot_be_made_is_one_line_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StateFolderError, match="TONGXING_HOME") as refused:
        prepare(tmp_path / "file" / "home", ())
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("damage", [b"no database " * 300, b"SQLite format 3\0" + b"x" * 900])
def test_a_damaged_conversation_store_is_set_aside_and_the_dialogue_goes_on(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "dialogue" / "conversations.db"
    file.parent.mkdir()
    file.write_bytes(damage)
    states = States.open(tmp_path)
    states.save("somebody", State("county"))
    assert states.load("somebody") == State("county")
    states.close()
    assert (tmp_path / "dialogue" / "conversations.db.damaged-1").read_bytes() == damage
    assert "damaged" in caplog.text


def test_a_damaged_tracker_store_is_set_aside_before_the_dialogue_starts(tmp_path: Path) -> None:
    file = tmp_path / "dialogue.db"
    file.write_bytes(b"no database at all " * 300)
    prepare(tmp_path, (file,)).release()
    assert not file.exists()
    assert (tmp_path / "dialogue.db.damaged-1").exists()


def test_a_whole_database_stays_where_it_is(tmp_path: Path) -> None:
    counters = Helpfulness.open(tmp_path)
    counters.count("page", helped=True)
    counters.close()
    with closing(sqlite3.connect(tmp_path / COUNTERS.file)) as held:
        held.execute("BEGIN EXCLUSIVE")
        prepare(tmp_path, (tmp_path / COUNTERS.file,)).release()
    again = Helpfulness.open(tmp_path)
    assert again.counts() == {"page": (1, 0)}
    again.close()


def test_serve_says_in_one_line_that_its_home_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    home = {**os.environ, "TONGXING_HOME": str(tmp_path / "file" / "home")}
    cli = "from bot.channels.terminal.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", cli, "serve"], env=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "TONGXING_HOME" in done.stderr.splitlines()[-1]
