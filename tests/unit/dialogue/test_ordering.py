from __future__ import annotations

import asyncio

from bot.dialogue.message import Turn
from bot.dialogue.ordering import Deliveries, SenderLocks


async def test_messages_of_one_sender_wait_for_each_other_in_order() -> None:
    locks, done = SenderLocks(), list[int]()

    async def answer(number: int) -> None:
        async with locks.hold("one"):
            await asyncio.sleep(0.001 * (5 - number))
            done.append(number)

    await asyncio.gather(*(answer(number) for number in range(5)))
    assert done == [0, 1, 2, 3, 4]
    assert len(locks) == 0


async def test_senders_do_not_wait_for_each_other() -> None:
    locks = SenderLocks()
    async with locks.hold("one"), asyncio.timeout(1), locks.hold("another"):
        assert len(locks) == 2
    assert len(locks) == 0


def test_a_delivery_is_known_by_sender_and_id_until_forgotten() -> None:
    deliveries, turn = Deliveries(), Turn([], {})
    deliveries.remember("one", "m1", turn)
    deliveries.remember("one", None, turn)
    assert deliveries.known("one", "m1") is turn
    assert deliveries.known("another", "m1") is None
    assert deliveries.known("one", None) is None
    deliveries.forget("one")
    assert deliveries.known("one", "m1") is None


def test_only_the_last_deliveries_are_kept() -> None:
    deliveries = Deliveries()
    for number in range(2_500):
        deliveries.remember("one", str(number), Turn([], {}))
    assert deliveries.known("one", "0") is None
    assert deliveries.known("one", "2499") is not None
