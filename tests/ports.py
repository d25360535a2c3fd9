"""Ports for the servers that tests start, apart for tests that run at the same time."""

from __future__ import annotations

import itertools
import os
import socket

# Below the range the system gives out by itself: no client socket takes one in between.
_FIRST = 24_000
_EACH = 2_000
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_range = range(_FIRST + _worker % 4 * _EACH, _FIRST + (_worker % 4 + 1) * _EACH)
# Another run on the same machine begins elsewhere; none is offered again while it is being taken.
_offered = itertools.cycle((*_range[os.getpid() % _EACH :], *_range[: os.getpid() % _EACH]))


def free_port(*, neighbours: int = 0) -> int:
    """Return a port that nobody uses now, and so many above it that nobody uses either."""
    run: list[int] = []
    for port in itertools.islice(_offered, 2 * _EACH):
        follows = not run or port == run[-1] + 1
        run = [*(run if follows else []), port] if _is_free(port) else []
        if len(run) > neighbours:
            return run[0]
    raise RuntimeError(f"no {neighbours + 1} free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
