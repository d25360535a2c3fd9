from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from benchmarks.measuring import latency
from benchmarks.page import table, write_parts
from benchmarks.retrieval.scores import score


def test_scores_are_those_of_the_definitions() -> None:
    ten = [str(number) for number in range(10)]
    found = score([["a", "b"], ["b", "a"], ["x", "y"], [*ten, "a"]], ["a"] * 4)
    assert found.recall_1 == 1 / 4
    assert found.recall_5 == 2 / 4
    assert found.mrr_10 == (1 + 1 / 2) / 4
    assert found.ndcg_10 == pytest.approx((1 + 1 / log2(3)) / 4)


def test_latency_is_in_milliseconds() -> None:
    taken = latency([0.001, 0.002, 0.003])
    assert taken.p50 == pytest.approx(2)
    assert 2 < taken.p95 <= 3


def test_measuring_one_section_keeps_the_others(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    write_parts({"one": "## One\n\nfirst", "two": "## Two\n\nfirst"}, ["one", "two"], page)
    write_parts({"two": "## Two\n\nsecond"}, ["one", "two"], page)
    text = page.read_text(encoding="utf-8")
    assert text.index("## One\n\nfirst") < text.index("## Two\n\nsecond")
    assert "## Two\n\nfirst" not in text
    assert text.count("Measured ") == 2


def test_figures_stand_right_in_a_table() -> None:
    lines = table(("system", "p50"), [("ours", 1.25), ("theirs", 12345.0)]).splitlines()
    assert lines[1] == "| --- | --: |"
    assert lines[3] == "| theirs | 12,345.0 |"
