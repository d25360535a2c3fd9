"""``python -m benchmarks [SECTION…]``: measure and write ``docs/benchmarks.md``."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from benchmarks.collection import DATA_VARIABLE, DEFAULT_DATA
from benchmarks.page import write_parts

SECTIONS = {
    "retrieval": "benchmarks.retrieval",
    "growth": "benchmarks.growth",
    "answers": "benchmarks.answers",
    "dialogue": "benchmarks.dialogue",
    "speed": "benchmarks.speed",
    "soak": "benchmarks.speed.soak",
    "web": "benchmarks.web",
    "desk": "benchmarks.desk",
}
"""Sections in the order of the page: each a module with ``section() -> str`` (Markdown)."""


def main() -> None:
    names = [name for name, module in SECTIONS.items() if _is_there(module)]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("section", nargs="*", help=f"which to measure: {', '.join(names)} (all)")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the policy questions")
    chosen = parser.parse_args()
    if unknown := set(chosen.section) - set(names):
        parser.error(f"unknown section {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    os.environ[DATA_VARIABLE] = str(chosen.data.resolve())
    for name in chosen.section or names:
        print(f"{name} …", file=sys.stderr)
        part = import_module(SECTIONS[name]).section()
        write_parts({name: part}, list(SECTIONS))
        print(part)


def _is_there(module: str) -> bool:
    spec = find_spec(module)
    # A folder without an __init__ is found too, as a namespace without an origin.
    return spec is not None and spec.origin is not None


if __name__ == "__main__":
    main()
