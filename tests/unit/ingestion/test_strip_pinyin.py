from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingestion.pinyin import strip_pinyin


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("網(wǎng)絡(luò)", "網絡"),
        ("网（wǎng）络（ luò ）", "网络"),
        ("贵(Guì)阳", "贵阳"),
        ("安(an)全", "安全"),
        ("网(wang3)络", "网络"),
        ("女(nǚ)童侵略(lüè)", "女童侵略"),
        ("绿(lv)色", "绿色"),
        ("会(huì)计(jì)和开会(kuài)", "会计和开会"),
        ("(以下簡稱(chēng),《若干措施》)", "(以下簡稱,《若干措施》)"),
        ("恶(è)(wù)", "恶"),
        ("网(wa\u030cng)络", "网络"),
    ],
)
def test_a_reading_of_the_character_before_it_is_removed(written: str, meant: str) -> None:
    assert strip_pinyin(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "国内生产总值(GDP)",
        "世卫组织(WHO)和居民消费价格指数(CPI)",
        "阿(A)类",
        "安(AN)",
        "甲(A)乙(B)",
        "学校(含政府购买学位)",
        "村(居)民委员会",
        "促进流动儿童健康成长。(完)",
        "他(she)",
        "网(guān)",
        "电话(tel)",
        "表(1)",
        "网(wǎng luò)",
        "wang(wǎng)",
        "附件()",
        "许可证(鄂)字第000号",
    ],
)
def test_every_other_parenthesis_is_kept(text: str) -> None:
    assert strip_pinyin(text) == text


@given(st.text(alphabet="网络民政的安()（）ABCGDP12,。 ", max_size=60))
def test_text_without_small_latin_letters_is_never_changed(text: str) -> None:
    assert strip_pinyin(text) == text


@given(st.text(max_size=80))
def test_only_parentheses_are_ever_removed_and_a_second_pass_finds_nothing(text: str) -> None:
    stripped = strip_pinyin(text)
    assert strip_pinyin(stripped) == stripped
    if "(" not in text and "（" not in text:
        assert stripped == text


@given(st.lists(st.sampled_from("网络安全民政儿童保护"), min_size=1, max_size=20))
def test_glossing_every_character_and_cleaning_gives_the_text_back(chars: list[str]) -> None:
    from pypinyin import Style, pinyin

    glossed = "".join(f"{char}({pinyin(char, style=Style.TONE)[0][0]})" for char in chars)
    assert strip_pinyin(glossed) == "".join(chars)
