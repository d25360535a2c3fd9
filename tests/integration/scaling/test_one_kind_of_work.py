"""``tongxing serve --only outbox``: one process that needs no model, as a unit file starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from dialogue_servers import config_under, is_trained
from postgres_for_tests import database_of_its_own
from ports import free_port

from bot.launch.assistant import LISTEN, one_process, processes
from bot.launch.roles import Role
from bot.launch.state_folder import StateFolderError, prepare
from knowledge.settings import PROJECT_ROOT, load_config


def test_a_worker_says_when_it_is_ready_leaves_in_two_steps_and_ends_well(
    postgres_server: str, tmp_path: Path
) -> None:
    if not is_trained():
        pytest.skip("the model is not made: run `make setup`")
    config, port = config_under(tmp_path), free_port()
    environment = {
        **os.environ,
        "TONGXING_CONFIG": str(config.path),
        "TONGXING_HOME": str(tmp_path),
        "TONGXING_PORT": str(port),
        "TONGXING_DATABASE_URL": database_of_its_own(postgres_server),
    }
    start = "from bot.channels.terminal.cli import main; main()"
    worker = subprocess.Popen(
        [sys.executable, "-c", start, "serve", "--only", "outbox"],
        env=environment,
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == f"ready http://127.0.0.1:{port}/\n"
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            assert http.get("/readyz").json()["ready"] is True
            assert http.get("/").status_code == 404
            assert "tongxing_service_" in http.get("/metrics").text
            worker.send_signal(signal.SIGTERM)
            while (answer := http.get("/readyz")).status_code == 200:
                pass
            assert answer.json() == {"ready": False, "space": True, "staying": False}
            assert answer.headers["connection"] == "close"
            assert http.get("/healthz").status_code == 200
        assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def test_workers_share_a_state_folder_and_a_whole_assistant_does_not(tmp_path: Path) -> None:
    first, second = prepare(tmp_path, (), alone=False), prepare(tmp_path, (), alone=False)
    with pytest.raises(StateFolderError, match="another"):
        prepare(tmp_path, ())
    first.release()
    second.release()
    whole = prepare(tmp_path, ())
    with pytest.raises(StateFolderError, match="another"):
        prepare(tmp_path, (), alone=False)
    whole.release()


def test_the_whole_assistant_stays_on_loopback_whatever_workers_listen_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(LISTEN, "0.0.0.0")
    config = load_config()
    assert not any("0.0.0.0" in one.command for one in processes(config, 9000))
    assert "0.0.0.0" in one_process(config, 9000, Role.WEB).command
