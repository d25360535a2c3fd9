from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import re2

from nlu.language.patterns import UnboundedPatternError, is_bounded, linear

ROOT = Path(__file__).resolve().parents[3]
READERS = ("nlu/understanding", "nlu/language", "actions/skills")
"""Rooms whose patterns run over what a person typed."""
SECONDS = 120
"""Far beyond what any of these texts takes; a pattern that backtracks needs hours."""


def test_a_pattern_runs_on_the_linear_engine_where_it_can() -> None:
    assert isinstance(linear("手机号?码?"), type(re2.compile("a")))


@pytest.mark.parametrize(
    "pattern", [r"(?<!a)(?:a|ab)*c", r"(?=a)(?:[ab]+)+c", r"(?<!x)\s*,?\s*y", r"(.)\1+"]
)
def test_where_the_engine_backtracks_nothing_may_repeat_without_bound(pattern: str) -> None:
    assert not is_bounded(pattern)
    with pytest.raises(UnboundedPatternError):
        linear(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"), [(r"^\w+$", "南明区"), (r"a\sb", "a\u3000b"), (r"^\d\Z", "\uff11")]
)
def test_classes_mean_unicode_on_both_engines(pattern: str, text: str) -> None:
    assert linear(pattern).search(text)


def test_whoever_reads_a_persons_text_takes_patterns_from_here() -> None:
    compiled_elsewhere = {
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for room in READERS
        for file in (ROOT / room).rglob("*.py")
        if file.name != "patterns.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "compile"
        and isinstance(node.value, ast.Name)
        and node.value.id == "re"
    }
    assert compiled_elsewhere == set()


@pytest.mark.parametrize(
    "piece",
    [" ", "a ", "手机号码", "电话", "1", "13", "我", "，", "0851-", "岁", "不", "我叫", "【", "县"],
)
def test_a_hostile_message_of_ten_thousand_characters_is_read_to_its_end(piece: str) -> None:
    reading = (
        "from actions.skills.phrases import is_refused, need_of\n"
        "from nlu.understanding.facts import extract_facts, mask_personal\n"
        "from nlu.understanding.wording import clean, cries_for_help, meant\n"
        f"text = clean('a' + ({piece!r} * 10_000)[:9_990] + 'b')\n"
        "facts = extract_facts(text)\n"
        "mask_personal(text, facts), meant(text), cries_for_help(text)\n"
        "need_of(text), is_refused(text)\n"
    )
    done = subprocess.run([sys.executable, "-c", reading], cwd=ROOT, timeout=SECONDS)
    assert done.returncode == 0
