"""Tongxing as it is started by ``tongxing serve``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import httpx
import yaml

from benchmarks.dialogue.bots import Bot
from benchmarks.page import ROOT
from bot.launch import training
from bot.launch.dialogue import Dialogue
from knowledge.settings import Config, load_config

_BUILT = ("model", "knowledge")
_UNLIMITED = 1_000_000_000


class Assistant(Bot):
    """The three processes, with a state folder of their own."""

    name = "Tongxing"
    port = 18300
    ready_path = "/readyz"

    def __init__(self, config: Config) -> None:
        """Share what set-up built; train and talk in a home of its own."""
        self._config = config
        own = load_config()
        for name in _BUILT:
            if not (config.home / name).exists():
                (config.home / name).symlink_to(own.home / name, target_is_directory=True)

    def train(self) -> float:
        """Train the dialogue from nothing."""
        started = time.perf_counter()
        dialogue = Dialogue(self._config)
        shutil.rmtree(dialogue.state / "cache", ignore_errors=True)
        training.prepare(dialogue, _say_nothing)
        training.train(dialogue, _say_nothing)
        return time.perf_counter() - started

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the whole assistant; without limits per client, for all parents come from here."""
        values = yaml.safe_load(self._config.path.read_text(encoding="utf-8"))
        values["web"]["rate_limits"] = dict.fromkeys(values["web"]["rate_limits"], _UNLIMITED)
        config = self._config.home / "config.yml"
        config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
        environment = {**os.environ, "TONGXING_HOME": str(self._config.home)}
        environment |= {"TONGXING_CONFIG": str(config), "TONGXING_PORT": str(self.port)}
        start = "from bot.channels.terminal.cli import main; main()"
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [sys.executable, "-c", start, "serve"],
            cwd=ROOT,
            env=environment,
            stdout=quiet,
            stderr=quiet,
        )

    async def ask(self, client: httpx.AsyncClient, sender: str, text: str) -> str | None:
        """Take the leading service of the answer object."""
        message = {"sender": sender, "message": text}
        reply = await client.post(f"{self.url}/api/chat", json=message)
        reply.raise_for_status()
        turn = reply.json()
        if not turn["replies"] or turn["meta"]["degraded"]:
            raise httpx.HTTPError("the dialogue did not answer")
        return next(iter(turn["meta"]["services"]), None)


def _say_nothing(line: str) -> None:
    """Training tells how far it is; here only the time counts."""
