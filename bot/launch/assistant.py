"""The processes that make up the whole assistant, as data for the supervisor."""

from __future__ import annotations

import os
import sys

from bot.launch.dialogue import Dialogue
from bot.launch.process import Process
from knowledge.settings import Config


def processes(config: Config, port: int) -> list[Process]:
    """Return the three processes, those first that others need.

    Raises:
        NotSetUpError: the dialogue has not been trained.
    """
    dialogue = Dialogue(config)
    endpoints = dialogue.write_endpoints(action_port=port + 1)
    ours = {**os.environ, "TONGXING_PORT": str(port), "TONGXING_HOME": str(config.home)}
    ours |= {"OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    ours.pop("PYTHONPATH", None)
    return [
        Process(
            name="actions",
            title="the action server",
            command=(sys.executable, "-m", "bot.launch.action_server", str(port + 1)),
            environment=ours,
            port=port + 1,
            ready_path="/health",
            alive_path="/health",
        ),
        Process(
            name="dialogue",
            title="the dialogue server",
            command=dialogue.serve_command(port + 2, endpoints),
            environment={**dialogue.environment, "LOG_LEVEL": "WARNING"},
            port=port + 2,
            ready_path="/",
        ),
        Process(
            name="web",
            title="the web server",
            command=(
                *(sys.executable, "-m", "uvicorn", "bot.channels.web.app:create_app", "--factory"),
                *("--host", "127.0.0.1", "--port", str(port), "--no-access-log"),
                *("--timeout-graceful-shutdown", "5", "--log-level", "warning"),
            ),
            environment=ours,
            port=port,
            ready_path="/readyz",
            alive_path="/healthz",
        ),
    ]
