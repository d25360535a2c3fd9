from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web.formatting import page_lines
from bot.channels.web.page_texts import load_words
from knowledge import answers
from knowledge.answers import Answer
from knowledge.languages import CHINESE, ENGLISH, in_words, speaking
from nlu.understanding.topics.reading import Kind

TEXTS = Path(answers.__file__).with_name("texts.yml")
ASKING = {CHINESE: "回复“", ENGLISH: "end “"}
ENDS = {CHINESE: "。？！", ENGLISH: ".?!"}


def sentences(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from sentences(value)
    elif isinstance(node, str):
        yield node


def asking() -> list[tuple[str, str]]:
    found = []
    for language, asks in ASKING.items():
        with speaking(language):
            texts = in_words(dict[str, Any], TEXTS)
        found += [(language, text) for text in sentences(texts) if asks in text]
    return found


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


@pytest.mark.parametrize(("language", "text"), asking())
def test_a_page_asks_for_no_reply_and_its_sentences_stay_whole(language: str, text: str) -> None:
    lines = page_lines(told(text), load_words(language).tree["search"])
    assert not any(ASKING[language] in line for line in lines)
    for line in lines[-1:]:
        assert line[-1] in ENDS[language]
        assert line[0] not in "，；。,;."
