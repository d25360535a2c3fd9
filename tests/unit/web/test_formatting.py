from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.web.formatting import page_lines
from knowledge import answers
from knowledge.answers import Answer
from nlu.understanding.topics.reading import Kind

TEXTS = Path(answers.__file__).with_name("texts.yml")


def sentences(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from sentences(value)
    elif isinstance(node, str):
        yield node


def asking() -> list[str]:
    texts = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return [text for text in sentences(texts) if "回复“" in text]


def told(text: str) -> Answer:
    return Answer(
        question="",
        kind=Kind.POLICY,
        abstained=False,
        reason=None,
        services=(),
        measures=(),
        departments=(),
        confidence=1.0,
        text=text,
        citations=(),
        suggestions=(),
        build="",
    )


@pytest.mark.parametrize("text", asking())
def test_a_page_asks_for_no_reply_and_its_sentences_stay_whole(text: str) -> None:
    lines = page_lines(told(text))
    assert not any("回复" in line for line in lines)
    for line in lines[-1:]:
        assert line[-1] in "。？！"
        assert line[0] not in "，；。"
