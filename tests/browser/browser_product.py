"""The running product, in a state folder of its own, for a real browser to walk through."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import yaml
from dialogue_servers import BUILT, PATIENT
from playwright.sync_api import Page
from ports import free_port

from bot.launch.dialogue import Dialogue
from knowledge.settings import PROJECT_ROOT, load_config

CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)
DESK_TOKEN = "token-of-the-browser-tests"
EMBEDDING_ORIGIN = "http://localhost:20999"
SCREENSHOTS = PROJECT_ROOT / "var" / "screenshots"
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}

Open = Callable[..., Page]
"""Opens a path in a fresh browser: `open_page("/chat", "phone")`."""

CLI = "from bot.channels.terminal.cli import main; main()"
_START_SECONDS = 150
_STOP_SECONDS = 20
_NOT_BUILT = "run `tongxing build`"


class NotBuiltError(Exception):
    """Set-up has not been run on this machine, or not since the content changed."""


def chromium() -> str | None:
    """Return the path of Debian's Chromium, or of one that ``CHROMIUM`` names."""
    named = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return named if named and Path(named).exists() else None


def is_trained() -> bool:
    """Tell whether the dialogue can be started as well."""
    dialogue = Dialogue(load_config())
    return dialogue.interpreter.exists() and dialogue.model.exists()


class Product:
    """``tongxing serve``, or the web process alone where the dialogue is not trained."""

    def __init__(self, home: Path, *, embed_origins: tuple[str, ...] = ()) -> None:
        """Prepare a state folder that shares only what set-up made."""
        self.home = home
        self.whole = is_trained()
        self.port = free_port(neighbours=2)
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[bytes] | None = None
        real = load_config()
        for name in BUILT:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            if (real.home / name).exists():
                (home / name).symlink_to(real.home / name)
        values = yaml.safe_load(real.path.read_text(encoding="utf-8"))
        values["web"]["embed_origins"] = list(embed_origins)
        values["dialogue"] |= PATIENT
        self.config_file = home / "config.yml"
        self.config_file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every command that works on the same state."""
        return {
            **os.environ,
            "TONGXING_HOME": str(self.home),
            "TONGXING_CONFIG": str(self.config_file),
            "TONGXING_PORT": str(self.port),
            "TONGXING_DESK_TOKEN": DESK_TOKEN,
            "OMP_NUM_THREADS": "1",
        }

    def start(self) -> None:
        """Start it and wait until it is ready."""
        serve = ("-c", CLI, "serve")
        alone = (
            "-m",
            "uvicorn",
            "bot.channels.web.app:create_app",
            "--factory",
            "--port",
            str(self.port),
        )
        with (self.home / "product.log").open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, *(serve if self.whole else alone)],
                cwd=PROJECT_ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        wanted = b'"ready":true' if self.whole else b'"model":true'
        deadline = time.monotonic() + _START_SECONDS
        while wanted not in self._ready():
            if self._running.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the product did not get ready:\n{self._last_words()}")
            if _NOT_BUILT in self._last_words():
                self.stop()
                raise NotBuiltError(f"{_NOT_BUILT} first")
            time.sleep(0.3)

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self._running is None:
            return
        self._running.terminate()
        try:
            self._running.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()

    def command(self, *arguments: str) -> str:
        """Run ``tongxing`` on the same state and return what it prints."""
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "from bot.channels.terminal.cli import main; main()",
                *arguments,
            ],
            cwd=PROJECT_ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _ready(self) -> bytes:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as reply:
                return bytes(reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.read()
        except OSError:
            return b""

    def _last_words(self) -> str:
        logs = [self.home / "product.log", *sorted((self.home / "log").glob("*.log"))]
        return "".join(log.read_text(errors="replace")[-1500:] for log in logs if log.exists())
