"""How long an answer takes, cold and warm, and how good it is, beside the plainest peer."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import torch

from benchmarks.answers import peer
from benchmarks.answers.peer import NearestEntry
from benchmarks.answers.quoting import quotes
from benchmarks.collection import MissingDataError, bench_config, fresh_folder, open_collection
from benchmarks.measuring import Latency, latency, peak_memory, timed
from benchmarks.page import ROOT, table
from knowledge.base import KnowledgeBase, build_knowledge
from knowledge.evaluation import DEVELOPMENT_FILE, Case, read_cases
from knowledge.settings import Config
from nlu.embedding.embedder import default_model_folder
from nlu.understanding.topics.reading import Kind

_QUESTION = "娃儿在贵阳读一年级,没得本地户口读得成公办不"
_COLD_RUNS = 5
_WARM_UP = 10
_ASK = "from bot.channels.terminal.cli import main; main()"
_COLD = ("fresh process", "first answer s", "processor s")
_WARM = ("running process", "p50 ms", "p95 ms", "right service first")


@dataclass(frozen=True)
class Cold:
    """Medians over some fresh processes, in seconds."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Warm:
    """One system asked every development question about one service."""

    taken: Latency
    right: float


def section() -> str:
    """Ask in fresh and in running processes; return the section of the page."""
    torch.set_num_threads(1)
    entries = _built(bench_config("entries"))
    folder = fresh_folder("nearest")
    NearestEntry.prepare(folder, default_model_folder(entries))
    cases = [case for case in read_cases(DEVELOPMENT_FILE) if _is_plain(case)]
    cold = [
        ("tongxing ask", _cold(["-c", _ASK, "ask", _QUESTION], entries)),
        (
            "nearest entry",
            _cold([peer.__file__, str(folder), _QUESTION], entries),
        ),
    ]
    warm = [("tongxing", _warm(_first_service(entries), cases))]
    warm.append(("nearest entry", _warm(NearestEntry(folder).ask, cases)))
    try:
        collection = open_collection()
    except MissingDataError as missing:
        return f"{_text(cold, warm, len(cases))}\n{missing}"
    documents = _first_service(_built(collection.config))
    warm.append(("tongxing, 599 documents ingested", _warm(documents, cases)))
    return f"{_text(cold, warm, len(cases))}\n{quotes(collection)}"


def _is_plain(case: Case) -> bool:
    return case.kind is Kind.POLICY and len(case.services) == 1 and not case.abstain


def _built(config: Config) -> Config:
    build_knowledge(config, lambda step: print(f"  {step} …", file=sys.stderr))
    return config


def _first_service(config: Config) -> Callable[[str], str]:
    knowledge = KnowledgeBase.open(config)
    return lambda text: next(iter(knowledge.ask(text).services), "")


def _cold(arguments: Sequence[str], config: Config) -> Cold:
    environment = {**os.environ, "TONGXING_HOME": str(config.home), "OMP_NUM_THREADS": "1"}
    walls, processors = [], []
    for _ in range(_COLD_RUNS):
        before = _processor_seconds()
        _, wall = timed(
            lambda: subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
        )
        walls.append(wall)
        processors.append(_processor_seconds() - before)
    return Cold(median(walls), median(processors))


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _warm(first_service: Callable[[str], str], cases: Sequence[Case]) -> Warm:
    for case in cases[:_WARM_UP]:
        first_service(case.text)
    given = [timed(lambda text=case.text: first_service(text)) for case in cases]  # type: ignore[misc]
    right = sum(service in case.services for (service, _), case in zip(given, cases, strict=True))
    return Warm(latency(seconds for _, seconds in given), right / len(cases))


def _text(cold: list[tuple[str, Cold]], warm: list[tuple[str, Warm]], questions: int) -> str:
    return f"""\
## Answers

{table(_COLD, [(name, took.wall, took.processor) for name, took in cold])}

Medians of {_COLD_RUNS} runs, from starting the interpreter to the printed answer; most of it is
importing torch and transformers, which the peer needs too.

{table(_WARM, [(name, w.taken.p50, w.taken.p95, w.right) for name, w in warm])}

Each of the {questions} development questions about one service, one at a time, read and answered
with text and citations. The peer embeds the question and names the entry (title and text) with the
nearest vector; it neither abstains nor composes anything. The three run in one process, which
held {peak_memory():,.0f} MB at most.
"""
