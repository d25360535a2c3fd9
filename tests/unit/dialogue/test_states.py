from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.dialogue.states import State, States, forget_conversation


def test_a_state_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    states = States(file)
    states.save("one", State("county", 2))
    states.close()
    again = States(file)
    assert again.load("one") == State("county", 2)
    assert again.load("another") == State()
    again.close()


def test_forgetting_deletes_one_conversation_only(tmp_path: Path) -> None:
    file = tmp_path / "dialogue.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE trackers (sender_id TEXT, data TEXT)")
        database.executemany("INSERT INTO trackers VALUES (?, '')", [("a",), ("b",)])
    database.close()
    assert forget_conversation(file, "a") == 1
    assert forget_conversation(file, "a") == 0
    assert forget_conversation(file, "b") == 1


def test_forgetting_what_was_never_kept_is_nothing(tmp_path: Path) -> None:
    assert forget_conversation(tmp_path / "missing.db", "a") == 0
    sqlite3.connect(tmp_path / "empty.db").close()
    assert forget_conversation(tmp_path / "empty.db", "a") == 0
