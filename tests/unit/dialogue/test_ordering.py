from __future__ import annotations

import asyncio

from bot.dialogue.deliveries import Deliveries
from bot.dialogue.message import Turn
from bot.dialogue.ordering import SenderLocks


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


async def test_a_delivery_is_known_by_sender_and_id_until_forgotten() -> None:
    deliveries, turn = Deliveries(), Turn([], {})
    await deliveries.remember("one", "m1", turn)
    await deliveries.remember("one", None, turn)
    assert await deliveries.known("one", "m1") is turn
    assert await deliveries.known("another", "m1") is None
    assert await deliveries.known("one", None) is None
    await deliveries.forget("one")
    assert await deliveries.known("one", "m1") is None


async def test_only_the_last_deliveries_are_kept() -> None:
    deliveries = Deliveries()
    for number in range(2_500):
        await deliveries.remember("one", str(number), Turn([], {}))
    assert await deliveries.known("one", "0") is None
    assert await deliveries.known("one", "2499") is not None
