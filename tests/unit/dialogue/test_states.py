from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bot.dialogue.states import State, States
from bot.dialogue.trackers import Trackers
from knowledge.database import upsert


def test_a_state_outlives_the_process(tmp_path: Path) -> None:
    with closing(States.open(tmp_path)) as states:
        states.save("one", State("county", 2))
    with closing(States.open(tmp_path)) as again:
        assert again.load("one") == State("county", 2)
        assert again.load("another") == State()


def test_forgetting_deletes_one_conversation_only(tmp_path: Path) -> None:
    with closing(Trackers.open(tmp_path)) as trackers:
        for sender in ("a", "b"):
            upsert(trackers._database, "trackers", {"sender_id": sender, "events": "[]"})
        assert trackers.forget("a") == 1
        assert trackers.forget("a") == 0
        assert trackers.forget("b") == 1
