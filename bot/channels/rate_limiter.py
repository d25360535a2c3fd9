"""A steady rate with a reserve: so many at once, then so many a second."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")

_REMEMBERED = 20_000


class RateLimiter:
    """Spreads events over time; keeps one number whatever happens."""

    def __init__(
        self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take how many events a second are allowed, and how many of them at once."""
        self._gap = 1 / per_second
        self._reserve = (burst - 1) * self._gap
        self._clock = clock
        self._next = float("-inf")

    def reserve(self) -> float:
        """Take the next place and return the seconds until it comes."""
        wait = self._wait()
        self._next = max(self._next, self._clock() - self._reserve) + self._gap
        return wait

    def admits(self) -> bool:
        """Take the next place if it is now; otherwise leave it and say no."""
        if self._wait() > 0:
            return False
        self.reserve()
        return True

    def _wait(self) -> float:
        return max(0.0, self._next - self._clock())


class RateLimiters(Generic[KeyT]):
    """One limiter per key; the longest unused are forgotten."""

    def __init__(self, make: Callable[[KeyT], RateLimiter]) -> None:
        """Take how a limiter is made at first use."""
        self._make = make
        self._limiters: OrderedDict[KeyT, RateLimiter] = OrderedDict()

    def of(self, key: KeyT) -> RateLimiter:
        """Return the limiter of a key."""
        limiter = self._limiters.pop(key, None) or self._make(key)
        self._limiters[key] = limiter
        while len(self._limiters) > _REMEMBERED:
            self._limiters.popitem(last=False)
        return limiter
