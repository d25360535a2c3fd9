"""How the search index grows: 1,000, 10,000 and 100,000 passages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.collection import MissingDataError, open_collection
from benchmarks.page import ROOT, table
from benchmarks.pictures import lines

SIZES = (1_000, 10_000, 100_000)
_HEAD = ("passages", "build s", "search p50 ms", "p95 ms", "with embedding p50 ms", "p95 ms")
_TIMED = ("size", "build_seconds", "search_p50", "search_p95", "whole_p50", "whole_p95")
_SPACE = ("passages", "index MB", "opening s", "memory of the index MB")


def section() -> str:
    """Build and search an index of each size; return the section of the page."""
    try:
        open_collection()
    except MissingDataError as missing:
        return f"## Growth\n\n{missing}"
    measured = [_measure(size) for size in SIZES]
    lines(
        "growth",
        ("passages", SIZES),
        {
            "search, ms": {
                "p50": [result["search_p50"] for result in measured],
                "p95": [result["search_p95"] for result in measured],
            },
            "build, s": {"build": [result["build_seconds"] for result in measured]},
            "index, MB": {"on disk": [result["disk"] for result in measured]},
        },
    )
    return _text(measured)


def _measure(size: int) -> dict[str, Any]:
    print(f"  {size} passages …", file=sys.stderr)
    result: dict[str, Any] = {"size": size}
    # Two processes: what building needs would hide what serving needs.
    for step in ("build", "serve"):
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.growth.run", step, str(size)],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        result |= json.loads(run.stdout.splitlines()[-1])
    return result


def _text(measured: list[dict[str, Any]]) -> str:
    times = [tuple(result[key] for key in _TIMED) for result in measured]
    space = [(r["size"], r["disk"], r["open_seconds"], round(r["memory"])) for r in measured]
    return f"""\
## Growth

{table(_HEAD, times)}

{table(_SPACE, space)}

![Search time, build time and size by passages](pictures/growth.svg)

Beyond the real passages, texts and vectors are made: each is the first half of one passage and
the second half of another, with the mean of their vectors, so that 100,000 passages need not be
embedded (that would take 83 ms each). Real questions are asked. Up to 20,000 passages
(`retrieval.exact_up_to`) nearest vectors are exact, beyond that a graph (HNSW) finds them.
"""
