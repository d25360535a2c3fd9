"""What a message costs in a conversation of a given age, beside the same message in a young one."""

from __future__ import annotations

import contextlib
import itertools
import statistics
import time
from dataclasses import dataclass
from uuid import uuid4

import httpx

from benchmarks.dialogue.load import questions
from benchmarks.speed.build import Build

_YOUNG = 4
_PROBES = 15
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Aged:
    """Milliseconds of a message, medians over the same questions asked in turn; bytes kept."""

    messages: int
    old: float
    young: float
    bytes_per_turn: float


async def aged(build: Build, messages: int) -> Aged:
    """Talk for so many messages; then ask there and in a conversation of four messages, in turn.

    The same questions at the same time: neither their length nor the machine's other work is taken
    for age. Somebody else asks each first, so that whoever comes second gains nothing by it; and
    both come from the same message, for a short one is read with the topic before it.
    """
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
        before, sender = build.stored(), uuid4().hex
        for text in itertools.islice(questions(), messages - 1):
            await _milliseconds(build, client, sender, text)
        kept = (build.stored() - before) / messages
        old, young = [], []
        for before_it, text in itertools.pairwise(itertools.islice(questions(), _PROBES + 1)):
            other = uuid4().hex
            for said in (*itertools.islice(questions(), _YOUNG - 1), before_it):
                await _milliseconds(build, client, other, said)
            for somebody, said in ((sender, before_it), (uuid4().hex, text)):
                await _milliseconds(build, client, somebody, said)
            old.append(await _milliseconds(build, client, sender, text))
            young.append(await _milliseconds(build, client, other, text))
    return Aged(messages, statistics.median(old), statistics.median(young), kept)


async def _milliseconds(build: Build, client: httpx.AsyncClient, sender: str, text: str) -> float:
    started = time.perf_counter()
    with contextlib.suppress(httpx.HTTPError):  # too slow for its own limit: it took that long
        await build.ask(client, sender, text)
    return 1000 * (time.perf_counter() - started)
