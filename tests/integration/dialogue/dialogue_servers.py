"""The real dialogue and action servers on free loopback ports, with their own state folder."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from bot.launch.assistant import processes
from bot.launch.process import Process
from knowledge.settings import PROJECT_ROOT, Config

_START_SECONDS = 120
_STOP_SECONDS = 10


class Servers:
    """Starts, kills and restarts both servers; ``port`` is that of the web process they serve."""

    def __init__(self, config: Config) -> None:
        self.home = config.home
        self.port = _free_ports()
        self._planned = {one.name: one for one in processes(config, self.port)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        for name in ("actions", "dialogue"):
            self.start_one(name)

    def start_one(self, name: str) -> None:
        planned = self._planned[name]
        with (self.home / f"{name}.log").open("ab") as log:
            running = subprocess.Popen(
                planned.command,
                cwd=PROJECT_ROOT,
                env=dict(planned.environment),
                stdout=log,
                stderr=log,
            )
        self._running[name] = running
        self._wait_for(planned, running)

    def kill(self, name: str) -> None:
        _end(self._running[name], signal.SIGKILL)

    def stop(self) -> None:
        for running in self._running.values():
            _end(running, signal.SIGTERM)

    def logs(self) -> str:
        return "".join(f.read_text(errors="replace") for f in sorted(self.home.glob("*.log")))

    def _wait_for(self, planned: Process, running: subprocess.Popen[bytes]) -> None:
        address = f"http://127.0.0.1:{planned.port}{planned.ready_path}"
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if running.poll() is not None:
                raise RuntimeError(f"{planned.name} ended: {self.logs()[-2000:]}")
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError(f"{planned.name} did not come up: {self.logs()[-2000:]}")


def _end(running: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if running.poll() is not None:
        return
    running.send_signal(how)
    try:
        running.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


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
