"""Documents name what exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("actions", "bot", "knowledge", "nlu")
GLOSSARY = ROOT / "docs" / "glossary.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_MADE_AT_RUN_TIME = ("var/", "nlu/.venv", "benchmarks/.venv", "bench/")
_PATH = re.compile(
    r"`((?:actions|bot|knowledge|nlu|tests|docs|benchmarks)/[\w./-]*[\w/])`", re.ASCII
)


def names_defined() -> set[str]:
    return {
        node.name
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if ".venv" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }


def test_every_name_of_the_glossary_exists() -> None:
    named = set(re.findall(r"`([A-Za-z]\w+)`", GLOSSARY.read_text(encoding="utf-8")))
    assert named - names_defined() == {"code"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    named = _PATH.findall(document.read_text(encoding="utf-8"))
    missing = [
        path
        for path in named
        if not (ROOT / path).exists() and not path.startswith(_MADE_AT_RUN_TIME)
    ]
    assert missing == []
