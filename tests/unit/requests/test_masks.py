from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.requests.privacy.masking import mask_name, mask_phone, scrub


@pytest.mark.parametrize(
    "written",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "１３８００１３８０００"],
)
def test_phones_in_a_text_are_masked_however_they_are_written(written: str) -> None:
    assert scrub(f"打{written}找我") == "打[电话]找我"


def test_landlines_and_id_numbers_are_masked_and_other_numbers_stay() -> None:
    text = "0851-85551234,证件52010220190101123X,7岁,12345,2026年11月23日"
    assert scrub(text) == "[电话],证件[证件号],7岁,12345,2026年11月23日"


def test_given_names_are_masked() -> None:
    assert scrub("请找王小明", names=("王小明",)) == "请找王**"


@given(st.text(max_size=11))
def test_a_masked_phone_never_shows_the_middle(phone: str) -> None:
    shown = mask_phone(phone)
    assert len(phone) != 11 or shown[3:7] == "****"


def test_a_masked_name_shows_one_character() -> None:
    assert [mask_name(name) for name in ("", "王", "王小明")] == ["", "王*", "王**"]
