from __future__ import annotations

import re
from pathlib import Path

from knowledge.base import KnowledgeBase

README = Path(__file__).resolve().parents[3] / "README.md"
_SHOWN = re.compile(r'^\$ \.venv/bin/tongxing ask "([^"]+)"\n(.*?)\n```', re.MULTILINE | re.DOTALL)


def test_the_answer_that_the_readme_shows_is_the_one_that_is_given(
    knowledge: KnowledgeBase,
) -> None:
    shown = _SHOWN.findall(README.read_text(encoding="utf-8"))
    assert shown
    for question, answer in shown:
        assert knowledge.ask(question).text == answer
