"""Two small real servers under the real supervisor, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SERVER = """
import http.server, os, sys, pathlib
port, mark = int(sys.argv[1]), pathlib.Path(sys.argv[2])
with mark.open("a") as marks:
    marks.write(f"{os.getpid()}\\n")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""

SUPERVISED = """
import asyncio, json, os, sys, pathlib
from bot.launch.process import Process
from bot.launch.supervisor import Patience, Supervisor
from knowledge.errors import TongxingError
rows, folder, patience = json.loads(sys.argv[1])
processes = [Process(environment=dict(os.environ), **{**row, "command": tuple(row["command"])})
             for row in rows]
say = lambda line: print(line, file=sys.stderr, flush=True)
supervisor = Supervisor(processes, pathlib.Path(folder), say, Patience(**patience))
try:
    asyncio.run(supervisor.run(lambda: print("ready", flush=True)))
except TongxingError as error:
    say(f"error: {error}")
    sys.exit(1)
"""

QUICK = {"ready": 15.0, "poll": 0.05, "first_restart": 0.1, "longest_restart": 1.0}


@dataclass
class Launched:
    """The supervisor's process and where its children leave their process ids."""

    process: subprocess.Popen[str]
    errors: Path
    marks: Path

    def pids(self, name: str) -> list[int]:
        mark = self.marks / name
        return [int(line) for line in mark.read_text().split()] if mark.exists() else []

    def said(self) -> str:
        return self.errors.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.said()


def launch(
    folder: Path, commands: dict[str, list[str]], ports: dict[str, int], **patience: float
) -> Launched:
    rows = [
        {
            "name": name,
            "title": f"the {name} server",
            "command": command,
            "port": ports[name],
            "ready_path": "/",
        }
        for name, command in commands.items()
    ]
    errors = folder / "said.txt"
    arguments = json.dumps([rows, str(folder / "log"), {**QUICK, **patience}])
    with errors.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISED, arguments],
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        )
    return Launched(process, errors, folder)


def server(folder: Path, name: str, port: int) -> list[str]:
    return [sys.executable, "-c", SERVER, str(port), str(folder / name)]


def eventually(happens: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    # Killed but not yet collected by whoever inherited it: gone for our purpose.
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z"
