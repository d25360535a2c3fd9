"""Builds and the plain bot under the same load in turn; figures, and their ratios."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.collection import bench_config
from benchmarks.dialogue.bots import Bot
from benchmarks.dialogue.load import Load, conversations
from benchmarks.dialogue.plain import PlainBot
from benchmarks.page import ROOT, table
from benchmarks.speed.build import Build
from benchmarks.speed.conversation import Aged, aged
from knowledge.catalogue import load_catalogue

BEFORE_VARIABLE = "TONGXING_BENCH_BEFORE"
"""Names a built tree of the earlier commit; :data:`_INTRODUCTION` says how one is made."""
_EARLIER, _EARLIER_COMMANDS = "866ac08", "bot.terminal.cli"
_COMMANDS = "bot.channels.terminal.cli"
_PARENTS = ((1, 40), (8, 96), (32, 160), (128, 384))
_ROUNDS = 2
_STARTS = 2
_ASKED = 3
_AGES = (225, 1000)
_OF_ONE_MESSAGE = 16
"""Vectors kept where every text is to be new: those of the message itself, and few others."""


@dataclass
class _Measured:
    """What one bot needed: loads by number of parents, one for each round."""

    loads: dict[int, list[Load]] = field(default_factory=dict)
    asked: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    aged: list[Aged] = field(default_factory=list)
    idle: float = 0.0
    loaded: float = 0.0


def section() -> str:
    """Measure all of them; return the Markdown."""
    tree = Path(os.environ[BEFORE_VARIABLE])
    before = Build(_EARLIER, tree, 9421, _EARLIER_COMMANDS)
    fresh = Build("now, every text new", ROOT, 9425, _COMMANDS, vectors_kept=_OF_ONE_MESSAGE)
    now = Build("now", ROOT, 9429, _COMMANDS)
    plain = PlainBot(bench_config("dialogue"), load_catalogue(), anew=False)
    bots: tuple[Bot, ...] = (before, fresh, now, plain)
    found = {bot.name: _Measured() for bot in bots}
    busy = os.getloadavg()[0]
    if not plain.is_trained:
        plain.train()
    with ExitStack() as ends:
        for build in (before, fresh, now):
            ends.callback(build.remove)
        _first_answers((before, now), found)
        _starts((before, now), found)
        _loads(bots, found)
        for age in _AGES:
            _ages((before, fresh) if age == min(_AGES) else (fresh,), age, found)
    for name, one in found.items():
        print(f"  {name}: {one}", file=sys.stderr)
    return "\n\n".join((_INTRODUCTION, _turns(found), _others(found), _circumstances(busy)))


def _first_answers(builds: Sequence[Build], found: dict[str, _Measured]) -> None:
    for _ in range(_ASKED):
        for build in builds:
            found[build.name].asked.append(build.first_answer())


def _starts(builds: Sequence[Build], found: dict[str, _Measured]) -> None:
    for _ in range(_STARTS):
        for build in builds:
            found[build.name].ready.append(build.start())
            build.stop()


def _loads(bots: Sequence[Bot], found: dict[str, _Measured]) -> None:
    with ExitStack() as running:
        for bot in bots:
            bot.start()
            running.callback(bot.stop)
            found[bot.name].idle = sum(bot.memory().values())
        for parents, turns in _PARENTS:
            for _ in range(_ROUNDS):
                for bot in bots:
                    load = asyncio.run(conversations(bot, parents, turns))
                    found[bot.name].loads.setdefault(parents, []).append(load)
                    print(f"  {bot.name}: {load}", file=sys.stderr)
        for bot in bots:
            found[bot.name].loaded = sum(bot.memory().values())


def _ages(builds: Sequence[Build], messages: int, found: dict[str, _Measured]) -> None:
    for build in builds:
        build.start()
        try:
            found[build.name].aged.append(asyncio.run(aged(build, messages)))
        finally:
            build.stop()
        print(f"  {build.name}: {found[build.name].aged}", file=sys.stderr)


def _turns(found: dict[str, _Measured]) -> str:
    names = list(found)
    rows: list[list[object]] = []
    for parents, _ in _PARENTS:
        of = {name: found[name].loads[parents] for name in names}
        rows += [
            _row(f"p50, {parents} at once (ms)", [_median(of[n], _p50) for n in names]),
            _row(f"p95, {parents} at once (ms)", [_median(of[n], _p95) for n in names]),
            _row(f"turns per second, {parents} at once", [_median(of[n], _rate) for n in names]),
            _row(f"processor per turn, {parents} (ms)", [_median(of[n], _cost) for n in names]),
            [f"not answered, {parents} at once", *(_failed(of[n]) for n in names), "—", "—"],
        ]
    return table(["", *names, "new / old", "now / old"], rows)


def _row(what: str, values: list[float]) -> list[object]:
    old, fresh, now, _ = values
    return [what, *values, f"{fresh / old:.2f}", f"{now / old:.2f}"]


def _median(loads: list[Load], figure: object) -> float:
    return statistics.median(figure(load) for load in loads)  # type: ignore[operator]


def _p50(load: Load) -> float:
    return load.latency.p50


def _p95(load: Load) -> float:
    return load.latency.p95


def _rate(load: Load) -> float:
    return load.per_second


def _cost(load: Load) -> float:
    return load.processor


def _failed(loads: list[Load]) -> int:
    return sum(load.failed for load in loads)


def _others(found: dict[str, _Measured]) -> str:
    before, fresh, now, plain = found.values()
    rows: list[list[object]] = []

    def row(what: str, old: float, new: float) -> None:
        rows.append([what, old, new, f"{new / old:.2f}"])

    row("`tongxing ask` (s)", statistics.median(before.asked), statistics.median(now.asked))
    row("ready (s)", statistics.median(before.ready), statistics.median(now.ready))
    row("memory when idle (MB)", before.idle, now.idle)
    row("memory after the load (MB)", before.loaded, now.loaded)
    row("kept per turn (bytes)", before.aged[0].bytes_per_turn, fresh.aged[0].bytes_per_turn)
    row(f"message {_AGES[0]} (ms)", before.aged[0].old, fresh.aged[0].old)
    parts = [table(["", _EARLIER, "now", "ratio"], rows)]
    ages = [
        [name, one.messages, one.old, one.young, f"{one.old / one.young:.2f}", one.bytes_per_turn]
        for name, measured in ((_EARLIER, before), ("now", fresh))
        for one in measured.aged
    ]
    head = ["build", "message", "ms", "the same as message 5 (ms)", "ratio", "bytes per turn"]
    parts.append(table(head, ages))
    parts.append(f"Memory of the plain bot: {plain.idle:,.0f} MB idle, {plain.loaded:,.0f} loaded.")
    return "\n\n".join(parts)


def _circumstances(busy: float) -> str:
    return (
        f"Load of the machine's two cores when this began: {busy:.1f} (one is a busy core); others "
        "worked on it throughout, so only what was measured in turn is to be compared."
    )


_INTRODUCTION = f"""\
## Speed beside an earlier build

The build of 2026-11-24 (`{_EARLIER}`), the present one and the plain Rasa FAQ bot of the section
above, each with its own state, all running at once and asked in turn, {_ROUNDS} rounds (medians).
The present build stands twice: as configured, where the vector of a text stays in memory (the same
questions come back from row to row, as they do in life, so it need not be made again), and as if
every text were new, which is what the aims are held against. Processor time is that of all its
processes per answered turn; other work on the machine disturbs it least. At 128 at once more wait
than can be answered in time: who is told "busy" at once counts as not answered. The earlier tree
is made
with `git worktree add TREE {_EARLIER}`, set up (`make setup`), and named in `{BEFORE_VARIABLE}`.
Whose stacks take the time: `python -m benchmarks.speed.flames`."""
