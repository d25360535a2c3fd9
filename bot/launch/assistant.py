"""The processes that make up the whole assistant, as data for the supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from bot.launch.dialogue import Dialogue
from bot.launch.process import Process
from bot.launch.roles import SERVED_BY_WEB, Role
from knowledge.settings import Config

LISTEN = "TONGXING_LISTEN"
"""The address that a process started alone listens on, where others are on other machines.

Actions and dialogue ask nobody who they are: this has to be an address of a closed network.
"""
LOOPBACK = "127.0.0.1"
DRAIN_SECONDS = 5.0
"""Longer than a load balancer takes to see that a process is not ready."""
_STOP_SECONDS = 15.0


def processes(config: Config, port: int) -> list[Process]:
    """Return the three processes of one machine, those first that others need.

    Raises:
        NotSetUpError: the dialogue has not been trained.
    """
    return [
        _actions(config, port, LOOPBACK),
        _dialogue(config, port, LOOPBACK),
        _web(config, port, LOOPBACK, SERVED_BY_WEB),
    ]


def one_process(config: Config, port: int, role: str) -> Process:
    """Return a process that does one kind of work, of which any number may run.

    Args:
        config: of this installation.
        port: what would be the web port: actions and dialogue take the ones after it.
        role: the work, one of ``ROLES``.

    Raises:
        NotSetUpError: the dialogue has not been trained.
    """
    listen = os.environ.get(LISTEN) or LOOPBACK
    if role == Role.ACTIONS:
        return _actions(config, port, listen)
    if role == Role.DIALOGUE:
        return _dialogue(config, port, listen)
    return _web(config, port, listen, {role}, DRAIN_SECONDS)


def _actions(config: Config, port: int, listen: str) -> Process:
    return Process(
        name="actions",
        title="the action server",
        command=(sys.executable, "-m", "bot.launch.action_server", listen, str(port + 1)),
        environment=_environment(config, port),
        port=port + 1,
        ready_path="/health",
        alive_path="/health",
    )


def _dialogue(config: Config, port: int, listen: str) -> Process:
    dialogue = Dialogue(config)
    endpoints = dialogue.write_endpoints(action_port=port + 1)
    return Process(
        name="dialogue",
        title="the dialogue server",
        command=dialogue.serve_command(port + 2, endpoints, listen),
        environment={**dialogue.environment, "LOG_LEVEL": "WARNING"},
        port=port + 2,
        ready_path="/",
    )


def _web(
    config: Config, port: int, listen: str, roles: Iterable[str], drain_seconds: float = 0
) -> Process:
    names = sorted(roles)
    return Process(
        name=names[0] if len(names) == 1 else "web",
        title="the web server" if Role.WEB in names else f"the {names[0]} worker",
        command=(
            *(sys.executable, "-m", "bot.channels.web.server"),
            *(listen, str(port), str(drain_seconds), *names),
        ),
        environment=_environment(config, port),
        port=port,
        ready_path="/readyz",
        alive_path="/healthz",
        stop_seconds=_STOP_SECONDS if drain_seconds else None,
    )


def _environment(config: Config, port: int) -> dict[str, str]:
    ours = {**os.environ, "TONGXING_PORT": str(port), "TONGXING_HOME": str(config.home)}
    ours |= {"OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    ours.pop("PYTHONPATH", None)
    return ours
