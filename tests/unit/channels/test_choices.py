from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.requests.fields import skippable
from bot.channels.choices import are_numbered, chosen

OFFERED = ["/request", "/human"]


@pytest.mark.parametrize(("typed", "payload"), [("1", "/request"), ("２。", "/human")])
def test_a_number_is_a_tap_on_what_was_offered(typed: str, payload: str) -> None:
    assert chosen(typed, OFFERED, None) == payload


@pytest.mark.parametrize("field", skippable())
def test_an_age_of_one_year_is_no_tap_on_the_way_to_skip_it(field: str) -> None:
    assert not are_numbered(field)
    assert chosen("1", ["/skip"], field) is None


@given(st.text(max_size=50), st.lists(st.text(max_size=5), max_size=4))
def test_whatever_is_typed_chooses_what_was_offered_or_nothing(typed: str, some: list[str]) -> None:
    assert chosen(typed, some, None) in (None, *some)
