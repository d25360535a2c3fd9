"""``tongxing chat``: a conversation in the terminal; buttons are chosen by number."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from typing import TextIO

import click

from actions.requests import RequestDesk
from bot.dialogue import Dialogue, Incoming, Turn
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config

_PROMPT = "您> "
_LEAVE = frozenset({"/quit", "/exit", "/q"})


@click.command(
    "chat",
    epilog="Example:  tongxing chat --script questions.txt",
    short_help="A conversation in the terminal.",
)
@click.option(
    "--script",
    type=click.File("r", encoding="utf-8"),
    help="One message per line instead of the keyboard; lines starting with # are left out.",
)
@click.option("--sender", help="Go on with the conversation of this name (default: a fresh one).")
@click.option("--json", "as_json", is_flag=True, help="Print every turn as one line of JSON.")
@click.option("--port", type=int, help="Port of the running web process (default TONGXING_PORT).")
def chat_command(
    script: TextIO | None, sender: str | None, as_json: bool, port: int | None
) -> None:
    """Talk with the assistant; needs the servers that `tongxing serve` starts.

    A number chooses the button of that number. /quit ends the conversation. Without the servers
    questions are still answered, which the assistant then says.
    """
    click.echo("正在准备…", err=True)
    failed = asyncio.run(_converse(_lines(script), sender or _fresh_name(), as_json, port))
    if failed:
        raise click.exceptions.Exit(1)


async def _converse(lines: Iterator[str], sender: str, as_json: bool, port: int | None) -> bool:
    """Carry one conversation; tell whether any turn went without the dialogue."""
    config = load_config()
    knowledge = KnowledgeBase.open(config)
    desk = RequestDesk.open(config, knowledge.catalogue)
    dialogue = Dialogue.open(config, knowledge, desk, port=port)
    news = _News(desk, f"terminal:{sender}")
    degraded = False
    buttons: list[dict[str, str]] = []
    try:
        for line in lines:
            message = Incoming(sender, line, channel="terminal", payload=_chosen(line, buttons))
            turn = await dialogue.turn(message)
            degraded = degraded or turn.meta["degraded"]
            buttons = [button for reply in turn.replies for button in reply["buttons"]]
            _show(line, turn, as_json=as_json)
            news.show(as_json=as_json)
    finally:
        await dialogue.close()
    return degraded


class _News:
    """What departments tell the parent between two messages."""

    def __init__(self, desk: RequestDesk, identity: str) -> None:
        self._desk = desk
        self._identity = identity
        self._last = 0

    def show(self, *, as_json: bool) -> None:
        """Print what has arrived since the last time."""
        for message in self._desk.inbox.take(self._identity, self._last):
            self._last = message.id
            told = json.dumps({"told": message.text}, ensure_ascii=False)
            click.echo(told if as_json else f"通知> {message.text}\n")


def _lines(script: TextIO | None) -> Iterator[str]:
    """Yield what the parent says, from the script or the keyboard."""
    if script is not None:
        yield from (line.strip() for line in script if line.strip() and line[0] != "#")
        return
    while True:
        try:
            line = input(_PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if line in _LEAVE:
            return
        if line:
            yield line


def _chosen(line: str, buttons: list[dict[str, str]]) -> str | None:
    """Return the payload of the button whose number was typed."""
    if line.isascii() and line.isdigit() and 1 <= int(line) <= len(buttons):
        return buttons[int(line) - 1]["payload"]
    return None


def _show(line: str, turn: Turn, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"message": line, **turn.to_json()}, ensure_ascii=False))
        return
    if not sys.stdin.isatty():
        click.echo(f"{_PROMPT}{line}")
    number = 0
    for reply in turn.replies:
        click.echo(f"童行> {reply['text']}")
        for button in reply["buttons"]:
            number += 1
            click.echo(f"   [{number}] {button['title']}")
    click.echo()


def _fresh_name() -> str:
    """Return a sender nobody else has: two conversations never share a draft."""
    return f"terminal-{secrets.token_hex(8)}"
