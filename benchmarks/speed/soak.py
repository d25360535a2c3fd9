"""Ten minutes of conversations, one after the other: does anything grow?

A section of its own, for it takes its time: ``python -m benchmarks soak``.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from benchmarks.dialogue.load import questions
from benchmarks.measuring import latency
from benchmarks.page import ROOT, table
from benchmarks.speed.build import Build

SECONDS_VARIABLE = "TONGXING_LOAD_SECONDS"
_SECONDS = 600.0
_WINDOWS = 10
_PARENTS = 6
_MESSAGES = 12
_THINKS_SECONDS = 0.5
_PATIENCE_SECONDS = 60


@dataclass
class _Window:
    """A tenth of the time: seconds of each turn, turns not answered, memory at its end."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    memory: dict[str, float] = field(default_factory=dict)
    processor: float = 0.0


def section() -> str:
    """Measure; return the Markdown."""
    seconds = float(os.environ.get(SECONDS_VARIABLE, _SECONDS))
    build = Build("now", ROOT, 9437, "bot.channels.terminal.cli")
    build.start()
    try:
        windows = asyncio.run(_soak(build, seconds))
    finally:
        build.stop()
        build.remove()
    return f"{_INTRODUCTION.format(seconds=seconds)}\n\n{_table(windows, seconds)}"


async def _soak(build: Build, seconds: float) -> list[_Window]:
    windows = [_Window() for _ in range(_WINDOWS)]
    began = time.monotonic()
    texts = questions()

    async def parent(client: httpx.AsyncClient) -> None:
        while time.monotonic() < began + seconds:
            sender = uuid4().hex
            for text in itertools.islice(texts, _MESSAGES):
                at = min(int((time.monotonic() - began) / seconds * _WINDOWS), _WINDOWS - 1)
                started = time.perf_counter()
                try:
                    await build.ask(client, sender, text)
                except httpx.HTTPError:
                    windows[at].failed += 1
                else:
                    windows[at].seconds.append(time.perf_counter() - started)
                await asyncio.sleep(_THINKS_SECONDS)

    async def watch() -> None:
        used = build.processor()
        for number, window in enumerate(windows, start=1):
            await asyncio.sleep(max(0.0, began + seconds * number / _WINDOWS - time.monotonic()))
            window.memory = build.memory()
            window.processor, used = build.processor() - used, build.processor()

    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
        await asyncio.gather(watch(), *(parent(client) for _ in range(_PARENTS)))
    return windows


def _table(windows: list[_Window], seconds: float) -> str:
    names = list(windows[0].memory)
    rows: list[list[object]] = []
    for number, one in enumerate(windows, start=1):
        took, turns = latency(one.seconds), len(one.seconds) + one.failed
        memory = [one.memory[name] for name in names]
        cost = 1000 * one.processor / turns
        until = f"{number * seconds / _WINDOWS:.0f}"
        rows.append([until, len(one.seconds), one.failed, took.p50, took.p95, cost, *memory])
    head = ["until (s)", "answered", "not", "p50 (ms)", "p95 (ms)", "processor per turn (ms)"]
    return table([*head, *(f"{name} (MB)" for name in names)], rows)


_INTRODUCTION = f"""\
## Ten minutes on end

{{seconds:g}} seconds of {_PARENTS} parents at once, each talking for {_MESSAGES} messages, then
another in a new conversation; half a second between reply and next message. Resident memory of each
process at the end of each tenth."""
