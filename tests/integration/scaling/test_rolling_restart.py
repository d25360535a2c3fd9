"""Two web workers on PostgreSQL and Redis: one is restarted while turns flow, and none fails."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from dialogue_servers import config_under, is_trained
from postgres_for_tests import database_of_its_own
from redis_for_tests import RedisServer

from benchmarks.scaling.cluster import Cluster, Worker
from bot.launch.roles import Role

PARENTS = 2
FIRST_PORT = 23_000


@pytest.fixture(scope="module")
def web_workers(
    postgres_server: str, _redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Worker]]:
    if not is_trained():
        pytest.skip("the dialogue is not trained: run `tongxing train`")
    config = config_under(tmp_path_factory.mktemp("rolling"))
    shared = {
        "TONGXING_DATABASE_URL": database_of_its_own(postgres_server),
        "TONGXING_REDIS_URL": _redis_server.url,
    }
    cluster = Cluster(config, shared, FIRST_PORT)
    for role in (Role.ACTIONS, Role.DIALOGUE, Role.WEB, Role.WEB):
        cluster.add(role)
    try:
        cluster.start()
        yield cluster.workers[2:]
    finally:
        cluster.stop()


class LoadBalancer:
    """What stands before the workers: sends each turn to the next one that says it is ready."""

    def __init__(self, workers: list[Worker], http: httpx.Client) -> None:
        self._workers = workers
        self._turn = itertools.count()
        self._ready = list(workers)
        self._http = http
        self.used: set[str] = set()

    def check(self) -> None:
        # As nginx does: where nobody says that he is ready, all are tried.
        self._ready = [one for one in self._workers if one.is_ready] or self._workers

    def send(self, sender: str, message: str) -> dict[str, object]:
        ready = self._ready
        worker = ready[next(self._turn) % len(ready)]
        self.used.add(worker.url)
        body = {"sender": sender, "message": message}
        response = self._http.post(f"{worker.url}/api/chat", json=body)
        assert response.status_code == 200
        turn: dict[str, object] = response.json()
        return turn


@pytest.fixture
def balancer(web_workers: list[Worker]) -> Iterator[LoadBalancer]:
    with httpx.Client(timeout=180, trust_env=False) as http:
        yield LoadBalancer(web_workers, http)


def test_a_worker_is_restarted_while_turns_flow_and_no_turn_fails(
    web_workers: list[Worker], balancer: LoadBalancer
) -> None:
    over = threading.Event()
    turns: list[dict[str, object]] = []

    def parent(number: int) -> None:
        while not over.is_set():
            turns.append(balancer.send(f"parent-{number:020}", "娃儿打疫苗要钱不"))

    def watch() -> None:
        while not over.wait(0.2):
            balancer.check()

    leaving = web_workers[0]
    with ThreadPoolExecutor(PARENTS + 1) as threads:
        running = [threads.submit(parent, number) for number in range(PARENTS)]
        running.append(threads.submit(watch))
        try:
            while len(turns) < 4:
                over.wait(0.05)
            leaving.tell_to_stop()
            assert leaving.wait_until_stopped() == 0
            leaving.start()
            leaving.wait()
            before = len(turns)
            while len(turns) < before + 4 and not any(one.done() for one in running):
                over.wait(0.05)
        finally:
            over.set()
        for one in running:
            one.result()
    assert balancer.used == {worker.url for worker in web_workers}
    assert all(turn["replies"] for turn in turns)


def test_a_conversation_goes_on_at_whichever_worker(balancer: LoadBalancer) -> None:
    sender = "conversation-across-workers-1"
    asked = []
    for said in ("我要登记诉求,娃儿没得学上", "7岁", "南明区"):
        turn = balancer.send(sender, said)
        asked.append(turn["meta"]["asks_for"])  # type: ignore[index]
    assert len(set(asked)) == 3, asked
    assert None not in asked
