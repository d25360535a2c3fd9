"""One child process: how it is started, how one knows it is ready, how it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.settings import PROJECT_ROOT

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 8.0
LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class Process:
    """A process to keep running.

    Attributes:
        name: file name of its log.
        title: what a person reads about it.
        command: the command line.
        environment: the whole environment of the process.
        port: the loopback port it listens on.
        ready_path: answers 200 over HTTP as soon as the process can work.
        alive_path: answers 200 over HTTP as long as the process does not hang.
        stop_seconds: how long it may take to stop; ``STOP_SECONDS`` when nothing is said.
    """

    name: str
    title: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    port: int
    ready_path: str
    alive_path: str = "/"
    stop_seconds: float | None = None

    @property
    def alive_url(self) -> str:
        """Where one asks whether it still answers."""
        return f"http://127.0.0.1:{self.port}{self.alive_path}"

    @property
    def ready_url(self) -> str:
        """Where readiness is asked for."""
        return f"http://127.0.0.1:{self.port}{self.ready_path}"


async def start(process: Process, log: Path) -> asyncio.subprocess.Process:
    """Start ``process`` in a group of its own, with its output appended to ``log``.

    A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops the
    children in order; and whatever a child starts itself is stopped with it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *process.command,
            cwd=PROJECT_ROOT,
            env=process.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_die_with_parent(os.getpid()),
        )


async def stop(child: asyncio.subprocess.Process, seconds: float | None = None) -> None:
    """Ask the child's group to end, and end it after some seconds, ``STOP_SECONDS`` by default."""
    _signal(child.pid, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(child.wait(), seconds or STOP_SECONDS)
    # Also after a clean end: a grandchild may have stayed behind in the group.
    _signal(child.pid, signal.SIGKILL)
    await child.wait()


def _signal(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """Have Linux end the child when the supervisor is killed without a chance to clean up."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_for_it() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the supervisor died in between
            os._exit(1)

    return ask_for_it
