"""Moving requests along: every action is told to the parent and written into the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from actions.requests import MISROUTED
from actions.requests.lifecycle import load_lifecycle
from bot.channels.terminal.requests.actors import actor_for
from bot.channels.terminal.requests.group import json_option, open_desk, requests_group, tell

_CLERK, _HEAD = "终端值班员", "主管"


@dataclass(frozen=True)
class _Command:
    """How one action of ``lifecycle.yml`` is called at the terminal.

    Attributes:
        action: its key in the file.
        does: what ``--help`` says.
        example: what follows the number in the example.
        reason: whether it has to be said why (or what came of it).
        by: who does it, when nobody is named.
    """

    action: str
    does: str
    example: str = ""
    reason: bool = True
    by: str = _CLERK


_COMMANDS = {
    "acknowledge": _Command("acknowledge", "Acknowledge a request.", reason=False),
    "start": _Command("start", "Say that work has begun.", reason=False),
    "transfer": _Command(
        "transfer",
        "Hand a request to another department; the parent is told which and why.",
        "--to health --reason 归卫健管",
    ),
    "return": _Command(
        "send_back",
        "Send a request back to the hotline desk.",
        "--code not-ours --reason 不归本部门",
    ),
    "extend": _Command(
        "request_extension",
        "Ask for a later deadline; it takes effect with `approve-extension`.",
        "--days 5 --reason 需要外省核实",
    ),
    "approve-extension": _Command(
        "approve_extension",
        "Approve (or refuse) an extension that was asked for.",
        "--by 李科",
        reason=False,
        by=_HEAD,
    ),
    "tell": _Command("tell", "Answer the parent before it is resolved.", "--reason 正在核实"),
    "ask": _Command("ask", "Ask the parent something.", "--reason 孩子读几年级"),
    "resolve": _Command(
        "resolve", "Resolve; the reason is the result.", "--reason 已联系学校,下周一入学"
    ),
    "follow-up": _Command(
        "follow_up", "Record what the parent said of the result.", "--reason 家长满意"
    ),
    "archive": _Command("archive", "File a closed request away.", reason=False, by=_HEAD),
    "reopen": _Command("reopen", "Take a closed request up again.", "--reason 家长说还没办好"),
    "withdraw": _Command("withdraw", "Withdraw for the parent.", "--reason 家长来电撤回"),
    "supervise": _Command("supervise", "Press the department.", "--reason 已过期限两天"),
    "assist": _Command(
        "add_assisting",
        "Add an assisting department.",
        "--department civil-affairs --reason 低保也要看",
        reason=False,
    ),
}
_OPTIONS: dict[str, Callable[..., Any]] = {
    "days": click.option("--days", type=int, required=True, help="Working days."),
    "code": click.option("--code", default="not-ours", show_default=True, help="Return code."),
    "department": click.option(
        "--to", "--department", "department", required=True, help="Department id, e.g. health."
    ),
}
_MISROUTED = click.option(
    "--misrouted", "code", flag_value=MISROUTED, default="", help="Count it as a routing mistake."
)
_REFUSE = click.option(
    "--refuse", "action", flag_value="refuse_extension", help="Refuse it instead."
)


@requests_group.command("note")
@click.argument("number")
@click.argument("text")
@click.option("--by", default=_CLERK, help="Who does it; goes into the history.")
@json_option
def note_command(number: str, text: str, by: str, as_json: bool) -> None:
    """Write a note for staff; the parent is not told.

    \b
    Example:
      tongxing requests note GZ261124-K7M4Q9XT 已去电两次未接
    """
    desk = open_desk()
    actor = actor_for(desk, by, "add_note", number)
    tell(desk, desk.act(number, "add_note", by=actor, reason=text), as_json)


def _add(name: str, told: _Command) -> None:
    """Add the command for one action; its options are what the action takes."""

    def command(number: str, by: str, as_json: bool, **given: Any) -> None:
        desk = open_desk()
        action = given.pop("action", None) or told.action
        actor = actor_for(desk, by, action, number, head=told.by == _HEAD)
        tell(desk, desk.act(number, action, by=actor, **given), as_json)

    for option in reversed(_options(told)):
        command = option(command)
    line = f"tongxing requests {name} GZ261124-K7M4Q9XT {told.example}".rstrip()
    text = f"{told.does}\n\n\b\nExample:\n  {line}"
    requests_group.command(name, help=text)(click.argument("number")(command))


def _options(told: _Command) -> list[Callable[..., Any]]:
    why = click.option(
        "--reason", required=told.reason, default=None if told.reason else "", help="Why."
    )
    who = click.option("--by", default=told.by, help="Who does it; goes into the history.")
    takes = load_lifecycle().actions[told.action].particulars
    own = [_OPTIONS[name] for name in takes if name in _OPTIONS]
    extra = {"transfer": [_MISROUTED], "approve_extension": [_REFUSE]}.get(told.action, [])
    return [*own, *extra, why, who, json_option]


for _name, _told in _COMMANDS.items():
    _add(_name, _told)
