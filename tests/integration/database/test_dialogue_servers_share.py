from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa_environment import run_in_rasa
from redis_for_tests import RedisServer

from bot.dialogue.trackers import Trackers

SCRIPT = Path(__file__).with_name("shared_dialogue_in_rasa.py")


def test_dialogue_servers_share_conversations_and_locks_and_outlast_both_servers(
    url: str, redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_DATABASE_URL", url)
    trackers = Trackers.open(tmp_path)
    printed = run_in_rasa(SCRIPT, TONGXING_DATABASE_URL=url, TONGXING_REDIS_URL=redis_server.url)
    assert json.loads(printed.splitlines()[-1]) == {
        "on_a_server": True,
        "shared": "[1, 2]",
        "after_a_restart": ["p", "q"],
        "none": None,
        "lock_shared": True,
        "lock_gone": True,
        "lock_alone": True,
    }
    assert trackers.forget("p") == 1
