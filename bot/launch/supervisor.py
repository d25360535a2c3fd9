"""Keeps a few processes running until told to stop.

Small and its own: of the libraries looked at, none waits for readiness over HTTP, restarts with
back-off and leaves no orphan when it is itself killed (docs/decisions/process-manager.md).
"""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.launch.process import Process, start, stop
from knowledge.errors import TongxingError

Say = Callable[[str], None]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class LaunchError(TongxingError):
    """The processes cannot be started."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds.

    Attributes:
        ready: for all processes to become ready at the first start.
        poll: between two questions for readiness.
        first_restart: before a dead child is started again; doubled each time it dies early.
        longest_restart: the longest such wait.
        steady: a child that lived that long starts with the shortest wait again.
        check: between two questions whether a process that was ready still answers.
        silent: how long it may stay without an answer before it counts as hung and is ended.
        early_deaths: how often one child may die before everything has been ready once.
    """

    ready: float = 120.0
    poll: float = 0.2
    first_restart: float = 0.5
    longest_restart: float = 30.0
    steady: float = 60.0
    check: float = 5.0
    silent: float = 60.0
    early_deaths: int = 3


class Supervisor:
    """Starts processes, tells when all are ready, restarts what dies, stops all in order."""

    def __init__(
        self,
        processes: Sequence[Process],
        logs: Path,
        say: Say,
        patience: Patience | None = None,
    ) -> None:
        """Take the processes in the order of their dependence: they are stopped in reverse."""
        self._processes = processes
        self._logs = logs
        self._say = say
        self._patience = patience or Patience()
        self._children: dict[str, asyncio.subprocess.Process] = {}
        self._ready = {process.name: asyncio.Event() for process in processes}
        self._all_ready = False

    async def run(self, when_ready: Callable[[], None]) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; then everything is stopped.

        Raises:
            LaunchError: a port is taken, or a process does not become ready.
        """
        check_ports(self._processes)
        told_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, told_to_stop.set)
        stopped = asyncio.create_task(told_to_stop.wait())
        keepers = [asyncio.create_task(self._keep(process)) for process in self._processes]
        ready = asyncio.create_task(self._wait_until_ready(when_ready))
        try:
            await _until(stopped, [ready, *keepers])
        finally:
            await _cancel([stopped, ready, *keepers])
            await self._stop_all()
            for number in STOP_SIGNALS:
                loop.remove_signal_handler(number)

    async def _keep(self, process: Process) -> None:
        """Start ``process`` again whenever it ends, each time a little later."""
        wait = self._patience.first_restart
        deaths = 0
        while True:
            began = time.monotonic()
            code = await self._live(process)
            deaths += 1
            if not self._all_ready and deaths >= self._patience.early_deaths:
                raise LaunchError(
                    f"{process.title} does not start ({_ending(code)}): {self._last_words(process)}"
                )
            if time.monotonic() - began > self._patience.steady:
                wait = self._patience.first_restart
            self._say(f"{process.title} ended ({_ending(code)}); starting it again in {wait:g} s")
            await asyncio.sleep(wait)
            wait = min(2 * wait, self._patience.longest_restart)

    async def _live(self, process: Process) -> int:
        """Start ``process`` once, tell when it is ready, and return how it ended."""
        child = await start(process, self._log(process))
        self._children[process.name] = child
        watching = asyncio.create_task(self._watch(process, child))
        try:
            return await child.wait()
        finally:
            await _cancel([watching])

    async def _watch(self, process: Process, child: asyncio.subprocess.Process) -> None:
        """Tell when the process is ready; end it when it stops answering: it hangs."""
        await self._tell_when_ready(process)
        heard = time.monotonic()
        async with httpx.AsyncClient(timeout=self._patience.check, trust_env=False) as http:
            while (silent := time.monotonic() - heard) < self._patience.silent:
                await asyncio.sleep(self._patience.check)
                if await _answers(http, process.alive_url):
                    heard = time.monotonic()
        self._say(f"{process.title} has not answered for {silent:.0f} s; ending it")
        await stop(child)

    async def _tell_when_ready(self, process: Process) -> None:
        began = time.monotonic()
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as http:
            while not await _answers(http, process.ready_url):
                await asyncio.sleep(self._patience.poll)
        self._say(f"{process.title} is ready ({time.monotonic() - began:.1f} s)")
        self._ready[process.name].set()

    async def _wait_until_ready(self, when_ready: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(self._patience.ready):
                for event in self._ready.values():
                    await event.wait()
        except TimeoutError:
            late = next(one for one in self._processes if not self._ready[one.name].is_set())
            raise LaunchError(
                f"{late.title} is not ready after {self._patience.ready:g} s: "
                f"{self._last_words(late)}"
            ) from None
        self._all_ready = True
        when_ready()

    async def _stop_all(self) -> None:
        for process in reversed(self._processes):
            child = self._children.get(process.name)
            if child is not None:
                await stop(child, process.stop_seconds)

    def _log(self, process: Process) -> Path:
        return self._logs / f"{process.name}.log"

    def _last_words(self, process: Process) -> str:
        log = self._log(process)
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
        said = [line.strip() for line in lines if line.strip()]
        return f"{said[-1] if said else 'it said nothing'} (log: {log})"


def check_ports(processes: Sequence[Process]) -> None:
    """Refuse to start over somebody else's port.

    Raises:
        LaunchError: naming the first port that is taken and how to choose others.
    """
    for process in processes:
        with socket.socket() as trial:
            # As the servers do: a port that is only waiting for old connections to fade is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", process.port))
            except OSError as error:
                raise LaunchError(
                    f"port {process.port}, needed for {process.title}, is taken; stop what uses it "
                    "or set TONGXING_PORT to another port"
                ) from error


async def _until(stopped: asyncio.Task[bool], tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until told to stop; a task that failed meanwhile is raised."""
    pending: set[asyncio.Task[None] | asyncio.Task[bool]] = {stopped, *tasks}
    while not stopped.done():
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def _cancel(tasks: Sequence[asyncio.Task[None] | asyncio.Task[bool]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _answers(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
