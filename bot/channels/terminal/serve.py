"""``tongxing serve``: the whole assistant."""

from __future__ import annotations

import asyncio

import click

from bot.channels.configuration import check_configuration
from bot.dialogue.settings import tracker_store, web_port
from bot.launch.assistant import one_process, processes
from bot.launch.roles import ROLES
from bot.launch.state_folder import prepare
from bot.launch.supervisor import Supervisor
from knowledge.settings import load_config


@click.command("serve")
@click.option(
    "--only",
    type=click.Choice(ROLES),
    help="Start one process that does this alone; any number of them may run.",
)
def serve_command(only: str | None) -> None:
    """Start the whole assistant: web pages, dialogue and actions, until Ctrl-C.

    TONGXING_PORT chooses the port of the web pages (default 8000); the next two are used on
    loopback for the dialogue. With --only, TONGXING_DATABASE_URL and TONGXING_REDIS_URL name what
    the processes share (docs/scaling.md).

    \b
    Examples:
      TONGXING_PORT=9000 tongxing serve
      TONGXING_PORT=9010 tongxing serve --only web
    """
    config = load_config()
    check_configuration(config)
    port = web_port()
    alone = only is None
    # Before anything is written there.
    held = prepare(config.home, (tracker_store(config),) if alone else (), alone=alone)
    if only is None:
        started, logs = processes(config, port), config.home / "log"
    else:
        started, logs = [one_process(config, port, only)], config.home / "log" / str(port)
    supervisor = Supervisor(started, logs, _say)
    _say(f"starting; logs are in {logs}")
    asyncio.run(supervisor.run(lambda: _tell_ready(started[-1].port)))
    held.release()
    _say("stopped")


def _tell_ready(port: int) -> None:
    _say("press Ctrl-C to stop")
    click.echo(f"ready http://127.0.0.1:{port}/")


def _say(line: str) -> None:
    click.echo(line, err=True)
