"""What several processes share in Redis; here each process is a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis_for_tests import RedisServer

from actions.coordination import SharedLock, SharedMemory, SharedRates, open_bell, redis_url
from actions.coordination.locks import _LEASE_SECONDS
from actions.coordination.settings import key
from actions.requests.privacy.keys import MasterKey
from bot.dialogue.deliveries import SharedDeliveries
from bot.dialogue.message import Turn
from cryptography.fernet import Fernet
from knowledge.errors import ConfigurationError


@asynccontextmanager
async def process(url: str) -> AsyncIterator[SharedMemory]:
    memory = SharedMemory(url)
    try:
        yield memory
    finally:
        await memory.close()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that a test may stop."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


async def test_one_sender_is_served_by_one_process_at_a_time_in_order(
    redis_server: RedisServer,
) -> None:
    done: list[int] = []
    inside = 0

    async def turn(number: int, memory: SharedMemory) -> None:
        nonlocal inside
        async with SharedLock(memory).hold("one"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0.01)
            inside -= 1
            done.append(number)

    async with process(redis_server.url) as first, process(redis_server.url) as second:
        async with SharedLock(first).hold("one"):
            waiting = []
            for number in range(6):
                waiting.append(asyncio.create_task(turn(number, (first, second)[number % 2])))
                while redis_server.client().llen(key("lock", "one")) < number + 2:
                    await asyncio.sleep(0.001)
        await asyncio.gather(*waiting)
    assert done == list(range(6))
    assert redis_server.client().keys("*") == []


async def test_senders_do_not_wait_for_each_other(redis_server: RedisServer) -> None:
    async with process(redis_server.url) as memory:
        locks = SharedLock(memory)
        async with locks.hold("one"), asyncio.timeout(5), locks.hold("another"):
            pass


async def test_the_lock_of_a_process_that_died_is_let_go_with_its_lease(
    redis_server: RedisServer,
) -> None:
    redis_server.client().rpush(key("lock", "one"), "dead")
    async with (
        process(redis_server.url) as memory,
        asyncio.timeout(_LEASE_SECONDS),
        SharedLock(memory).hold("one"),
    ):
        pass


async def test_without_the_server_everything_goes_on(own_server: RedisServer) -> None:
    async with process(own_server.url) as memory:
        locks = SharedLock(memory)
        async with locks.hold("one"):
            own_server.stop()
        async with asyncio.timeout(5), locks.hold("one"), locks.hold("one"):
            assert await SharedRates(memory).take("pages", "somebody", 1) == 0
        own_server.start()
        memory._away_until = 0
        assert await SharedRates(memory).take("pages", "somebody", 1) == 0
        assert await SharedRates(memory).take("pages", "somebody", 1) > 0


async def test_limits_count_over_all_processes(redis_server: RedisServer) -> None:
    async with process(redis_server.url) as first, process(redis_server.url) as second:
        taken = [await SharedRates(m).take("pages", "x", 4) for m in (first, second) * 2]
        assert taken == [0, 0, 0, 0]
        assert 0 < await SharedRates(first).take("pages", "x", 4) <= 15
        assert await SharedRates(first).take("pages", "y", 4) == 0


async def test_a_message_answered_by_one_process_is_known_to_another_and_lies_sealed(
    redis_server: RedisServer,
) -> None:
    master = MasterKey([Fernet.generate_key().decode()])
    turn = Turn([{"text": "您的电话是138…", "buttons": []}], {"kind": "request"})
    async with process(redis_server.url) as first, process(redis_server.url) as second:
        here, there = SharedDeliveries(first, master), SharedDeliveries(second, master)
        await here.remember("one", "m1", turn)
        assert await there.known("one", "m1") == turn
        assert await there.known("another", "m1") is None
        assert await there.known("one", None) is None
        client = redis_server.client()
        assert "138" not in str(client.hgetall(key("turns", "one")))
        assert 0 < client.ttl(key("turns", "one")) <= 3600
        await there.forget("one")
        assert await SharedDeliveries(first, master).known("one", "m1") is None


async def test_who_waits_for_work_is_woken(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_REDIS_URL", redis_server.url)
    async with asyncio.timeout(30):
        waiting = asyncio.create_task(open_bell().wait("outbox", 600))
        while not redis_server.client().pubsub_numsub(key("bell", "outbox"))[0][1]:
            await asyncio.sleep(0.005)
        await asyncio.to_thread(open_bell().ring, "outbox")
        await waiting


async def test_nobody_is_woken_without_the_server_and_the_wait_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TONGXING_REDIS_URL", "unix:///nowhere")
    open_bell().ring("outbox")
    await open_bell().wait("outbox", 0.01)


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXING_REDIS_URL", "localhost:6379")
    with pytest.raises(ConfigurationError, match="TONGXING_REDIS_URL"):
        redis_url()
