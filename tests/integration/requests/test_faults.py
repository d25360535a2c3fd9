from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).parent / "fault_harness.py"


def test_acknowledged_requests_survive_kills_exactly_once(tmp_path: Path) -> None:
    """A smaller run of the same harness that gives the figures of docs/reliability.md."""
    run = subprocess.run(
        [sys.executable, str(HARNESS), "--submissions", "60", "--kills", "12", "--seed", "7"],
        env={k: v for k, v in os.environ.items() if k != "TONGXING_ENCRYPTION_KEY"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["kills"] >= 10
    assert found["requests"] == 60
    assert found["integrity"] == "ok"
    for flaw in (
        "acknowledged_lost", "opened_twice", "history_broken", "outbox_broken", "written_twice",
        "undelivered",
    ):  # fmt: skip
        assert found[flaw] == 0, flaw
