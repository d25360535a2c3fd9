"""Several processes of each kind on one PostgreSQL and one Redis, started and killed here."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import httpx

from bot.launch.assistant import one_process
from bot.launch.process import Process
from bot.launch.roles import Role
from knowledge.settings import PROJECT_ROOT, Config

_START_SECONDS = 240.0
_STOP_SECONDS = 30.0


class Worker:
    """One process of one kind."""

    def __init__(self, process: Process, shared: Mapping[str, str], log: Path) -> None:
        """Plan it; nothing is started yet."""
        self.process = process
        self.url = f"http://127.0.0.1:{process.port}"
        self._environment = {**process.environment, **shared}
        self._log = log
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; :meth:`wait` tells when it is ready."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self.process.command,
                cwd=PROJECT_ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    @property
    def is_ready(self) -> bool:
        """Whether a load balancer may send somebody here."""
        try:
            answer = httpx.get(self.process.ready_url, timeout=10, trust_env=False)
        except httpx.HTTPError:
            return False
        return answer.is_success

    def wait(self) -> None:
        """Return when it is ready.

        Raises:
            RuntimeError: it ended, or took too long.
        """
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self._running is None or self._running.poll() is not None:
                break
            if self.is_ready:
                return
            time.sleep(0.2)
        last = self._log.read_text(errors="replace")[-1500:]
        raise RuntimeError(f"{self.process.name} is not ready: {last}")

    def tell_to_stop(self) -> None:
        """Ask it to leave, as a service manager does."""
        if self._running is not None:
            self._running.send_signal(signal.SIGTERM)

    def wait_until_stopped(self) -> int:
        """Return its exit code."""
        return self._running.wait(_STOP_SECONDS) if self._running is not None else 0

    def kill(self) -> None:
        """End it as a crash would."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()


class Cluster:
    """Workers that share a database and a Redis; ports beside each other from ``first_port`` on."""

    def __init__(self, config: Config, shared: Mapping[str, str], first_port: int) -> None:
        """Take the installation, the variables that name what is shared, and a free range."""
        self._config = config
        self._port = first_port
        self._shared = {
            **shared,
            "TONGXING_CONFIG": str(config.path),
        }
        self._first_actions = ""
        self.workers: list[Worker] = []

    def add(self, role: Role) -> Worker:
        """Plan one more worker of a kind."""
        before = dict(os.environ)
        os.environ.update(self._shared)
        try:
            process = one_process(self._config, self._port, role)
        finally:
            os.environ.clear()
            os.environ.update(before)
        log = self._config.home / "log" / f"{role}-{self._port}.log"
        if role is Role.ACTIONS:
            # The dialogue servers that follow use this one; the first is asked how it is.
            self._shared["TONGXING_ACTIONS_URL"] = f"http://127.0.0.1:{process.port}"
            self._first_actions = self._first_actions or self._shared["TONGXING_ACTIONS_URL"]
        shared = (
            self._shared
            if role is Role.DIALOGUE
            else self._shared | {"TONGXING_ACTIONS_URL": self._first_actions}
        )
        worker = Worker(process, dict(shared), log)
        if role is Role.DIALOGUE:
            known = self._shared.get("TONGXING_DIALOGUE_URLS", "").split()
            self._shared["TONGXING_DIALOGUE_URLS"] = " ".join([*known, worker.url])
        self._port += 3
        self.workers.append(worker)
        return worker

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            worker.wait()

    def stop(self) -> None:
        """End everything."""
        for worker in self.workers:
            worker.tell_to_stop()
        for worker in self.workers:
            with suppress(subprocess.TimeoutExpired):
                worker.wait_until_stopped()
            worker.kill()
