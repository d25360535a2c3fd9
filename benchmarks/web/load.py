"""Asks one address from several clients at once and counts what comes back."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Load:
    """What a run measured."""

    rate: float
    p50_ms: float
    p95_ms: float
    errors: int


def measure(url: str, *, clients: int, seconds: float) -> Load:
    """Ask ``url`` for some seconds from ``clients`` connections."""
    return asyncio.run(_measure(url, clients, seconds))


async def _measure(url: str, clients: int, seconds: float) -> Load:
    times: list[float] = []
    errors = 0
    end = time.perf_counter() + seconds

    async def ask() -> None:
        nonlocal errors
        async with httpx.AsyncClient(timeout=30) as client:
            while time.perf_counter() < end:
                started = time.perf_counter()
                reply = await client.get(url)
                times.append(time.perf_counter() - started)
                errors += reply.status_code != 200

    started = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(clients)))
    passed = time.perf_counter() - started
    times.sort()
    return Load(
        len(times) / passed,
        times[len(times) // 2] * 1000,
        times[int(len(times) * 0.95)] * 1000,
        errors,
    )
