"""The language a parent is answered in: that of their words, kept while a message has none."""

from __future__ import annotations

from functools import cache

from actions.skills.state import request_fields
from bot.dialogue.commands import commands
from bot.dialogue.message import Incoming
from bot.dialogue.states import State
from knowledge.data_files import load_data
from knowledge.languages import CHINESE, ENGLISH, folder_of, languages
from nlu.language.patterns import linear
from nlu.understanding.facts import without_facts
from nlu.understanding.wording import is_english

_HAN = linear("[\u3400-\u9fff]")
_AROUND = " \t\n.!?\"'“”"


def language_of(typed: str, message: Incoming, state: State) -> str:
    """Return what a message is answered in.

    Args:
        typed: its text, cleaned; of a button, its payload.
        message: tells the language of the page it came from.
        state: what was spoken last. A name or a number is in no language, and neither is a tap.
    """
    kept = state.language or message.language or CHINESE
    if offered := _offered(typed):
        return offered[0]
    if message.payload or typed.startswith("/"):
        return kept
    if is_english(typed):
        # 张伟 may be written Zhang Wei by whoever else writes Chinese.
        named = state.expects in request_fields() and state.expects != "need"
        return kept if named else ENGLISH
    return CHINESE if _HAN.search(without_facts(typed)) else kept


def offered_command(typed: str) -> str | None:
    """Return the command that the words of another language stand for: “make a request”."""
    offered = _offered(typed)
    return f"/{offered[1]}" if offered else None


def _offered(typed: str) -> tuple[str, str] | None:
    return _offers().get(typed.strip(_AROUND).casefold())


@cache
def _offers() -> dict[str, tuple[str, str]]:
    """Return language and command by the words our sentences ask a parent to send."""
    found: dict[str, tuple[str, str]] = {}
    for language in languages():
        file = folder_of(language) / "bot" / "dialogue" / "commands.yml"
        if language == CHINESE or not file.exists():
            continue
        for command, words in load_data(dict[str, tuple[str, ...]], file).items():
            if command in commands():
                found |= {one.casefold(): (language, command) for one in words}
    return found
