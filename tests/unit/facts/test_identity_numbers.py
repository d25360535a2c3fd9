from __future__ import annotations

import pytest

from nlu.understanding.facts.identity import find_identifiers, is_identity_number

# The example of the standard (GB 11643-1999); nobody has it.
EXAMPLE = "11010519491231002X"


@pytest.mark.parametrize("written", [EXAMPLE, EXAMPLE.lower(), "110105 19491231 002X"])
def test_the_check_digit_tells_an_identity_card_however_it_is_written(written: str) -> None:
    assert is_identity_number(written)


@pytest.mark.parametrize(
    "written",
    ["110105194912310021", "11010519491231003X", "1101051949123100X2", EXAMPLE[:-1], ""],
)
def test_a_wrong_check_digit_or_length_tells_none(written: str) -> None:
    assert not is_identity_number(written)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"证号{EXAMPLE}", "identity_card"),
        ("卡号6222020000000000001", "bank_card"),
        ("微信号tongxing_test", "account"),
        ("写信到someone@example.org", "mail"),
    ],
)
def test_each_number_that_identifies_somebody_is_found_by_its_kind(text: str, kind: str) -> None:
    assert kind in {found.kind for found in find_identifiers(text)}
