from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.nearest_counties import _seats, nearest_counties
from nlu.understanding.facts import gazetteer


def test_every_county_has_a_seat() -> None:
    assert set(_seats()) == {county.name for county in gazetteer().counties.values()}


def test_every_seat_is_nearest_to_itself() -> None:
    for name, (latitude, longitude) in _seats().items():
        assert nearest_counties(latitude, longitude)[0] == name


@pytest.mark.parametrize(("latitude", "longitude"), [(39.9, 116.4), (0.0, 0.0), (26.5, -106.7)])
def test_nothing_is_proposed_far_from_the_province(latitude: float, longitude: float) -> None:
    assert nearest_counties(latitude, longitude) == []


@given(st.floats(24.6, 29.3), st.floats(103.6, 109.6))
def test_at_most_three_are_proposed_each_once_and_with_its_official_name(
    latitude: float, longitude: float
) -> None:
    proposed = nearest_counties(latitude, longitude)
    assert len(set(proposed)) == len(proposed) <= 3
    assert set(proposed) <= set(gazetteer().counties)
