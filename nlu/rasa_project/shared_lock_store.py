"""Rasa's lock per conversation in Redis, so that several dialogue servers share it.

Without Redis each server goes on with its own locks: the web processes keep one sender's messages
in order before they come here, so what is lost is a second guard, not an order.
"""

import logging
import os
from typing import Any, Callable, Optional, Text, TypeVar

import redis
from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore, RedisLockStore

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

_SECONDS = 1.0


class SharedLockStore(RedisLockStore):
    """Rasa's store on the server that ``TONGXING_REDIS_URL`` names."""

    def __init__(self, endpoint_config: Any = None) -> None:
        """Take the server; it need not be there yet."""
        super().__init__(key_prefix="tongxing")
        url = os.environ["TONGXING_REDIS_URL"]
        self.red = redis.StrictRedis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        )
        self._own = InMemoryLockStore()

    def get_lock(self, conversation_id: Text) -> Optional[TicketLock]:
        """Return the lock of a conversation, ``None`` if nobody holds it."""
        return self._or_own(
            lambda: RedisLockStore.get_lock(self, conversation_id),
            lambda: self._own.get_lock(conversation_id),
        )

    def delete_lock(self, conversation_id: Text) -> None:
        """Drop the lock of a conversation."""
        self._or_own(
            lambda: RedisLockStore.delete_lock(self, conversation_id),
            lambda: self._own.delete_lock(conversation_id),
        )

    def save_lock(self, lock: TicketLock) -> None:
        """Keep the lock of a conversation."""
        self._or_own(
            lambda: RedisLockStore.save_lock(self, lock), lambda: self._own.save_lock(lock)
        )

    def _or_own(self, shared: Callable[[], ResultT], own: Callable[[], ResultT]) -> ResultT:
        try:
            return shared()
        except redis.RedisError as error:
            logger.warning("locks are not shared: %s", type(error).__name__)
            return own()
