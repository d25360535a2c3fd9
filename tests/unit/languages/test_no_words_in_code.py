"""What a parent sees stands in word files, where another language can repeat it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_HAN = re.compile("[\u3400-\u9fff]")
_MARKS = re.compile("[\u3001\u3002\uff0c\uff1a\uff1b\uff08\uff09\u3010\u3011]")
ROOMS = (
    "actions/skills",
    "actions/texts",
    "bot/channels/telegram",
    "bot/channels/web/chatting",
    "bot/channels/web/faq",
    "bot/channels/web/requesting",
    "bot/channels/web/routes",
    "bot/channels/wechat",
    "bot/dialogue",
    "knowledge/answers",
)
FILES = ("bot/channels/*.py", "bot/channels/web/*.py", "actions/requests/*.py")
"""Rooms and files that say something to a parent."""

NO_WORDS = {
    # What is heard of a message, not said: patterns, words and the kinds of the hotline.
    "actions/skills/talk.py",
    "actions/skills/request_fields.py",
    "actions/skills/request_form.py",
    "bot/dialogue/listening.py",
    "bot/channels/choices.py",
    "bot/channels/splitting.py",
    "bot/channels/web/formatting.py",
    "knowledge/answers/notices/told.py",
    "actions/requests/model.py",
    # Kept for staff, who read what a request is about in Chinese.
    "actions/skills/answering.py",
    # Read by staff, operators or programs, not by a parent.
    "actions/requests/desk.py",
    "actions/requests/lifecycle.py",
    "actions/requests/notifications.py",
    "actions/requests/settings.py",
    "actions/requests/switches.py",
    "actions/requests/transitions.py",
    "actions/requests/validation.py",
    "bot/channels/telegram/notifications.py",
    "bot/channels/wechat/__init__.py",
    "bot/channels/wechat/notifications.py",
    "bot/channels/wechat/webhook.py",
    "bot/channels/web/routes/desk.py",
    "bot/channels/web/routes/desk_calls.py",
    "bot/channels/web/routes/desk_supervising.py",
    "bot/channels/web/routes/open311.py",
    "bot/channels/web/routes/search.py",
    "bot/channels/web/faq/structured_data.py",
}
"""Files whose Chinese no parent is shown, each for one of the reasons above."""


def modules() -> list[Path]:
    found = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    found += [file for pattern in FILES for file in ROOT.glob(pattern)]
    return sorted(found)


_LISTENING = {
    "linear", "compile", "split", "partition", "strip", "startswith", "find", "join", "replace",
}  # fmt: skip
"""Calls whose strings are looked for in what was said, or stand between such pieces."""


def said_strings(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that may be said: no docstrings, and nothing that is heard."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    heard: set[int] = set()
    for node in ast.walk(tree):
        documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        listens = isinstance(node, ast.Call) and _name(node.func) in _LISTENING
        if documents or listens or isinstance(node, ast.Compare):
            heard |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in heard or not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def test_no_module_that_speaks_to_a_parent_holds_words() -> None:
    found = [
        f"{name}:{line}: {text}"
        for file in modules()
        if (name := str(file.relative_to(ROOT))) not in NO_WORDS
        for line, text in said_strings(file)
        if _HAN.search(text) or _MARKS.search(text)
    ]
    assert found == []


def test_every_file_that_is_excused_still_holds_chinese() -> None:
    needless = [
        name
        for name in sorted(NO_WORDS)
        if not any(
            _HAN.search(text) or _MARKS.search(text) for _, text in said_strings(ROOT / name)
        )
    ]
    assert needless == []


@pytest.mark.parametrize(
    "template", sorted((ROOT / "bot/channels/web/templates").glob("*.html")), ids=lambda f: f.name
)
def test_no_template_holds_words(template: Path) -> None:
    lines = template.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if _HAN.search(line)] == []
    if not template.name.startswith("desk"):
        assert [line for line in lines if _MARKS.search(line)] == []


def test_no_script_of_a_page_holds_words() -> None:
    scripts = (ROOT / "bot/channels/web/static").glob("*.js")
    told = {
        script.name: [line for line in script.read_text("utf-8").splitlines() if _HAN.search(line)]
        for script in scripts
        if script.name != "desk.js"
    }
    assert {name: lines for name, lines in told.items() if lines} == {}
