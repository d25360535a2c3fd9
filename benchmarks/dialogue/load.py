"""Parents who talk at the same time, and how often the first service named is the right one."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import httpx

from benchmarks.dialogue.bots import Bot
from benchmarks.measuring import Latency, latency
from knowledge.evaluation.cases import DEVELOPMENT_FILE, Case, read_cases
from nlu.understanding.topics.reading import Kind

_TIMEOUT_SECONDS = 60
_WARM_UP = 8


@dataclass(frozen=True)
class Load:
    """What some parents met who talked at once.

    ``per_second`` counts turns that were answered, ``failed`` those that were not: refused as too
    many, timed out or answered without the dialogue. ``processor`` is milliseconds per answered
    turn.
    """

    parents: int
    latency: Latency
    per_second: float
    failed: int
    processor: float


async def conversations(bot: Bot, parents: int, turns: int) -> Load:
    """Let ``parents`` share ``turns`` questions, each waiting for every reply."""
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
        waiting = itertools.islice(questions(), turns)
        seconds: list[float] = []
        failures: list[str] = []

        async def one_parent() -> None:
            sender = uuid4().hex
            for text in waiting:
                started = time.perf_counter()
                try:
                    await bot.ask(client, sender, text)
                except httpx.HTTPError as error:
                    failures.append(repr(error))
                else:
                    seconds.append(time.perf_counter() - started)

        for text in itertools.islice(questions(), _WARM_UP):
            await bot.ask(client, uuid4().hex, text)
        started, used = time.perf_counter(), bot.processor()
        await asyncio.gather(*(one_parent() for _ in range(parents)))
        took, used = time.perf_counter() - started, bot.processor() - used
    answered = len(seconds)
    cost = 1000 * used / answered
    return Load(parents, latency(seconds), answered / took, len(failures), cost)


async def accuracy(bot: Bot) -> tuple[int, int]:
    """Return how many single-service questions were answered with the right one, of how many."""
    cases = [case for case in read_cases(DEVELOPMENT_FILE) if _has_one_answer(case)]
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
        found = [await bot.ask(client, uuid4().hex, case.text) for case in cases]
    right = sum(service == case.services[0] for service, case in zip(found, cases, strict=True))
    return right, len(cases)


def questions() -> Iterator[str]:
    """Yield questions without end; the order is fixed and mixes services and styles."""
    cases = [case.text for case in read_cases(DEVELOPMENT_FILE) if _has_one_answer(case)]
    step = 7  # neighbours in the file are alike
    for start in itertools.cycle(range(step)):
        yield from cases[start::step]


def _has_one_answer(case: Case) -> bool:
    return case.kind is Kind.POLICY and len(case.services) == 1
