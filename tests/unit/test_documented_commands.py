"""What README and documents tell people to type exists: targets, commands, options."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.channels.terminal.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_MAKE = re.compile(r"^(?:[A-Z_]+=\S* )*make ([a-z]+)")
_TONGXING = re.compile(r"^(?:\$ |[A-Z_]+=\S* )*(?:\.venv/bin/)?tongxing (?=[a-z-])(.*)")


def snippets(text: str) -> Iterator[str]:
    """Everything in a document that is shown as code, line by line."""
    for block in _FENCED.findall(text):
        yield from re.sub(r"\\\n\s*", " ", block).splitlines()
    yield from _INDENTED.findall(text)
    yield from _INLINE.findall(_FENCED.sub("", text))


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = re.findall(r"^([a-z][a-z ]*):", makefile, re.MULTILINE)
    return {name for rule in rules for name in rule.split()}


def words_of(line: str) -> list[str]:
    """The words of a shown command, without what follows in a pipe or comment."""
    line = re.split(r"\s(?:#|\||>|<|&&|\\\|)|…", line)[0]
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def refused(words: list[str]) -> str | None:
    """Why this command line would not be taken, as far as names go."""
    name, *rest = words
    if name not in COMMANDS:
        return f"no command {name}"
    module, attribute = COMMANDS[name].split(":")
    command: click.Command = getattr(importlib.import_module(module), attribute)
    if isinstance(command, click.Group) and rest:
        sub, *rest = rest
        if sub not in command.commands:
            return None if sub.isupper() else f"no command {name} {sub}"
        command = command.commands[sub]
    known = {option for part in command.params for option in (*part.opts, *part.secondary_opts)}
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in known]
    return f"{name}: no option {unknown[0]}" if unknown and unknown[0] != "--help" else None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_what_a_document_tells_people_to_type_exists(document: Path) -> None:
    lines = [line.strip() for line in snippets(document.read_text(encoding="utf-8"))]
    made = [found[1] for line in lines if (found := _MAKE.match(line))]
    typed = [
        words
        for line in lines
        if (found := _TONGXING.match(line)) and (words := words_of(found[1]))
    ]
    assert [name for name in made if name not in targets()] == []
    assert [why for words in typed if (why := refused(words))] == []


def test_the_check_sees_what_does_not_exist() -> None:
    assert refused(["asking", "问"]) == "no command asking"
    assert refused(["ask", "问", "--jason"]) == "ask: no option --jason"
    assert refused(["requests", "opening"]) == "no command requests opening"
    assert refused(["ask", "问", "--json"]) is None
    assert list(snippets("`make tea`\n\n```\ntongxing ask\n```\n")) == ["tongxing ask", "make tea"]


def test_make_help_lists_every_target_a_person_may_call() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert targets() - set(shown.stdout.split()) == set()
