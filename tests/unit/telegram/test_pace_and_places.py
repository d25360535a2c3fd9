from __future__ import annotations

import pytest

from nlu.understanding.facts import gazetteer
from bot.channels.telegram.commands import linked_payload
from bot.channels.rate_limiter import RateLimiter
from bot.channels.nearest_counties import _seats, nearest_counties


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_reserve_goes_at_once_and_the_rest_at_its_pace() -> None:
    pace = RateLimiter(2, 3, Clock())
    assert [pace.reserve() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]


def test_the_reserve_fills_again_with_time() -> None:
    clock = Clock()
    pace = RateLimiter(2, 3, clock)
    for _ in range(3):
        pace.reserve()
    clock.now += 10
    assert [pace.reserve() for _ in range(4)] == [0, 0, 0, 0.5]


def test_who_is_not_admitted_does_not_wait_longer_for_trying() -> None:
    clock = Clock()
    pace = RateLimiter(1, 1, clock)
    assert [pace.admits() for _ in range(5)] == [True, False, False, False, False]
    clock.now += 1
    assert pace.admits()


def test_every_county_has_a_seat() -> None:
    assert set(_seats()) == {county.name for county in gazetteer().counties.values()}


def test_every_seat_is_nearest_to_itself() -> None:
    for name, (latitude, longitude) in _seats().items():
        assert nearest_counties(latitude, longitude)[0] == name


@pytest.mark.parametrize(("latitude", "longitude"), [(39.9, 116.4), (0.0, 0.0), (26.5, -106.7)])
def test_nothing_is_proposed_far_from_the_province(latitude: float, longitude: float) -> None:
    assert nearest_counties(latitude, longitude) == []


@pytest.mark.parametrize(
    ("parameter", "payload"),
    [
        ("service-family-doctor", "/service family-doctor"),
        ("status-GZ261123-K7M4Q9XT", "/status GZ261123-K7M4Q9XT"),
        ("area-medical", "/area medical"),
        ("request", "/request"),
        ("", "/start"),
        ("forget", "/start"),
        ("yes", "/start"),
        ("service", "/start"),
    ],
)
def test_a_link_opens_what_it_names_and_never_more(parameter: str, payload: str) -> None:
    assert linked_payload(parameter) == payload
