"""Two workers of each kind on PostgreSQL and Redis: throughput, faults, and what is left of them.

    python -m benchmarks.scaling --minutes 5

Parents open requests and ask questions; the same message id is sent again, to another worker, when
no answer came. Meanwhile processes are killed, PostgreSQL is restarted, Redis is emptied, and a
backup is taken. Then everything that was acknowledged is looked for. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

from actions.requests import Actor, RequestDesk
from actions.requests.store import SqliteStore, Store, Table
from benchmarks.scaling.cluster import Cluster, Worker
from benchmarks.scaling.servers import Postgres, Redis
from bot.launch.archive import REQUESTS, unpacked, write_archive
from bot.launch.roles import Role
from knowledge.catalogue import load_catalogue
from knowledge.errors import TongxingError
from knowledge.settings import Config, load_config

_BUILT = ("model", "nlu/models", "index")
_PARENTS = 8
_RATIO_SECONDS = 30.0
_FAULT_EVERY_SECONDS = 12.0
_TRIES = 60
_OPENING = (
    "帮我登记:学校不收我家娃,七岁,住南明区,我叫李小红,电话13800138000",
    "都对,同意保存",
)
_QUESTIONS = ("娃儿打疫苗要钱不", "流动儿童上学要什么材料", "孩子没有户口能上学吗")


@dataclass
class Told:
    """What parents were told."""

    numbers: dict[str, str] = field(default_factory=dict)
    turns: int = 0
    degraded: int = 0
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Parents:
    """People who talk at once, to whichever worker answers."""

    def __init__(self, workers: list[Worker]) -> None:
        self.workers = workers
        self.told = Told()
        self.over = threading.Event()

    def talk(self) -> None:
        """Go on until it is over; a request that was begun is brought to its end."""
        with httpx.Client(timeout=30, trust_env=False) as http:
            while not self.over.is_set():
                sender = uuid4().hex
                if random.random() < 0.5:
                    self._say(http, sender, random.choice(_QUESTIONS))
                    continue
                for text in _OPENING:
                    turn = self._say(http, sender, text)
                request = (turn or {}).get("meta", {}).get("request")
                if request and request["opened"]:
                    with self.told.lock:
                        self.told.numbers[request["number"]] = sender

    def _say(self, http: httpx.Client, sender: str, text: str) -> dict[str, Any] | None:
        body = {"sender": sender, "message": text, "message_id": uuid4().hex}
        for _ in range(_TRIES):
            worker = random.choice(self.workers)
            with suppress(httpx.HTTPError):
                response = http.post(f"{worker.url}/api/chat", json=body)
                if response.status_code == 200:
                    turn: dict[str, Any] = response.json()
                    with self.told.lock:
                        self.told.turns += 1
                        self.told.degraded += bool(turn["meta"]["degraded"])
                    return turn
            time.sleep(0.5)
        with self.told.lock:
            self.told.unanswered += 1
        return None

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Let them talk while the block runs."""
        self.over.clear()
        with ThreadPoolExecutor(_PARENTS) as threads:
            running = [threads.submit(self.talk) for _ in range(_PARENTS)]
            try:
                yield
            finally:
                self.over.set()
            for each in running:
                each.result()


def turns_per_second(workers: list[Worker]) -> float:
    """Return how many turns some workers answered."""
    parents = Parents(workers)
    began = time.monotonic()
    with parents.talking():
        time.sleep(_RATIO_SECONDS)
    return parents.told.turns / (time.monotonic() - began)


class Faults:
    """What goes wrong meanwhile, in an order drawn by lot, each at least once if time allows."""

    def __init__(self, cluster: Cluster, postgres: Postgres, redis: Redis) -> None:
        self._cluster = cluster
        self._postgres = postgres
        self._redis = redis
        self.done: Counter[str] = Counter()

    def go_on(self, seconds: float) -> None:
        """Break one thing after the other for so long; what was killed is started again."""
        until = time.monotonic() + seconds
        line: list[Worker | str] = []
        while time.monotonic() < until:
            if not line:
                line = [*self._cluster.workers, "postgres", "redis", "redis"]
                random.shuffle(line)
            self._break(line.pop())
            time.sleep(_FAULT_EVERY_SECONDS)

    def _break(self, what: Worker | str) -> None:
        if what == "postgres":
            self._postgres.restart()
            self.done["postgres restarted"] += 1
        elif what == "redis":
            self._redis.flush()
            self.done["redis flushed"] += 1
        elif isinstance(what, Worker):
            what.kill()
            what.start()
            self.done[f"{what.process.name} killed"] += 1


def acknowledge(desk: RequestDesk, parents: Parents) -> None:
    """Be the department: acknowledge what was opened, so that parents get messages."""
    done: set[str] = set()
    while not parents.over.wait(0.5):
        with parents.told.lock:
            waiting = set(parents.told.numbers) - done
        for number in waiting:
            with suppress(TongxingError):
                department = desk.find(number).department
                desk.act(number, "acknowledge", by=Actor.staff("小李", department))
            done.add(number)


def found(store: Store, told: Told) -> dict[str, int]:
    """Count what is missing, doubled or has a gap in a store."""
    with store.reading() as rows:
        requests = {row["number"] for row in rows.find(Table.REQUESTS)}
        people = Counter(row["identity"] for row in rows.find(Table.PEOPLE))
        history: dict[str, list[int]] = {}
        for row in rows.find(Table.HISTORY, order=["number", "seq"]):
            history.setdefault(row["number"], []).append(row["seq"])
        messages = Counter(row["message"] for row in rows.find(Table.PARENT_INBOX))
        outbox = Counter(row["status"] for row in rows.find(Table.OUTBOX))
    return {
        "acknowledged": len(told.numbers),
        "stored": len(requests),
        "lost": len(set(told.numbers) - requests),
        "opened_twice": sum(count - 1 for count in people.values()),
        "messages": sum(messages.values()),
        "messages_doubled": sum(count - 1 for count in messages.values()),
        "gaps": sum(seqs != list(range(1, len(seqs) + 1)) for seqs in history.values()),
        "without_history": len(requests - set(history)),
        **{f"outbox_{status}": count for status, count in outbox.items()},
    }


def restored(archive: Path, known: set[str]) -> dict[str, int]:
    """Count what a backup that was taken under load holds of what was acknowledged before it."""
    with unpacked(archive) as folder:
        store = SqliteStore(folder / REQUESTS)
        with closing(store), store.reading() as rows:
            numbers = {row["number"] for row in rows.find(Table.REQUESTS)}
            seqs: dict[str, list[int]] = {}
            for row in rows.find(Table.HISTORY, order=["number", "seq"]):
                seqs.setdefault(row["number"], []).append(row["seq"])
    gaps = sum(each != list(range(1, len(each) + 1)) for each in seqs.values())
    return {"requests": len(numbers), "missing": len(known - numbers), "gaps": gaps}


def run(minutes: float, home: Path) -> dict[str, Any]:
    """Run everything and return the figures."""
    config = _config(home)
    with Postgres() as postgres, Redis() as redis:
        shared = {"TONGXING_DATABASE_URL": postgres.url, "TONGXING_REDIS_URL": redis.url}
        shared |= {"TONGXING_HOME": str(home)}
        os.environ.update(shared)
        cluster = Cluster(config, shared, 24_000)
        kinds = (Role.ACTIONS, Role.DIALOGUE)
        for kind in (*kinds, *kinds, Role.WEB, Role.WEB, Role.OUTBOX, Role.OUTBOX):
            cluster.add(kind)
        first = [cluster.workers[place] for place in (0, 1, 4, 6)]
        second = [cluster.workers[place] for place in (2, 3, 5, 7)]
        web = [cluster.workers[4], cluster.workers[5]]
        try:
            _start(first)
            one = turns_per_second(web[:1])
            _start(second)
            two = turns_per_second(web)
            result = {"turns_per_second": {"one": round(one, 2), "two": round(two, 2)}}
            result["turns_per_second"]["ratio"] = round(two / one, 2)
            result["faults"] = _with_faults(cluster, web, postgres, redis, minutes, config)
        finally:
            cluster.stop()
    return result


def _with_faults(
    cluster: Cluster,
    web: list[Worker],
    postgres: Postgres,
    redis: Redis,
    minutes: float,
    config: Config,
) -> dict[str, Any]:
    desk = RequestDesk.open(config, load_catalogue())
    parents, faults = Parents(web), Faults(cluster, postgres, redis)
    archive = config.home / "under-load.tar.gz"
    department = threading.Thread(target=acknowledge, args=(desk, parents))
    with parents.talking():
        department.start()
        faults.go_on(minutes * 30)
        with parents.told.lock:
            known = set(parents.told.numbers)
        write_archive(config.home, config.path, desk.store, archive)
        faults.go_on(minutes * 30)
    department.join()
    for worker in cluster.workers:
        worker.wait()
    _let_the_outbox_end(desk)
    told = parents.told
    return {
        "minutes": minutes,
        "done": dict(faults.done),
        "turns": told.turns,
        "degraded": told.degraded,
        "unanswered": told.unanswered,
        **found(desk.store, told),
        "backup_under_load": restored(archive, known),
    }


def _let_the_outbox_end(desk: RequestDesk) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and {"pending", "sending"} & set(desk.outbox.waiting()):
        time.sleep(1)


def _start(workers: list[Worker]) -> None:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.wait()


def _config(home: Path) -> Config:
    real = load_config()
    models = [
        f"knowledge/{one.name}" for one in (real.home / "knowledge").iterdir() if one.is_dir()
    ]
    for name in (*_BUILT, *models):
        if (real.home / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).symlink_to(real.home / name)
    values: dict[str, Any] = yaml.safe_load(real.path.read_text(encoding="utf-8"))
    values["web"]["rate_limits"] = dict.fromkeys(values["web"]["rate_limits"], 1_000_000)
    file = home / "config.yml"
    file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return Config(path=file, home=home, values=values)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("--minutes", type=float, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(wanted.minutes, Path(folder)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
