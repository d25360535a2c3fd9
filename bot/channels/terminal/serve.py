"""``tongxing serve``: the whole assistant."""

from __future__ import annotations

import asyncio

import click

from bot.channels.configuration import check_configuration
from bot.dialogue.settings import tracker_store, web_port
from bot.launch.assistant import processes
from bot.launch.state_folder import prepare
from bot.launch.supervisor import Supervisor
from knowledge.settings import load_config


@click.command("serve")
def serve_command() -> None:
    """Start the whole assistant: web pages, dialogue and actions, until Ctrl-C.

    TONGXING_PORT chooses the port of the web pages (default 8000); the next two are used on
    loopback for the dialogue.

    \b
    Example:
      TONGXING_PORT=9000 tongxing serve
    """
    config = load_config()
    check_configuration(config)
    port = web_port()
    held = prepare(config.home, dispensable=(tracker_store(config),))
    logs = config.home / "log"
    supervisor = Supervisor(processes(config, port), logs, _say)
    _say(f"starting; logs are in {logs}")
    asyncio.run(supervisor.run(lambda: _tell_ready(port)))
    held.release()
    _say("stopped")


def _tell_ready(port: int) -> None:
    _say("press Ctrl-C to stop")
    click.echo(f"ready http://127.0.0.1:{port}/")


def _say(line: str) -> None:
    click.echo(line, err=True)
