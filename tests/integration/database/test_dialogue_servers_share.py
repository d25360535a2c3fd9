from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from redis_for_tests import RedisServer

from bot.dialogue.trackers import Trackers
from knowledge.settings import PROJECT_ROOT

PYTHON = PROJECT_ROOT / "nlu" / ".venv" / "bin" / "python"
SCRIPT = Path(__file__).with_name("shared_dialogue_in_rasa.py")


def test_dialogue_servers_share_conversations_and_locks_and_outlast_both_servers(
    url: str, redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not PYTHON.exists():
        pytest.skip("nlu/.venv is missing: run `make setup`")
    monkeypatch.setenv("TONGXING_DATABASE_URL", url)
    trackers = Trackers.open(tmp_path)
    done = subprocess.run(
        [PYTHON, "-W", "ignore", SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
        env={
            "PYTHONPATH": str(PROJECT_ROOT),
            "PATH": "/usr/bin:/bin",
            "OMP_NUM_THREADS": "1",
            "TONGXING_DATABASE_URL": url,
            "TONGXING_REDIS_URL": redis_server.url,
        },
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "on_a_server": True,
        "shared": "[1, 2]",
        "after_a_restart": ["p", "q"],
        "none": None,
        "lock_shared": True,
        "lock_gone": True,
        "lock_alone": True,
    }
    assert trackers.forget("p") == 1
