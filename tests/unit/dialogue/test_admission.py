from __future__ import annotations

import asyncio

import pytest

from bot.dialogue.admission import Admission, BusyError
from bot.dialogue.settings import DialogueSettings


async def test_turns_beyond_the_line_are_refused_at_once_and_all_others_have_their_turn() -> None:
    admission = Admission(DialogueSettings(at_once=2, waiting=3))
    done, together = list[int](), list[int]()
    running = 0

    async def turn(number: int) -> None:
        nonlocal running
        async with admission.hold(str(number)):
            running += 1
            together.append(running)
            await asyncio.sleep(0)
            running -= 1
            done.append(number)

    results = await asyncio.gather(*(turn(n) for n in range(20)), return_exceptions=True)
    assert sorted(done) == [0, 1, 2, 3, 4]
    assert [isinstance(result, BusyError) for result in results] == [False] * 5 + [True] * 15
    assert max(together) == 2
    assert len(admission) == 0


async def test_a_sender_who_writes_on_takes_one_place_only() -> None:
    admission = Admission(DialogueSettings(at_once=2, waiting=3))
    second_waits = asyncio.Event()

    async def second() -> None:
        second_waits.set()
        async with admission.hold("one"):
            pass

    async with admission.hold("one"):
        waiting = asyncio.create_task(second())
        await second_waits.wait()
        async with admission.hold("another"):
            assert not waiting.done()
    await waiting


async def test_who_waited_too_long_is_refused_and_leaves_no_place_taken() -> None:
    admission = Admission(DialogueSettings(at_once=1, waiting=3, longest_wait_seconds=0.01))
    async with admission.hold("one"):
        for sender in ("one", "another"):
            with pytest.raises(BusyError):
                async with admission.hold(sender):
                    pass
    async with admission.hold("another"):
        assert len(admission) == 1
    assert len(admission) == 0
