"""Conversations as readable YAML: what the parent says, and what has to come back.

Each file holds a list of conversations: ``name`` (a sentence), and ``turns``: what the ``parent``
types and what is expected to come back. Only what is written is checked, and beside it on every
turn: the whole ``meta`` is there, something is said, the dialogue answered, no personal detail is
shown in full, and no request is opened that the file does not mention.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from bot.dialogue.message import NO_ANSWER

FOLDER = Path(__file__).parent
_UNSET = "unset"
_OPENED = re.compile(
    r"(?P<number>GZ[0-9]{6}-[0-9A-Z]{8})(?:（查询码| \(check code )(?P<code>[0-9]{6})[）)]"
)
_NEVER_SHOWN = ("13800138000", "13900139000", "【电话】", "【姓名】")
_NAMES = ("王小明", "李小红", "刘小洋")
"""Shown where they are to be checked, in the summary, and nowhere else."""

_LEGAL = ("law", "reported")


class Step(BaseModel):
    """One message and what a parent and a program would see of the turn.

    ``{number}`` and ``{code}`` in ``parent`` stand for those of the request opened last;
    ``another`` sends the message from another conversation than the one before.
    """

    model_config = ConfigDict(extra="forbid")

    parent: str
    another: bool = False
    kind: str | None = None
    services: list[str] | None = None
    departments: list[str] | None = None
    asks_for: str | None = _UNSET
    abstained: bool | None = None
    reason: str | None = _UNSET
    cites: list[str] | None = None
    request: str | None = None
    says: list[str] = []
    never_says: list[str] = []
    buttons: list[str] | None = None
    messages: int | None = None
    shows_personal: bool = False


class Conversation(BaseModel):
    """A conversation from its first message on; ``before`` is said first and not looked at."""

    model_config = ConfigDict(extra="forbid")

    name: str
    before: list[str] = []
    turns: list[Step]


def all_conversations() -> list[Conversation]:
    found = []
    for file in sorted(FOLDER.glob("*.yml")):
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))
        found.extend(Conversation.model_validate(row) for row in rows)
    return found


def differences(step: Step, turn: dict[str, Any]) -> list[str]:
    """Return what is not as written, one line each."""
    meta, replies = turn["meta"], turn["replies"]
    told = "\n".join(reply["text"] for reply in replies)
    wrong = [f"meta lacks {key}" for key in (*NO_ANSWER, "asks_for", "request") if key not in meta]
    if meta.get("degraded"):
        wrong.append("was answered in degraded mode")
    if not told.strip():
        wrong.append("nothing was said")
    for name in ("kind", "services", "departments", "abstained"):
        wanted = getattr(step, name)
        seen = meta[name][: len(wanted)] if name == "departments" and wanted else meta[name]
        if wanted is not None and seen != wanted:
            wrong.append(f"{name}: {meta[name]!r}, not {wanted!r}")
    for name in ("asks_for", "reason"):
        wanted = getattr(step, name)
        if wanted != _UNSET and meta[name] != wanted:
            wrong.append(f"{name}: {meta[name]!r}, not {wanted!r}")
    # What the law adds to an entry is looked at where a conversation is about it: `says`.
    cited = [one["id"] for one in meta["citations"] if one["support"] not in _LEGAL]
    if step.cites is not None and cited != step.cites:
        wrong.append(f"cites {cited!r}, not {step.cites!r}")
    wrong += _request(step, meta["request"])
    wrong += [f"does not say “{words}”" for words in step.says if words not in told]
    names = () if meta["asks_for"] == "confirm" else _NAMES
    hidden = () if step.shows_personal else (*_NEVER_SHOWN, *names)
    wrong += [f"says “{words}”" for words in (*step.never_says, *hidden) if words in told]
    titles = [button["title"] for reply in replies for button in reply["buttons"]]
    if step.buttons is not None and not set(step.buttons) <= set(titles):
        wrong.append(f"buttons {titles!r} lack some of {step.buttons!r}")
    if step.messages is not None and len(replies) != step.messages:
        wrong.append(f"{len(replies)} messages, not {step.messages}")
    return [*wrong, told] if wrong else []


def opened_in(turn: dict[str, Any]) -> dict[str, str]:
    """Return number and check code told in a turn, by the names they have in the files."""
    told = "\n".join(reply["text"] for reply in turn["replies"])
    found = _OPENED.search(told)
    return {"{number}": found["number"], "{code}": found["code"]} if found else {}


def _request(step: Step, seen: dict[str, Any] | None) -> list[str]:
    match step.request:
        case None:
            opened = bool(seen and seen["opened"])
            return ["opened a request, unexpectedly"] if opened else []
        case "opened":
            return [] if seen and seen["opened"] and seen["number"] else ["opened no request"]
        case "none":
            return [f"shows the request {seen!r}"] if seen else []
        case status:
            if seen and seen["status"] == status:
                return []
            return [f"shows {seen!r}, not a request that is {status}"]
