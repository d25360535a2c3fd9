"""Own questions on the law: is the right fact told, and none where none answers?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.answers import Answer
from knowledge.base import KnowledgeBase
from knowledge.catalogue.catalogue import CONTENT_FOLDER

FILE = CONTENT_FOLDER.parent / "evaluation" / "law.jsonl"
Asked = list[tuple[dict[str, Any], Answer]]


@pytest.fixture(scope="module")
def asked(knowledge: KnowledgeBase) -> Asked:
    cases = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    answers = knowledge.ask_batch([case["text"] for case in cases])
    return list(zip(cases, answers, strict=True))


def test_the_right_fact_is_told(asked: Asked, knowledge: KnowledgeBase) -> None:
    legal = [(case, answer) for case, answer in asked if case["facts"]]
    right = sum(_first_fact(answer, knowledge) in case["facts"] for case, answer in legal)
    assert right / len(legal) >= 0.92


def test_no_fact_is_told_where_none_answers(asked: Asked, knowledge: KnowledgeBase) -> None:
    told = [c["text"] for c, a in asked if not c["facts"] and _first_fact(a, knowledge)]
    assert told == []


def test_an_absent_detail_is_heard(asked: Asked) -> None:
    silent = [(case, answer) for case, answer in asked if not case["facts"]]
    heard = sum(case["detail"] in {d.detail.told for d in a.details} for case, a in silent)
    assert heard / len(silent) >= 0.80


def _first_fact(answer: Answer, knowledge: KnowledgeBase) -> str | None:
    facts = knowledge.catalogue.facts
    return next((citation.id for citation in answer.citations if citation.id in facts), None)
