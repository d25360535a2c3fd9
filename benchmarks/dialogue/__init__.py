"""The whole turn, beside a plain Rasa FAQ bot that learned the same examples."""

from __future__ import annotations

import asyncio

from benchmarks.collection import bench_config
from benchmarks.dialogue.assistant import Assistant
from benchmarks.dialogue.bots import Bot
from benchmarks.dialogue.load import Load, accuracy, conversations
from benchmarks.dialogue.plain import PlainBot
from benchmarks.page import table
from knowledge.catalogue import load_catalogue

PARENTS = (1, 8, 32)
TURNS = 160


def section() -> str:
    """Train, start and load one bot after the other; return the Markdown."""
    config = bench_config("dialogue")
    catalogue = load_catalogue()
    measured = [_measure(Assistant(config)), _measure(PlainBot(config, catalogue))]
    return "\n\n".join((_INTRODUCTION, _overview(measured), _loads(measured)))


class _Measured:
    """What one bot needed and gave."""

    def __init__(self, bot: Bot, training_seconds: float, cold_seconds: float) -> None:
        self.name = bot.name
        self.training_seconds = training_seconds
        self.cold_seconds = cold_seconds
        self.right, self.asked = asyncio.run(accuracy(bot))
        self.loads = [asyncio.run(conversations(bot, parents, TURNS)) for parents in PARENTS]
        self.memory = bot.memory()


def _measure(bot: Bot) -> _Measured:
    training = bot.train()
    cold = bot.start()
    try:
        return _Measured(bot, training, cold)
    finally:
        bot.stop()


def _overview(measured: list[_Measured]) -> str:
    head = ["", *(one.name for one in measured)]
    rows: list[list[object]] = [
        ["training (s)", *(one.training_seconds for one in measured)],
        ["cold start to ready (s)", *(one.cold_seconds for one in measured)],
        ["memory after the load (MB)", *(_memory(one.memory) for one in measured)],
        ["right service first", *(one.right / one.asked for one in measured)],
        ["questions asked", *(one.asked for one in measured)],
    ]
    return table(head, rows)


def _loads(measured: list[_Measured]) -> str:
    head = ["bot", "parents at once", "p50 (ms)", "p95 (ms)", "turns per second", "failed turns"]
    rows = [[one.name, load.parents, *_figures(load)] for one in measured for load in one.loads]
    return table(head, rows)


def _figures(load: Load) -> list[object]:
    return [load.latency.p50, load.latency.p95, load.per_second, load.failed]


def _memory(processes: dict[str, float]) -> str:
    return ", ".join(f"{name} {megabytes:.0f}" for name, megabytes in processes.items())


_INTRODUCTION = f"""\
## A turn of conversation

`{TURNS}` questions of the development set per row over HTTP, every parent waiting for the reply
before the next message. Tongxing's turn is the whole path of `POST /api/chat`: reading, dialogue
server, action server, a cited answer. The plain bot is Rasa's own FAQ recipe (words and
characters into a ResponseSelector, the classifier telling questions from greetings) trained on
the same example questions and answering with a fixed text; it knows neither forms nor citations,
and never abstains. The development set was used for tuning Tongxing, so its share of right
answers flatters it."""
