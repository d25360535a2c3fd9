"""Works what waits to be sent through one messenger, as long as its channel runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from actions.requests import Deliverer
from bot.channels.channel import OutgoingQueue

logger = logging.getLogger("tongxing.web")

_LAST_SECONDS = 2.0


class StoppableDeliverer(Deliverer, Protocol):
    """A way out that can be told to begin nothing more."""

    def close(self) -> None:
        """Leave what was not begun for the next start."""
        ...


async def deliver_for_ever(
    queues: Sequence[OutgoingQueue], channel: str, deliverer: StoppableDeliverer, seconds: float
) -> None:
    """Look into the queues every so many seconds; a message that is begun is ended.

    Args:
        queues: what waits, of all channels.
        channel: whose part is worked.
        deliverer: its way out.
        seconds: from one look to the next.
    """

    def deliver() -> None:
        for queue in queues:
            queue.deliver_due({channel: deliverer})

    while True:
        round_of_work = asyncio.ensure_future(asyncio.to_thread(deliver))
        try:
            await asyncio.shield(round_of_work)
        except asyncio.CancelledError:
            deliverer.close()
            await asyncio.wait([round_of_work], timeout=_LAST_SECONDS)
            raise
        except Exception as error:
            # One bad round (a locked store, a full disk) must not end the work for good.
            logger.error("%s: the outbox could not be worked (%s)", channel, type(error).__name__)
        await asyncio.sleep(seconds)
