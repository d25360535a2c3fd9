"""Any build of this project, from its own tree, as ``tongxing serve`` starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import httpx
import yaml

from benchmarks.dialogue.bots import Bot
from benchmarks.measuring import timed

_BUILT = ("model", "index", "knowledge", "nlu")
_UNLIMITED = 1_000_000_000
_QUESTION = "娃儿打疫苗归哪个部门管"


class Build(Bot):
    """The three processes of one tree, with a state folder of their own."""

    ready_path = "/readyz"

    def __init__(
        self, name: str, tree: Path, port: int, commands: str, **knowledge: object
    ) -> None:
        """Take a tree in which set-up is done, and the module of its command line.

        ``knowledge`` are settings of that section of ``config.yml`` that differ.
        """
        self.name, self.port = name, port
        self._tree = tree
        self._start = f"from {commands} import main; main()"
        self._home = Path(tempfile.mkdtemp(prefix="speed-"))
        for part in _BUILT:
            shutil.copytree(tree / "var" / part, self._home / part)
        (self._home / "nlu" / "dialogue.db").unlink(missing_ok=True)
        values = yaml.safe_load((tree / "config.yml").read_text(encoding="utf-8"))
        values["web"]["rate_limits"] = dict.fromkeys(values["web"]["rate_limits"], _UNLIMITED)
        values.setdefault("knowledge", {}).update(knowledge)
        config = yaml.safe_dump(values, allow_unicode=True)
        (self._home / "config.yml").write_text(config, encoding="utf-8")

    def train(self) -> float:
        """Nothing is trained: set-up did it."""
        return 0.0

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the whole assistant."""
        return subprocess.Popen(
            self._command("serve"),
            cwd=self._tree,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
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

    def first_answer(self) -> float:
        """Return the seconds of ``tongxing ask`` in a fresh process."""
        return timed(self._ask_once)[1]

    def stored(self) -> int:
        """Return the bytes of everything kept of conversations."""
        return sum(file.stat().st_size for file in self._home.glob("*/*.db*"))

    def remove(self) -> None:
        """Delete the state folder."""
        shutil.rmtree(self._home)

    def _ask_once(self) -> None:
        subprocess.run(
            self._command("ask", _QUESTION),
            cwd=self._tree,
            env=self._environment,
            capture_output=True,
            check=True,
        )

    def _command(self, *arguments: str) -> list[str]:
        return [str(self._tree / ".venv" / "bin" / "python"), "-c", self._start, *arguments]

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(self._tree),
            "TONGXING_HOME": str(self._home),
            "TONGXING_CONFIG": str(self._home / "config.yml"),
            "TONGXING_PORT": str(self.port),
        }
