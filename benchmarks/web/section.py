"""Starts both servers, measures, and writes the Markdown section."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import yaml

from benchmarks.web.load import measure
from knowledge.settings import PROJECT_ROOT, load_config

CLIENTS = 4
SECONDS = 5.0
QUESTION = "/api/ask?q=娃儿打疫苗找哪个"
BUILT = ("model", "index", "knowledge/topics", "knowledge/details", "knowledge/law")
UNLIMITED = 10_000_000
PATIENCE_SECONDS = 60


def section() -> str:
    """Return the section; takes about half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = _environment(home)
        ports = (_free_port(), _free_port())
        servers = [
            _serve(("benchmarks.web.hello:app",), ports[0], environment),
            _serve(("bot.channels.web.app:create_app", "--factory"), ports[1], environment),
        ]
        hello, product = (f"http://127.0.0.1:{port}" for port in ports)
        try:
            _wait(f"{hello}/", b"hello")
            _wait(f"{product}/readyz", b'"model":true')
            rows = [
                ("bare route of the framework", f"{hello}/"),
                ("FAQ page `/`", f"{product}/"),
                ("service page", f"{product}/service/vaccination"),
                ("`/api/ask`", product + QUESTION),
            ]
            table = [_row(name, url) for name, url in rows]
            weight = _weight(product)
        finally:
            for server in servers:
                server.terminate()
                server.wait(20)
    head = "| route | requests/s | p50 ms | p95 ms | errors |\n|---|---|---|---|---|"
    intro = f"{CLIENTS} clients, {SECONDS:g} s each, one server process, client on the same machine"
    return "\n".join(["## Web pages", "", f"{intro}.", "", head, *table, "", weight, ""])


def _row(name: str, url: str) -> str:
    load = measure(url, clients=CLIENTS, seconds=SECONDS)
    return f"| {name} | {load.rate:.0f} | {load.p50_ms:.1f} | {load.p95_ms:.1f} | {load.errors} |"


def _weight(product: str) -> str:
    page = httpx.get(product)
    parts = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)))
    plain = compressed = 0
    for path in ["/", *parts]:
        with httpx.stream("GET", product + path) as reply:
            compressed += sum(len(chunk) for chunk in reply.iter_raw())
        plain += len(httpx.get(product + path).content)
    return (
        f"FAQ page: {1 + len(parts)} requests, {compressed} bytes over the line "
        f"({plain} unpacked), style, script and icon included; later pages take one request."
    )


def _environment(home: Path) -> dict[str, str]:
    real = load_config()
    for name in BUILT:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).symlink_to(real.home / name)
    values = yaml.safe_load(real.path.read_text(encoding="utf-8"))
    # The load comes from one client: its limit would be all there is to measure.
    values["web"]["rate_limits"] = dict.fromkeys(("pages", "model", "forms"), UNLIMITED)
    config = home / "config.yml"
    config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    ours = {"TONGXING_HOME": str(home), "TONGXING_CONFIG": str(config), "OMP_NUM_THREADS": "1"}
    return {**os.environ, **ours}


def _serve(
    what: tuple[str, ...], port: int, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    quiet = ("--no-access-log", "--log-level", "error")
    return subprocess.Popen(
        [sys.executable, "-m", "uvicorn", *what, "--port", str(port), *quiet],
        cwd=PROJECT_ROOT,
        env={**environment, "TONGXING_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )


def _wait(url: str, wanted: bytes) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if wanted in httpx.get(url, timeout=5).content:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise RuntimeError(f"{url} did not get ready")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
