"""What 599 foreign documents do to our own questions, and whether theirs find them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.collection import Collection, Question
from benchmarks.page import table
from knowledge.answers import Answer
from knowledge.base import KnowledgeBase
from knowledge.evaluation import DEVELOPMENT_FILE, read_cases
from nlu.understanding.topics.reading import Kind

_BATCH = 64
_COMPARED_CHARACTERS = 40
_HEAD = ("asked", "quoted", "of these: right document", "labelled document")


@dataclass(frozen=True)
class _Quoted:
    questions: int
    quoted: int
    right: int
    labelled: int

    def row(self) -> tuple[object, ...]:
        share = self.quoted / self.questions
        of_these = max(self.quoted, 1)
        return (self.questions, share, self.right / of_these, self.labelled / of_these)


def quotes(collection: Collection) -> str:
    """Ask both sets with every document ingested; return this part of the page."""
    knowledge = KnowledgeBase.open(collection.config)
    cases = read_cases(DEVELOPMENT_FILE)
    own = _ask(knowledge, [case.text for case in cases])
    false = sum(_is_quoted(answer) for answer in own)
    outside = [a for a, case in zip(own, cases, strict=True) if case.kind is Kind.OUT_OF_SCOPE]
    held = sum(answer.abstained for answer in outside)
    theirs = _ask(knowledge, [question.text for question in collection.questions])
    pairs = list(zip(collection.questions, theirs, strict=True))
    row = _counted(pairs, _texts(collection)).row()
    return f"""\
### Quotes

With the 599 policy documents ingested, {false} of our {len(own)} development questions
({false / len(own):.1%}) were answered with a quote from one of them, all false; of the
{len(outside)} out-of-scope questions {held} ({held / len(outside):.0%}) were still abstained on.
The questions that belong to the documents (the limits were set on both sets):

{table(_HEAD, [row])}

A document is right when it is the labelled one or holds the labelled answer word for word. How
the limits were set: [decisions/quotes.md](decisions/quotes.md).
"""


def _ask(knowledge: KnowledgeBase, texts: Sequence[str]) -> list[Answer]:
    answers: list[Answer] = []
    for start in range(0, len(texts), _BATCH):
        answers += knowledge.ask_batch(texts[start : start + _BATCH])
    return answers


def _is_quoted(answer: Answer) -> bool:
    return bool(answer.citations) and answer.citations[0].quote is not None


def _counted(pairs: list[tuple[Question, Answer]], texts: dict[str, str]) -> _Quoted:
    quoted = [(question, answer) for question, answer in pairs if _is_quoted(answer)]
    sources = [(question, answer.citations[0].id.rsplit("#", 1)[0]) for question, answer in quoted]
    labelled = sum(source == question.document for question, source in sources)
    right = sum(
        source == question.document or _words(question.answer) in texts[source]
        for question, source in sources
    )
    return _Quoted(len(pairs), len(quoted), right, labelled)


def _texts(collection: Collection) -> dict[str, str]:
    texts: dict[str, str] = defaultdict(str)
    for passage in collection.passages:
        texts[passage.document_id] += re.sub(r"\s", "", passage.text)
    return texts


def _words(answer: str) -> str:
    return re.sub(r"\s", "", answer)[:_COMPARED_CHARACTERS]
