"""Everyday questions to short plain notices of the parent's own county, in every format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from notice_files import write_pdf

from knowledge.base import KnowledgeBase
from knowledge.ingestion import DocumentMetadata, ingest
from knowledge.retrieval import refresh
from knowledge.settings import Config

# Three of twenty-seven stay untold; none is answered with another line.
TOLD_FLOOR = 0.80


@pytest.fixture(scope="module")
def notices() -> list[dict[str, Any]]:
    file = Path(__file__).with_name("plain.yml")
    loaded: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def quotes(
    empty: Config,
    notices: list[dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], str]:
    """What is told of documents to each question, by place and question."""
    folder = tmp_path_factory.mktemp("plain")
    for notice in notices:
        _write(folder / notice["file"], notice["text"])
    assert ingest([folder], DocumentMetadata(), empty, refresh=refresh).ok
    base = KnowledgeBase.open(empty)
    return {
        (notice["place"], question): "\n".join(
            citation.quote or ""
            for citation in base.ask(question, notice["place"]).citations
            if citation.support == "document"
        )
        for notice in notices
        for question in notice["asked"]
    }


def test_everyday_questions_are_answered_from_the_county_s_notice(
    notices: list[dict[str, Any]], quotes: dict[tuple[str, str], str]
) -> None:
    due = [(n["place"], q, holds) for n in notices for q, holds in n["asked"].items()]
    untold = [q for place, q, _ in due if not quotes[place, q]]
    assert 1 - len(untold) / len(due) >= TOLD_FLOOR, untold


def test_no_everyday_question_is_answered_with_another_line(
    notices: list[dict[str, Any]], quotes: dict[tuple[str, str], str]
) -> None:
    wrong = {
        q: quotes[notice["place"], q]
        for notice in notices
        for q, holds in notice["asked"].items()
        if (told := quotes[notice["place"], q]) and not all(word in told for word in holds)
    }
    assert wrong == {}


def _write(file: Path, text: str) -> None:
    lines = text.strip().splitlines()
    if file.suffix == ".docx":
        document = docx.Document()
        document.add_heading(lines[0], level=1)
        for line in lines[1:]:
            document.add_paragraph(line)
        document.save(str(file))
    elif file.suffix == ".pdf":
        write_pdf(file, lines)
    else:
        file.write_text(text, encoding="utf-8")
