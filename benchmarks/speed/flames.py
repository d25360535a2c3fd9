"""``python -m benchmarks.speed.flames``: a flame picture of each process under some parents' turns.

The pictures are drawn by py-spy (``benchmarks/requirements.txt``) into ``var/bench/flames``; they
are of the machine and the day, so they are not kept with the code. Waiting threads are drawn too:
what matters is what stands beside them.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path
from shutil import which

from benchmarks.collection import fresh_folder
from benchmarks.dialogue.load import conversations
from benchmarks.page import ROOT
from benchmarks.speed.build import Build

_PARENTS, _TURNS = 8, 400
_SECONDS, _A_SECOND = 15, 100


def main() -> None:
    """Serve, let parents talk, and draw where each process is meanwhile."""
    build = Build("now", ROOT, 9433, "bot.channels.terminal.cli")
    folder = fresh_folder("flames")
    build.start()
    try:
        talking = threading.Thread(
            target=lambda: asyncio.run(conversations(build, _PARENTS, _TURNS)), daemon=True
        )
        talking.start()
        drawn = [(_record(pid, folder / f"{name}.svg")) for name, pid in build.processes().items()]
        for one in drawn:
            one.wait()
    finally:
        build.stop()
        build.remove()
    print(folder)


def _record(pid: int, picture: Path) -> subprocess.Popen[bytes]:
    beside = Path(sysconfig.get_path("scripts")) / "py-spy"
    program = str(beside) if beside.exists() else which("py-spy")
    if program is None:
        sys.exit("py-spy is missing: pip install -r benchmarks/requirements.txt")
    how = ("--rate", str(_A_SECOND), "--duration", str(_SECONDS), "--output", str(picture))
    return subprocess.Popen([program, "record", *how, "--pid", str(pid)])


if __name__ == "__main__":
    main()
