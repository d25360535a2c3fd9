"""Submissions under fire: real processes, killed with SIGKILL at random points, then checked.

Run it by itself for the figures of ``docs/reliability.md``::

    python tests/integration/requests/fault_harness.py --submissions 500 --kills 50

Two workers submit at once into one store. Each writes a line to a file, flushed to disk, when a
submission has returned: from then on the request counts as acknowledged. A worker also
acknowledges its request for the department and works the outbox into a chat that cannot tell
repeats. The harness kills a worker after a random number of submissions plus a random delay,
starts another in its place, and it submits again, with the same keys, what was not acknowledged.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing.context import ForkProcess
from pathlib import Path

from actions.requests import (
    Actor,
    Consent,
    IllegalMoveError,
    NewRequest,
    OutgoingMessage,
    RequestDesk,
    route,
)
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.settings import Config

WORKERS = 2
LEASE_SECONDS = 2
STAFF = Actor.staff("小李", "education")


@dataclass(frozen=True)
class Outcome:
    """What was found after the last worker had finished."""

    submissions: int
    kills: int
    seconds: float
    requests: int
    acknowledged_lost: int
    opened_twice: int
    history_broken: int
    outbox_broken: int
    written_twice: int
    unsure: int
    undelivered: int
    integrity: str


class Journal:
    """Appends lines that are on disk when ``add`` returns."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def add(self, line: str) -> None:
        os.write(self._descriptor, f"{line}\n".encode())
        os.fsync(self._descriptor)


class Chat:
    """Writes down every message it is given; a repeat would stand there twice."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def deliver(self, message: OutgoingMessage) -> None:
        self._journal.add(message.id)


def work(home: Path, catalogue: Catalogue, keys: list[int], worker: int) -> None:
    desk = _desk(home, catalogue)
    done = Journal(home / f"acknowledged-{worker}")
    chat = Chat(Journal(home / "chat"))
    for key in keys:
        case = desk.submit(_request(key), key=f"key-{key}", by=Actor.parent())
        done.add(f"{key} {case.number}")
        # An earlier life of this worker may have got that far.
        with contextlib.suppress(IllegalMoveError):
            desk.act(case.number, "acknowledge", by=STAFF)
        desk.outbox.deliver_due({"telegram": chat, "console": desk.console})


def run(home: Path, submissions: int, kills: int, seed: int) -> Outcome:
    chance = random.Random(seed)
    catalogue = load_catalogue()
    route("娃要上学")  # Learn once here: workers are forks and start with it.
    fork = multiprocessing.get_context("fork")
    most = max(submissions // kills, 1)
    started = time.monotonic()
    killed = 0
    lives: dict[int, tuple[ForkProcess, int]] = {}
    while True:
        for worker in range(WORKERS):
            left = _left(home, worker, submissions)
            if worker not in lives and left:
                process = fork.Process(target=work, args=(home, catalogue, left, worker))
                process.start()
                lives[worker] = (process, len(left) - chance.randint(0, most))
        if not lives:
            break
        for worker, (process, kill_at) in list(lives.items()):
            if not process.is_alive():
                assert process.exitcode == 0, f"worker {worker} failed"
                del lives[worker]
            elif killed < kills and len(_left(home, worker, submissions)) <= kill_at:
                time.sleep(chance.uniform(0, 0.03))
                if process.is_alive() and process.pid:
                    os.kill(process.pid, signal.SIGKILL)
                    process.join()
                    killed += process.exitcode == -signal.SIGKILL
                    del lives[worker]
        time.sleep(0.002)
    seconds = time.monotonic() - started
    last = fork.Process(target=deliver_the_rest, args=(home, catalogue))
    last.start()
    last.join()
    assert last.exitcode == 0, "the rest was not delivered"
    return _check(home, submissions, killed, seconds)


def deliver_the_rest(home: Path, catalogue: Catalogue) -> None:
    desk = _desk(home, catalogue)
    time.sleep(LEASE_SECONDS + 1)
    chat = Chat(Journal(home / "chat"))
    desk.outbox.deliver_due({"telegram": chat, "console": desk.console})


def _desk(home: Path, catalogue: Catalogue) -> RequestDesk:
    # A short lease, so that what a killed worker was sending is taken up again within the run.
    values = {"requests": {"outbox": {"lease_seconds": LEASE_SECONDS}}}
    return RequestDesk.open(Config(path=Path("config.yml"), home=home, values=values), catalogue)


def _request(key: int) -> NewRequest:
    return NewRequest(
        need=f"第{key}件:娃七岁,公办小学说没有学位",
        services=("compulsory-school",),
        child_age=7,
        county="南明区",
        contact_name="王小明",
        contact_phone="13800138000",
        channel="telegram",
        reply_address=f"chat-{key}",
        consent=Consent("consent-1", datetime(2026, 11, 23, tzinfo=UTC)),
    )


def _acknowledged(home: Path, worker: int) -> list[tuple[int, str]]:
    file = home / f"acknowledged-{worker}"
    lines = file.read_text().splitlines() if file.exists() else []
    return [(int(key), number) for key, number in (line.split() for line in lines)]


def _left(home: Path, worker: int, submissions: int) -> list[int]:
    done = {key for key, _ in _acknowledged(home, worker)}
    return [key for key in range(worker, submissions, WORKERS) if key not in done]


def _check(home: Path, submissions: int, kills: int, seconds: float) -> Outcome:
    acknowledged = [pair for worker in range(WORKERS) for pair in _acknowledged(home, worker)]
    chat = Counter((home / "chat").read_text().splitlines())
    with contextlib.closing(sqlite3.connect(home / "requests" / "requests.db")) as store:
        numbers = [row[0] for row in store.execute("SELECT number FROM requests")]
        steps: dict[str, list[tuple[int, str]]] = {number: [] for number in numbers}
        rows = store.execute("SELECT number, seq, to_state FROM history ORDER BY number, seq")
        for number, seq, state in rows:
            steps[number].append((seq, state))
        status = dict(store.execute("SELECT number, status FROM requests"))
        messages = Counter(store.execute("SELECT number, seq, audience FROM outbox"))
        unsure = store.execute("SELECT count(*) FROM outbox WHERE status = 'unsure'").fetchone()[0]
        undelivered = store.execute(
            "SELECT count(*) FROM outbox WHERE status NOT IN ('sent', 'unsure')"
        ).fetchone()[0]
        integrity = store.execute("PRAGMA integrity_check").fetchone()[0]
        dangling = store.execute("PRAGMA foreign_key_check").fetchall()
    of_key: dict[int, set[str]] = {}
    for key, number in acknowledged:
        of_key.setdefault(key, set()).add(number)
    return Outcome(
        submissions=submissions,
        kills=kills,
        seconds=round(seconds, 1),
        requests=len(numbers),
        acknowledged_lost=sum(number not in status for _, number in acknowledged),
        opened_twice=len(numbers) - submissions + sum(len(n) - 1 for n in of_key.values()),
        history_broken=sum(not _whole(steps[number], status[number]) for number in numbers),
        outbox_broken=sum(not _told(messages, number, steps[number]) for number in numbers),
        written_twice=sum(count - 1 for count in chat.values()),
        unsure=unsure,
        undelivered=undelivered,
        integrity=integrity if not dangling else f"dangling: {dangling[:3]}",
    )


def _whole(steps: list[tuple[int, str]], status: str) -> bool:
    expected = ["受理", "转办", "签收"][: len(steps)]
    return (
        len(steps) >= 2
        and [seq for seq, _ in steps] == list(range(1, len(steps) + 1))
        and [state for _, state in steps] == expected
        and steps[-1][1] == status
    )


def _told(
    messages: Counter[tuple[str, int, str]], number: str, steps: list[tuple[int, str]]
) -> bool:
    wanted = {(number, 2, "department"): 1}
    if len(steps) == 3:
        wanted[number, 3, "parent"] = 1
    return {key: count for key, count in messages.items() if key[0] == number} == wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), chosen.submissions, chosen.kills, chosen.seed)
    print(json.dumps(asdict(outcome), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
