from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from bot.dialogue.admission import BusyError
from bot.dialogue.readers import Readers
from knowledge.languages import ENGLISH, speaking, spoken


@pytest.fixture
def one() -> Iterator[Readers]:
    readers = Readers(1, 0.05)
    yield readers
    readers.close()


def test_work_is_done_beside_the_loop_and_gives_its_result(one: Readers) -> None:
    where = asyncio.run(one.read(threading.get_ident))
    assert where != threading.get_ident()


def test_a_reading_that_takes_too_long_is_told_as_busy(one: Readers) -> None:
    ended = threading.Event()

    async def asked() -> None:
        with pytest.raises(BusyError):
            await one.read(ended.wait)
        ended.set()

    asyncio.run(asked())


def test_an_error_of_the_work_itself_is_not_taken_for_busy(one: Readers) -> None:
    def fails() -> None:
        raise TimeoutError("of its own")

    with pytest.raises(TimeoutError, match="of its own"):
        asyncio.run(one.read(fails))


def test_the_language_of_the_turn_is_spoken_in_the_thread_too(one: Readers) -> None:
    async def asked() -> str:
        with speaking(ENGLISH):
            return await one.off_loop(spoken)

    assert asyncio.run(asked()) == ENGLISH
