"""``tongxing chat``: a conversation in the terminal; buttons are chosen by number."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

import click

from actions.requests import Channel, RequestDesk
from bot.channels.choices import are_numbered, chosen
from bot.dialogue import Dialogue, Incoming, Turn
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config

CHANNEL = Channel.TERMINAL.value
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
    person = Person(dialogue, desk, sender)
    degraded = False
    try:
        for line in lines:
            turn = await person.says(line)
            degraded = degraded or turn.meta["degraded"]
            _show(line, turn, as_json=as_json)
            _tell(person.news(), as_json=as_json)
    finally:
        await dialogue.close()
    return degraded


class Person:
    """Somebody at the keyboard, in one conversation."""

    def __init__(self, dialogue: Dialogue, desk: RequestDesk, sender: str) -> None:
        """Take what answers, where news come from, and the name of the conversation."""
        self._dialogue = dialogue
        self._desk = desk
        self._sender = sender
        self._offered: list[str] = []
        self._asks_for: str | None = None
        self._last_news = 0

    async def says(self, line: str) -> Turn:
        """Return the turn of one line; a number is a tap on what was offered before it."""
        payload = chosen(line, self._offered, self._asks_for)
        turn = await self._dialogue.turn(
            Incoming(self._sender, line, channel=CHANNEL, payload=payload)
        )
        self._offered = [one["payload"] for reply in turn.replies for one in reply["buttons"]]
        self._asks_for = turn.meta["asks_for"]
        return turn

    def news(self) -> list[str]:
        """Return what departments have told since the last time."""
        found = self._desk.inbox.take(f"{CHANNEL}:{self._sender}", self._last_news)
        self._last_news = max((one.id for one in found), default=self._last_news)
        return [one.text for one in found]


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


def _tell(news: Iterable[str], *, as_json: bool) -> None:
    for text in news:
        told = json.dumps({"told": text}, ensure_ascii=False)
        click.echo(told if as_json else f"通知> {text}\n")


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
            mark = f"[{number}]" if are_numbered(turn.meta["asks_for"]) else "·"
            click.echo(f"   {mark} {button['title']}")
    click.echo()


def _fresh_name() -> str:
    """Return a sender nobody else has: two conversations never share a draft."""
    return f"terminal-{secrets.token_hex(8)}"
