from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.understanding.facts import extract_facts, gazetteer

PROVOKING = [
    "我从江西来贵阳", "娃的学习水平差", "知道真的假的", "老三都上学了", "优惠水费怎么交",
    "高兴义务教育免费", "城镇远房亲戚", "平安顺利", "我们从江苏来", "老师说三都要交",
    "娃三都没上学", "实惠水果", "补习水平", "不知道真相", "高兴仁慈", "他从江边回来",
    "要不要独山上去", "榜样开阳光", "打开阳台", "走开阳光", "普安静", "大方得很", "织金银",
    "当地松桃子", "都匀称", "重庆余额", "国庆余下", "家庆余粮", "金沙滩", "发福泉水", "凯里面",
    "最贵定价", "太贵定不起", "高贵定金", "真正安全", "学校正安装", "长顺利", "成长顺利",
    "知道真实情况", "练习水性", "我从江南来", "恩惠水果",
]  # fmt: skip
NAMED = [one.short for one in gazetteer().counties.values()]
MENTIONS = st.sampled_from(
    ["我们住在{}", "在{}打工", "从{}来的", "我是{}的", "我家在{}读书", "住{}", "娃在{}上一年级"]
)


@pytest.mark.parametrize("text", PROVOKING)
def test_a_county_is_not_heard_inside_other_words(text: str) -> None:
    facts = extract_facts(text)
    assert facts.county is None
    assert facts.ambiguous_counties == ()


@given(st.sampled_from(PROVOKING), st.sampled_from(NAMED))
def test_a_county_named_beside_provoking_words_is_the_one_heard(text: str, short: str) -> None:
    county = extract_facts(f"我们住在{short},{text}").county
    assert county is not None
    assert county.short == short


@given(MENTIONS, st.sampled_from(NAMED))
def test_a_county_meant_as_a_place_is_still_heard(words: str, short: str) -> None:
    text = words.format(short)
    assert [m.place.short for m in gazetteer().mentions(text)] == [short]  # type: ignore[union-attr]
