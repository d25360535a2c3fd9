"""What a document will answer, before a parent asks: the details it holds, and sample questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.answers.notices.asked import asked_in
from knowledge.answers.notices.finding import Finder
from knowledge.answers.notices.rules import notice_rules
from knowledge.answers.notices.showing import Found


@dataclass(frozen=True)
class Preview:
    """One question and the words that would answer it."""

    question: str
    detail: str
    found: Found


def details_held(finder: Finder) -> dict[str, Found]:
    """Return the details a document holds under a name of its own, each with its words."""
    found = {name: finder.named(name) for name in notice_rules().details}
    return {name: words for name, words in found.items() if words is not None}


def answered_questions(finder: Finder, questions: Iterable[str]) -> list[Preview]:
    """Return those of ``questions`` that a document answers."""
    return [
        Preview(question, detail, found)
        for question in questions
        for asked in [asked_in(question)]
        for detail in asked.details
        if (found := finder.find(detail, asked)) is not None
    ]
