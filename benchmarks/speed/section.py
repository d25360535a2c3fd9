"""One build after the other under the same load; figures, and the ratio of the two."""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx

from benchmarks.dialogue.load import Load, conversations, questions
from benchmarks.page import ROOT, table
from benchmarks.speed.build import Build

BEFORE_VARIABLE = "TONGXING_BENCH_BEFORE"
"""Names a built tree of the earlier commit; :data:`_INTRODUCTION` says how one is made."""
_EARLIER, _EARLIER_COMMANDS = "866ac08", "bot.terminal.cli"
_COMMANDS = "bot.channels.terminal.cli"
_PARENTS = ((1, 80), (8, 160), (32, 320))
_MESSAGES = (5, 100, 225)
_LAST_MESSAGE = 1000
_AROUND = 2
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class _Measured:
    """What one build needed."""

    ask_seconds: float
    ready_seconds: float
    idle_megabytes: float
    loads: list[Load]
    by_message: dict[int, float]
    bytes_per_turn: float
    busy_before: float


def section() -> str:
    """Measure both builds; return the Markdown."""
    tree = Path(os.environ[BEFORE_VARIABLE])
    now = _measure(Build("now", ROOT, 18320, _COMMANDS), (*_MESSAGES, _LAST_MESSAGE))
    before = _measure(Build(_EARLIER, tree, 18330, _EARLIER_COMMANDS), _MESSAGES)
    return "\n\n".join((_INTRODUCTION, _comparison(before, now), _circumstances(before, now)))


def _measure(build: Build, messages: Sequence[int]) -> _Measured:
    busy = os.getloadavg()[0]
    ask = build.first_answer()
    ready = build.start()
    try:
        idle = sum(build.memory().values())
        loads = [asyncio.run(conversations(build, *load)) for load in _PARENTS]
        kept = build.stored()
        by_message = asyncio.run(_one_conversation(build, messages))
        per_turn = (build.stored() - kept) / (max(messages) + _AROUND)
    finally:
        build.stop()
        build.remove()
    measured = _Measured(ask, ready, idle, loads, by_message, per_turn, busy)
    print(f"  {build.name}: {measured}", file=sys.stderr)
    return measured


async def _one_conversation(build: Build, messages: Sequence[int]) -> dict[int, float]:
    """Return the milliseconds of some messages of one long conversation, medians of five."""
    sender, took = uuid4().hex, list[float]()
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
        for text in itertools.islice(questions(), max(messages) + _AROUND):
            started = time.perf_counter()
            try:
                await build.ask(client, sender, text)
            except httpx.HTTPError:
                continue  # too slow for its own time limit: it took that long all the same
            finally:
                took.append(1000 * (time.perf_counter() - started))
    return {
        number: statistics.median(took[number - 1 - _AROUND : number + _AROUND])
        for number in messages
    }


def _comparison(before: _Measured, now: _Measured) -> str:
    rows: list[list[object]] = []

    def row(what: str, old: float, new: float) -> None:
        rows.append([what, old, new, f"{new / old:.2f}"])

    for old, new in zip(before.loads, now.loads, strict=True):
        row(f"p50 with {old.parents} at once (ms)", old.latency.p50, new.latency.p50)
        row(f"p95 with {old.parents} at once (ms)", old.latency.p95, new.latency.p95)
        row(f"turns per second with {old.parents} at once", old.per_second, new.per_second)
        rows.append([f"turns not answered with {old.parents} at once", old.failed, new.failed, "—"])
    for number in _MESSAGES:
        row(f"message {number} (ms)", before.by_message[number], now.by_message[number])
    rows.append([f"message {_LAST_MESSAGE} (ms)", "—", now.by_message[_LAST_MESSAGE], "—"])
    row("kept per turn (bytes)", before.bytes_per_turn, now.bytes_per_turn)
    row("memory when idle (MB)", before.idle_megabytes, now.idle_megabytes)
    row("`tongxing ask` (s)", before.ask_seconds, now.ask_seconds)
    row("ready (s)", before.ready_seconds, now.ready_seconds)
    return table(["", _EARLIER, "now", "ratio"], rows)


def _circumstances(before: _Measured, now: _Measured) -> str:
    return (
        f"Load of the machine when each began (one is a busy core): {_EARLIER} "
        f"{before.busy_before:.1f}, now {now.busy_before:.1f}."
    )


_INTRODUCTION = f"""\
## Speed beside an earlier build

The build of 2026-11-24 (`{_EARLIER}`) and the present one, each in its own tree with its own state,
one after the other under the same questions of the development set. Kept per turn is the growth of
every database over one long conversation, divided by its messages. The earlier tree is made with
`git worktree add TREE {_EARLIER}`, set up (`make setup`), and named in `{BEFORE_VARIABLE}`."""
