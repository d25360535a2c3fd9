"""The real dialogue and action servers on free loopback ports, with a state folder of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bot.dialogue.states import tracker_file
from knowledge.settings import PROJECT_ROOT

RASA_PYTHON = PROJECT_ROOT / "nlu" / ".venv" / "bin" / "python"
_START_SECONDS = 120
_STOP_SECONDS = 10


class Servers:
    """Starts, kills and restarts both servers; ``port`` is that of the web process they serve."""

    def __init__(self, home: Path, model: Path) -> None:
        self.home = home
        self.port = _free_ports()
        self._model = model
        self._rasa: subprocess.Popen[bytes] | None = None
        self._actions: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.start_actions()
        self.start_rasa()

    def start_actions(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "rasa_sdk", "--actions", "actions.skills"]
        self._actions = self._run([*command, "-p", str(self.port + 1)], "actions")
        self._wait_for(f"http://127.0.0.1:{self.port + 1}/health", self._actions)

    def start_rasa(self) -> None:
        file = tracker_file(self.home)
        file.parent.mkdir(parents=True, exist_ok=True)
        endpoints = self.home / "endpoints.yml"
        endpoints.write_text(
            f'action_endpoint: {{url: "http://127.0.0.1:{self.port + 1}/webhook"}}\n'
            f"tracker_store: {{type: SQL, dialect: sqlite, db: {file}}}\n"
        )
        credentials = self.home / "credentials.yml"
        credentials.write_text("rest:\n")
        command = [str(RASA_PYTHON), "-W", "ignore", "-m", "nlu.start", "run", "-i", "127.0.0.1"]
        options = ["-m", str(self._model), "--endpoints", str(endpoints)]
        port = ["--credentials", str(credentials), "-p", str(self.port + 2)]
        self._rasa = self._run([*command, *options, *port], "rasa")
        self._wait_for(f"http://127.0.0.1:{self.port + 2}/", self._rasa)

    def kill_rasa(self) -> None:
        _end(self._rasa, signal.SIGKILL)

    def kill_actions(self) -> None:
        _end(self._actions, signal.SIGKILL)

    def stop(self) -> None:
        _end(self._rasa, signal.SIGTERM)
        _end(self._actions, signal.SIGTERM)

    def logs(self) -> str:
        return "".join(f.read_text(errors="replace") for f in sorted(self.home.glob("*.log")))

    def _run(self, command: list[str], name: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "TONGXING_HOME": str(self.home),
            "SANIC_HOST": "127.0.0.1",
            "RASA_TELEMETRY_ENABLED": "false",
            "OMP_NUM_THREADS": "1",
        }
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log
            )

    def _wait_for(self, address: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"{address} ended: {self.logs()[-2000:]}")
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError(f"{address} did not come up: {self.logs()[-2000:]}")


def _end(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process is None or process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_ports() -> int:
    """Return a port whose two neighbours above are free as well."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        if port < 65000 and all(_is_free(port + offset) for offset in (1, 2)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0
