"""Clocks, memory and disk: the same yardstick for every system."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

ResultT = TypeVar("ResultT")
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Latency:
    """How long one call takes, in milliseconds."""

    p50: float
    p95: float


def latency(seconds: Iterable[float]) -> Latency:
    """Return median and 95th percentile of some durations."""
    values = 1000 * np.fromiter(seconds, dtype=float)
    return Latency(float(np.percentile(values, 50)), float(np.percentile(values, 95)))


def timed(action: Callable[[], ResultT]) -> tuple[ResultT, float]:
    """Return what ``action`` returns and how many seconds it took."""
    started = time.perf_counter()
    result = action()
    return result, time.perf_counter() - started


def peak_memory() -> float:
    """Return the most megabytes this process ever held in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def current_memory() -> float:
    """Return the megabytes this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MEGABYTE


def size_on_disk(path: Path) -> float:
    """Return the megabytes of a file, or of all files below a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / MEGABYTE
