"""Starts servers on loopback, on a state folder of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import yaml

from bot.channels.web.server import KEEP_ALIVE_SECONDS
from knowledge.settings import PROJECT_ROOT, load_config

BUILT = ("model", "index")
"""Shared with the installation, beside its models of understanding."""
UNLIMITED = 10_000_000
PATIENCE_SECONDS = 120
LOG = "server.log"


def environment(home: Path) -> dict[str, str]:
    """Prepare a state folder that shares what set-up made; return the environment for it."""
    real = load_config()
    models = [
        f"knowledge/{one.name}" for one in (real.home / "knowledge").iterdir() if one.is_dir()
    ]
    for name in (*BUILT, *models):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).symlink_to(real.home / name)
    values = yaml.safe_load(real.path.read_text(encoding="utf-8"))
    # The load comes from one client: its limit would be all there is to measure.
    values["web"]["rate_limits"] = dict.fromkeys(("pages", "model", "forms"), UNLIMITED)
    config = home / "config.yml"
    config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    ours = {"TONGXING_HOME": str(home), "TONGXING_CONFIG": str(config), "OMP_NUM_THREADS": "1"}
    return {**os.environ, **ours}


def serve(what: tuple[str, ...], port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start an application on a port of this machine; what it says stands in ``server.log``."""
    quiet = ("--no-access-log", "--log-level", "error")
    alive = ("--timeout-keep-alive", str(KEEP_ALIVE_SECONDS))
    with (Path(environment["TONGXING_HOME"]) / LOG).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *what, "--port", str(port), *quiet, *alive],
            cwd=PROJECT_ROOT,
            env={**environment, "TONGXING_PORT": str(port)},
            stderr=log.fileno(),
        )


def wait(url: str, wanted: bytes) -> None:
    """Wait until ``url`` answers with ``wanted`` in it.

    Raises:
        RuntimeError: it did not within a minute.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if wanted in httpx.get(url, timeout=5).content:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise RuntimeError(f"{url} did not get ready")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
