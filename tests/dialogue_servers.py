"""The real web, dialogue and action servers on loopback, with a state folder of their own."""

from __future__ import annotations

import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import yaml
from ports import free_port

from bot.launch.assistant import processes
from bot.launch.dialogue import Dialogue
from bot.launch.process import Process
from knowledge.base import learned
from knowledge.catalogue import load_catalogue
from knowledge.settings import PROJECT_ROOT, Config, load_config

_UNDERSTANDING = tuple(folder.name for folder, _ in learned(load_config(), load_catalogue()))
BUILT = ("model", "index", "nlu/models", *(f"knowledge/{name}" for name in _UNDERSTANDING))
"""What `make setup` made; the tests share nothing else of the real state."""
_START_SECONDS = 150
_STOP_SECONDS = 10
_MANY_PER_MINUTE = 100_000


def is_trained() -> bool:
    """Tell whether the servers can be started at all."""
    real = load_config()
    server = Dialogue(real)
    return server.interpreter.exists() and server.model.exists()


# A busy machine is slow, not down: only tests of what is down may see the degraded mode.
PATIENT = dict.fromkeys(("timeout_seconds", "reading_seconds"), 20)


def config_under(home: Path) -> Config:
    """Return the real configuration with its own state folder, and without rate limits."""
    real = load_config()
    for name in BUILT:
        if (real.home / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).symlink_to(real.home / name)
    values: dict[str, Any] = yaml.safe_load(real.path.read_text(encoding="utf-8"))
    values["web"]["rate_limits"]["model"] = _MANY_PER_MINUTE
    values["dialogue"] |= PATIENT
    file = home / "config.yml"
    file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return replace(real, path=file, home=home, values=values)


class Servers:
    """Starts, kills and restarts the processes of `tongxing serve`, and talks to them."""

    def __init__(self, home: Path) -> None:
        """Plan the processes; ``home`` is an empty folder."""
        self.config = config_under(home)
        self.port = free_port(neighbours=2)
        self._planned = {one.name: one for one in processes(self.config, self.port)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", timeout=30, trust_env=False
        )

    def start(self, *names: str) -> None:
        """Start processes, all of them when none is named, and wait until they are ready."""
        chosen = [one for name, one in self._planned.items() if not names or name in names]
        for planned in chosen:
            self._running[planned.name] = self._started(planned)
        for planned in chosen:
            self._wait_for(planned)

    def say(self, sender: str, message: str, message_id: str | None = None) -> dict[str, Any]:
        """Return the body of one `POST /api/chat`."""
        body = {"sender": sender, "message": message, "message_id": message_id}
        response = self._http.post("/api/chat", json=body)
        assert response.status_code == 200, response.text
        turn: dict[str, Any] = response.json()
        return turn

    def get(self, path: str) -> httpx.Response:
        """Return the response to a GET."""
        return self._http.get(path)

    def kill(self, name: str) -> None:
        """End a process as a crash would."""
        _end(self._running[name], signal.SIGKILL)

    def revive(self) -> None:
        """Start what is dead again."""
        dead = [name for name, running in self._running.items() if running.poll() is not None]
        if dead:
            self.start(*dead)

    def stop(self) -> None:
        """End everything."""
        self._http.close()
        for running in self._running.values():
            _end(running, signal.SIGTERM)

    def log(self, name: str) -> Path:
        """Return the file everything a process prints goes to."""
        return self.config.home / "log" / f"{name}.log"

    def _started(self, planned: Process) -> subprocess.Popen[bytes]:
        environment = {**planned.environment, "TONGXING_CONFIG": str(self.config.path)}
        self.log(planned.name).parent.mkdir(exist_ok=True)
        with self.log(planned.name).open("ab") as log:
            return subprocess.Popen(
                planned.command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log
            )

    def _wait_for(self, planned: Process) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._running[planned.name].poll() is not None:
                raise RuntimeError(f"{planned.name} ended: {self._last_words(planned.name)}")
            try:
                with urllib.request.urlopen(planned.ready_url, timeout=5):
                    return
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"{planned.name} did not come up: {self._last_words(planned.name)}")

    def _last_words(self, name: str) -> str:
        return self.log(name).read_text(errors="replace")[-2000:]


def _end(running: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if running.poll() is not None:
        return
    running.send_signal(how)
    try:
        running.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
