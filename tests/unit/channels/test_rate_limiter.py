from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.rate_limiter import RateLimiter, RateLimiters


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_reserve_goes_at_once_and_the_rest_at_its_rate() -> None:
    limiter = RateLimiter(2, 3, Clock())
    assert [limiter.reserve() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]


def test_the_reserve_fills_again_with_time_and_no_further() -> None:
    clock = Clock()
    limiter = RateLimiter(2, 3, clock)
    for _ in range(3):
        limiter.reserve()
    clock.now += 10
    assert [limiter.reserve() for _ in range(4)] == [0, 0, 0, 0.5]


def test_who_is_not_admitted_does_not_wait_longer_for_trying() -> None:
    clock = Clock()
    limiter = RateLimiter(1, 1, clock)
    assert [limiter.admits() for _ in range(5)] == [True, False, False, False, False]
    clock.now += 1
    assert limiter.admits()


@given(
    st.integers(min_value=1, max_value=8),
    st.integers(min_value=1, max_value=5),
    st.lists(st.sampled_from([0.0, 0.125, 0.5, 3.0]), min_size=1, max_size=60),
)
def test_whoever_comes_when_no_second_admits_more_than_its_rate_and_the_reserve(
    per_second: int, burst: int, pauses: list[float]
) -> None:
    clock = Clock()
    limiter = RateLimiter(per_second, burst, clock)
    admitted: list[float] = []
    for pause in pauses:
        clock.now += pause
        if limiter.admits():
            admitted.append(clock.now)
    busiest = max(sum(start <= at < start + 1 for at in admitted) for start in admitted)
    assert busiest <= per_second + burst


def test_each_key_has_a_limiter_of_its_own_that_stays_the_same() -> None:
    limiters = RateLimiters[str](lambda _: RateLimiter(1, 1, Clock()))
    assert limiters.of("one").admits()
    assert limiters.of("another").admits()
    assert not limiters.of("one").admits()
