from __future__ import annotations

import re
import time

from hypothesis import example, given
from hypothesis import strategies as st

from nlu.understanding.facts import extract_facts, mask_personal

EXPECTING = st.sampled_from(
    [
        None,
        "need",
        "child_age",
        "county",
        "contact_name",
        "contact_phone",
        "confirm",
        "consent",
        "months_here",
        "has_insurance",
        "rating",
    ]
)
PIECES = [
    "娃",
    "7",
    "岁",
    "七",
    "六",
    "十",
    "半",
    "快",
    "不是",
    "是",
    "打错了",
    "南明",
    "区",
    "云岩",
    "贵阳",
    "毕节",
    "老家",
    "在",
    "我叫",
    "王明",
    "电话",
    "138",
    "0013",
    "8000",
    "13800138000",
    "+86",
    "幺",
    "零",
    ",",
    "。",
    "?",
    "同意",
    "不",
    "对",
    "年级",
    "三",
    "初",
    "个月",
    "年",
    "来了",
    "没",
    "医保",
    "第",
    "个",
    "身份证",
    "520102",
    "20180101",
    "1234",
    "X",
    "微信",
    "GZ261123-",
    "K7M4Q9XT",
    "·",
    "(",
    ")",
    "-",
    ".",
    "\u200b",
    "姓",
    "叫",
    "的",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
TEXT = st.text(max_size=60) | WORDS
PHONE = re.compile(r"1[3-9][0-9]{9}")


@given(TEXT, EXPECTING)
@example("١٣٨٠٠١٣٨٠٠٠", None)
@example("\ud800", None)
@example("年²³¹岁", "child_age")
@example("百岁十百岁", None)
@example("20259年99月出生", None)
def test_any_text_gives_facts_of_the_promised_form(text: str, expecting: str | None) -> None:
    facts = extract_facts(text, expecting)
    assert facts.child_age is None or 0 <= facts.child_age <= 17
    assert facts.contact_phone is None or re.fullmatch("1[3-9][0-9]{9}", facts.contact_phone)
    assert facts.contact_phone is None or facts.invalid_phone is None
    assert facts.rating is None or 1 <= facts.rating <= 5
    assert facts.months_here is None or facts.months_here >= 0
    assert facts.county is None or facts.prefecture == facts.county.prefecture
    assert facts.contact_name is None or facts.contact_name.strip()


@given(TEXT, EXPECTING)
@example("a138001380001234", None)
@example("GZ13800138000", None)
@example("7 13800138000 13900139000 8", None)
@example("1380013800013900139000", None)
def test_masking_leaves_no_phone_behind(text: str, expecting: str | None) -> None:
    facts = extract_facts(text, expecting)
    shown = mask_personal(text, facts)
    assert PHONE.search(shown) is None
    assert facts.contact_phone is None or facts.contact_phone not in shown


@given(st.text(alphabet="王小明叫我姓,13800138000 ", max_size=40))
def test_masking_a_masked_text_changes_nothing_more(text: str) -> None:
    facts = extract_facts(text)
    once = mask_personal(text, facts)
    assert mask_personal(once, facts) == once


def test_a_very_long_text_is_read_in_time() -> None:
    extract_facts("预热")
    for piece in (
        "娃7岁在南明区电话138 0013 8000,",
        "嗯",
        "对对",
        "一",
        "1",
        "不是",
        "南",
        "姓",
        "(",
    ):
        started = time.perf_counter()
        facts = extract_facts((piece * 10_000)[:10_000], "confirm")
        mask_personal((piece * 10_000)[:10_000], facts)
        assert time.perf_counter() - started < 1.5


def test_an_ordinary_message_takes_under_two_milliseconds() -> None:
    messages = [
        "娃7岁,在南明区,我叫王强,电话13800138000,都对,同意",
        "我家姑娘上个月满三岁,老家毕节纳雍,现在住观山湖,想问哈幼儿园咋个报名",
        "要得",
    ]
    for message in messages:
        extract_facts(message, "confirm")
    best = min(_seconds(message) for message in messages * 20)
    assert best < 0.002


def _seconds(message: str) -> float:
    started = time.perf_counter()
    extract_facts(message, "confirm")
    return time.perf_counter() - started
