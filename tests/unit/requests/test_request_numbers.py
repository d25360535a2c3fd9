from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.understanding.facts.request_numbers import ALPHABET, find_number, new_number


def test_numbers_carry_the_day_and_do_not_repeat() -> None:
    numbers = {new_number(date(2026, 11, 23)) for _ in range(2000)}
    assert len(numbers) == 2000
    assert all(number.startswith("GZ261123-") for number in numbers)


def test_no_character_can_be_mistaken_for_another() -> None:
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")


@given(st.dates(date(2024, 1, 1), date(2099, 12, 31)))
def test_every_number_is_found_again_in_a_sentence(day: date) -> None:
    number = new_number(day)
    assert find_number(f"我的编号是{number},办到哪了") == number


@pytest.mark.parametrize(
    "written",
    [
        "gz261123-k7m4q9xt",
        "GZ261123K7M4Q9XT",
        "GZ 261123 K7M4 Q9XT",
        "ＧＺ２６１１２３－Ｋ７Ｍ４Ｑ９ＸＴ",
        "编号:gz261123—k7m4q9xt。",
    ],
)
def test_loosely_written_numbers_are_understood(written: str) -> None:
    assert find_number(written) == "GZ261123-K7M4Q9XT"


@pytest.mark.parametrize(
    "text", ["", "GZ", "GZ261123", "13800138000", "GZ261123-K7M4Q9X", "XGZ261123-K7M4Q9XT"]
)
def test_what_is_no_number_is_not_found(text: str) -> None:
    assert find_number(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    find_number(text)
