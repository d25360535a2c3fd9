from __future__ import annotations

import pytest

from nlu.understanding.facts import extract_facts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8000", "8000"),
        ("１１１１", "1111"),
        ("后四位是0088", "0088"),
        ("GZ260106-K7M4Q9XT 查询码 404404", "404404"),
        ("GZ260106-K7M4Q9XT", None),
        ("13800138000", None),
        ("12345", None),
    ],
)
def test_four_or_six_digits_alone_are_a_check_code(text: str, code: str | None) -> None:
    assert extract_facts(text).check_code == code
