from __future__ import annotations

import pytest

from nlu.understanding.facts import extract_facts


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10",
        "+8613800138000",
        "+86 138 0013 8000",
        "008613800138000",
        "8613800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138.0013.8000",
        "(138)00138000",
        "电话13800138000谢谢",
        "第一13800138000",
        "王强13800138000南明区",
        "7岁13800138000",
        "7 13800138000",
        "幺三八零零幺三八零零零",
        "一三八〇〇一三八〇〇〇",
        "138零零138000",
        "138\u200b0013\u200b8000",
        "电话是13800138000,备用13900139000",
        "电话不是13900139000是13800138000",
        "13900139000打错了,是13800138000",
    ],
)
def test_a_mobile_number_is_found_however_it_is_written(text: str) -> None:
    facts = extract_facts(text)
    assert (facts.contact_phone, facts.invalid_phone) == ("13800138000", None)


def test_long_runs_of_one_digit_are_kept() -> None:
    assert extract_facts("13800000000").contact_phone == "13800000000"


@pytest.mark.parametrize(
    ("text", "expecting", "digits"),
    [
        ("1380013800", None, "1380013800"),
        ("138001380001", None, "138001380001"),
        ("12800138000", None, "12800138000"),
        ("0851-88888888", None, "085188888888"),
        ("(0851)88888888", None, "085188888888"),
        ("电话是888888", None, "888888"),
        ("88888888", "contact_phone", "88888888"),
        ("123", "contact_phone", "123"),
    ],
)
def test_a_number_that_cannot_be_a_mobile_is_told_apart(
    text: str, expecting: str | None, digits: str
) -> None:
    facts = extract_facts(text, expecting)
    assert (facts.contact_phone, facts.invalid_phone) == (None, digits)


@pytest.mark.parametrize(
    "text",
    ["打12345有用吗", "110", "2025年2月13日", "一个月3000块", "520102201801011234", "7", "第13条"],
)
def test_other_numbers_are_no_phones(text: str) -> None:
    facts = extract_facts(text)
    assert (facts.contact_phone, facts.invalid_phone) == (None, None)


def test_the_middle_of_an_identity_card_is_no_phone() -> None:
    facts = extract_facts("身份证 520113 8001380001 34", "contact_phone")
    assert facts.contact_phone is None


def test_personal_values_do_not_show_when_facts_are_printed() -> None:
    shown = repr(extract_facts("我叫王小明,电话13800138000"))
    assert "13800138000" not in shown
    assert "王小明" not in shown
