"""What both bots have in common: to be trained, started, asked and weighed."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.measuring import MEGABYTE

_PATIENCE_SECONDS = 300
_PROCESSES = {
    "web.server": "web",
    "uvicorn": "web",
    "action_server": "actions",
    "nlu.rasa_project.start": "dialogue",
}
_USER_TICKS, _SYSTEM_TICKS = 11, 12  # of /proc/PID/stat, after the name


class Bot(ABC):
    """A conversation over HTTP on loopback."""

    name: str
    port: int
    ready_path: str

    @abstractmethod
    def train(self) -> float:
        """Train from nothing; return the seconds it took."""

    @abstractmethod
    def launch(self) -> subprocess.Popen[bytes]:
        """Start the processes without waiting."""

    @abstractmethod
    async def ask(self, client: httpx.AsyncClient, sender: str, text: str) -> str | None:
        """Return the id of the service answered with, if any.

        Raises:
            httpx.HTTPError: the turn failed.
        """

    def start(self) -> float:
        """Start, and return the seconds until the first message can be sent."""
        started = time.perf_counter()
        self._process = self.launch()
        while not self._is_ready():
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with code {self._process.returncode}")
            if time.perf_counter() - started > _PATIENCE_SECONDS:
                self.stop()
                raise RuntimeError(f"{self.name} did not get ready")
            time.sleep(0.1)
        return time.perf_counter() - started

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def memory(self) -> dict[str, float]:
        """Return the resident megabytes of each process."""
        return {name: _resident(pid) for name, pid in self.processes().items()}

    def processes(self) -> dict[str, int]:
        """Return the number of each process by what it does."""
        children = _children(self._process.pid)
        return {_name(pid): pid for pid in children or [self._process.pid]}

    def processor(self) -> float:
        """Return the seconds of processor time that its processes have used so far."""
        return sum(map(_processor, _family(self._process.pid)))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + self.ready_path, timeout=5) as reply:
                return bool(reply.status == httpx.codes.OK)
        except (urllib.error.URLError, OSError):
            return False


def _children(pid: int) -> Sequence[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _family(pid: int) -> list[int]:
    return [pid, *(member for child in _children(pid) for member in _family(child))]


def _processor(pid: int) -> float:
    said = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(said[_USER_TICKS]) + int(said[_SYSTEM_TICKS])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    return 0.0


def _name(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    known = {
        "web.server": "web",
        "uvicorn": "web",
        "action_server": "actions",
        "nlu.rasa_project.start": "dialogue",
    }
    return next((name for part, name in known.items() if part in command), "process")
