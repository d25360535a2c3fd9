"""What a comment or docstring names exists: paths, files beside it, modules, tests."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("actions", "bot", "knowledge", "nlu", "tests", "benchmarks")
_NAMES = "|".join((*ROOMS, "docs"))
_PATH = re.compile(rf"(?<![\w/.-])((?:{_NAMES})(?:/[\w-]+(?:\.\w+)*)+)", re.ASCII)
_MODULE = re.compile(
    r"(?<![\w/.`-])`{0,2}((?:actions|bot|knowledge|nlu|tests)(?:\.\w+)+)", re.ASCII
)
_FILE = re.compile(r"(?<![\w/.*-])([\w-]+\.(?:py|yml|md))\b", re.ASCII)
_TEST = re.compile(r"\btest_\w+")
_REMARK = re.compile(r"(?:^|\s)(?:#|//|/\*|\{#|<!--)\s(.*)")
_MADE_AT_RUN_TIME = ("nlu/.venv", "knowledge/passages.db", "docs/pictures/NAME.svg")
_SUFFIXES = (".py", ".yml", ".toml", ".js", ".css", ".html", "Makefile")


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return tuple(file for name in listed.stdout.splitlines() if (file := ROOT / name).exists())


def remarks(name: str, text: str) -> Iterator[str]:
    """Comments, and in Python docstrings too."""
    if not name.endswith(".py"):
        yield from (found[1] for line in text.splitlines() if (found := _REMARK.search(line)))
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


@cache
def file_names() -> set[str]:
    return {file.name for file in tracked()}


@cache
def names_of_tests() -> set[str]:
    functions = {
        node.name
        for file in tracked()
        if file.name.startswith("test_") and file.suffix == ".py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return functions | {file.stem for file in tracked()}


def module_exists(dotted: str) -> bool:
    """Whether it is a module, or a name that stands in one."""
    *parents, last = dotted.split(".")
    path = ROOT.joinpath(*parents)
    if (path / last).is_dir() or (path / f"{last}.py").is_file():
        return True
    home = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return (
        home.is_file() and re.search(rf"\b{last}\b", home.read_text(encoding="utf-8")) is not None
    )


def missing(remark: str) -> list[str]:
    """What one remark names and nobody finds."""
    return [
        *(
            path
            for path in _PATH.findall(remark)
            if not (ROOT / path).exists() and path not in _MADE_AT_RUN_TIME
        ),
        *(name for name in _MODULE.findall(remark) if not module_exists(name)),
        *(name for name in _FILE.findall(remark) if name not in file_names()),
        *(name for name in _TEST.findall(remark) if name not in names_of_tests()),
    ]


OURS = [file for file in tracked() if file.name.endswith(_SUFFIXES)]


@pytest.mark.parametrize("room", [*ROOMS, "."])
def test_what_comments_name_exists(room: str) -> None:
    folder = ROOT / room
    files = [
        file for file in OURS if (file.parent == folder if room == "." else folder in file.parents)
    ]
    wrong = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        for remark in remarks(file.name, file.read_text(encoding="utf-8"))
        for name in missing(remark)
    ]
    assert files
    assert wrong == []


@pytest.mark.parametrize(
    ("remark", "named"),
    [
        ("see bot/channels/pacing.py", "bot/channels/pacing.py"),
        ("``tests/unit/nowhere`` compares them", "tests/unit/nowhere"),
        ("as :mod:`bot.dialogue.nothing` does", "bot.dialogue.nothing"),
        ("# from ``nothing.yml``", "nothing.yml"),
        ("test_that_nobody_wrote looks", "test_that_nobody_wrote"),
    ],
)
def test_the_check_sees_what_does_not_exist(remark: str, named: str) -> None:
    assert missing(remark) == [named]


def test_the_check_knows_what_exists() -> None:
    remark = (
        "``bot.channels.channel.OpenChannel`` of bot/channels/channel.py, tests/unit, README.md"
    )
    assert missing(remark) == []
