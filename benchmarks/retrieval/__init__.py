"""Retrieval on real policy questions, beside other systems in one run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import astuple
from typing import Any

from benchmarks.collection import MissingDataError, Question, open_collection
from benchmarks.page import ROOT, table
from benchmarks.pictures import bars
from benchmarks.retrieval.scores import Scores, score
from benchmarks.retrieval.systems import systems

_HEAD = ("system", "R@1", "R@5", "MRR@10", "nDCG@10", "unseen half: R@1", "MRR@10")
_COSTS = ("system", "p50 ms", "p95 ms", "processor ms", "build s", "index MB", "peak memory MB")
_COSTS_KEYS = ("p50", "p95", "processor", "build_seconds", "disk")


def section() -> str:
    """Measure every installed system on every question; return the section of the page."""
    try:
        collection = open_collection()
    except MissingDataError as missing:
        return f"## Retrieval\n\n{missing}"
    questions, passages = collection.questions, len(collection.passages)
    documents = len({passage.document_id for passage in collection.passages})
    measured = {name: _measure(name) for name in systems()}
    bars(
        "retrieval",
        {name: _scores(result, questions).mrr_10 for name, result in measured.items()},
        "MRR@10",
    )
    return _text(measured, questions, passages, documents)


def _measure(name: str) -> dict[str, Any]:
    print(f"  {name} …", file=sys.stderr)
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.retrieval.run", name],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def _scores(result: dict[str, Any], questions: list[Question], *, unseen: bool = False) -> Scores:
    pairs = [
        (ranking, question.document)
        for ranking, question in zip(result["rankings"], questions, strict=True)
        if question.is_held_out or not unseen
    ]
    return score([ranking for ranking, _ in pairs], [document for _, document in pairs])


def _text(
    measured: dict[str, dict[str, Any]], questions: list[Question], passages: int, documents: int
) -> str:
    quality, costs = [], []
    for name, result in measured.items():
        every, unseen = _scores(result, questions), _scores(result, questions, unseen=True)
        quality.append((name, *astuple(every), unseen.recall_1, unseen.mrr_10))
        costs.append((name, *(result[key] for key in _COSTS_KEYS), round(result["memory"])))
    held_out = sum(question.is_held_out for question in questions)
    return f"""\
## Retrieval

{len(questions)} real questions over {documents} policy documents ({passages:,} passages) of
DataFountain competition 424; right is the one labelled document. All systems index the same
passages (title and text) with the same vectors of the same model, find 50 passages and are scored
on the first ten documents. Haystack and txtai run as their documentation sets up a hybrid search,
and once more with the lexical leg weighted .8.

{table(_HEAD, quality)}

The weights of `tongxing` (`knowledge/retrieval/ranking.yml`) were fitted on the questions of one
half of the documents; the last two columns are the other half ({held_out} questions), which
fitting never saw. (BM25's two parameters and the weights of the first pass are round figures chosen
earlier, with all questions in view.)

![MRR@10 of every system](pictures/retrieval.svg)

{table(_COSTS, costs)}

One question at a time, its embedding included (processor: the median of processor time, which
neighbours on the machine disturb less); build time without embedding the passages, which
is the same for all (83 ms for each passage of 250 characters, once, as vectors are kept). Peak
memory is that of the whole process, model and building included.
"""
