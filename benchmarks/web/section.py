"""Starts both servers, measures, and writes the Markdown section."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import httpx

from benchmarks.web.load import measure
from benchmarks.web.serving import environment, free_port, serve, wait

CLIENTS = 4
SECONDS = 5.0
QUESTION = "/api/ask?q=娃儿打疫苗找哪个"


def section() -> str:
    """Return the section; takes about half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        surroundings = environment(home)
        ports = (free_port(), free_port())
        servers = [
            serve(("benchmarks.web.hello:app",), ports[0], surroundings),
            serve(("bot.channels.web.app:create_app", "--factory"), ports[1], surroundings),
        ]
        hello, product = (f"http://127.0.0.1:{port}" for port in ports)
        try:
            wait(f"{hello}/", b"hello")
            wait(f"{product}/readyz", b'"model":true')
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
