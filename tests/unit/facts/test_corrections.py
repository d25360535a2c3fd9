from __future__ import annotations

import pytest

from nlu.understanding.facts import extract_facts


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("打错了,电话是13800138000", {"contact_phone"}),
        ("电话改成13800138000", {"contact_phone"}),
        ("电话打错了", {"contact_phone"}),
        ("名字和地方都是的 就号码不是这个 搞错了", {"contact_phone"}),
        ("年纪报拐了", {"child_age"}),
        ("不是南明是云岩", {"county"}),
        ("不是南明区的,是云岩区的", {"county"}),
        ("我不在南明区", {"county"}),
        ("年龄改成8岁", {"child_age"}),
        ("年龄改成8", {"child_age"}),
        ("不是六岁是七岁", {"child_age"}),
        ("打错了,是8岁", {"child_age"}),
        ("7岁,不对,8岁", {"child_age"}),
        ("打错了,是8", {"child_age"}),
        ("名字打错了,是王明", {"contact_name"}),
        ("不叫王明,叫王民", {"contact_name"}),
        ("名字写错咯", {"contact_name"}),
        ("地址错了,在云岩区", {"county"}),
        ("不是幼儿园,是小学", {"school_stage"}),
        ("电话和年龄都错了", {"contact_phone", "child_age"}),
        ("哦不是,是汇川区", {"county"}),
        ("不,是8岁", {"child_age"}),
        ("娃的年龄是8岁,不是7岁", {"child_age"}),
        ("应该是花溪区", {"county"}),
        ("是花溪区", {"county"}),
        ("电话应该是13900139000", {"contact_phone"}),
        ("名字是李强不是李墙", {"contact_name"}),
        ("改名字", {"contact_name"}),
        ("户口不在贵阳能读公办吗", set()),
        ("南明区的学校收钱不", set()),
        ("是对的", set()),
        ("对不对", set()),
        ("7岁", set()),
        ("不对", set()),
        ("是不是7岁就可以", set()),
        ("电话13800138000", set()),
        ("不是本地户口", set()),
    ],
)
def test_the_fields_said_to_be_wrong_are_named(text: str, fields: set[str]) -> None:
    assert extract_facts(text, "confirm").correction == fields


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("年龄改成8", 8),
        ("打错了,是8", 8),
        ("不是六岁是七岁", 7),
        ("7岁,不对,8岁", 8),
        ("不是六岁半,是七岁", 7),
        ("是六岁不是七岁", 6),
    ],
)
def test_the_corrected_age_counts(text: str, age: int) -> None:
    assert extract_facts(text, "confirm").child_age == age


def test_the_stage_said_instead_counts() -> None:
    assert extract_facts("不是幼儿园,是小学").school_stage == "primary"


def test_several_fields_are_corrected_in_one_message() -> None:
    facts = extract_facts("打错了,娃8岁,在云岩区,电话13800138000", "confirm")
    assert facts.correction == {"child_age", "county", "contact_phone"}
    assert facts.county is not None
    assert (facts.child_age, facts.county.name) == (8, "云岩区")
    assert facts.contact_phone == "13800138000"


def test_one_message_may_hold_everything() -> None:
    facts = extract_facts("娃7岁,在南明区,我叫王强,电话13800138000,都对,同意", "need")
    assert facts.county is not None
    assert (facts.child_age, facts.county.name) == (7, "南明区")
    assert (facts.contact_name, facts.contact_phone) == ("王强", "13800138000")
    assert (facts.affirmed, facts.consented) == (True, True)
    assert facts.correction == frozenset()


def test_a_message_without_punctuation_holds_everything_too() -> None:
    facts = extract_facts("王强 13800138000 南明区 7岁", "contact_name")
    assert facts.county is not None
    assert (facts.child_age, facts.county.name) == (7, "南明区")
    assert (facts.contact_name, facts.contact_phone) == ("王强", "13800138000")


def test_one_place_is_changed_for_another_in_two_words() -> None:
    assert _county("桐梓改习水", "confirm") == "习水县"
    assert _county("不是绥阳 是桐梓 我老家才是绥阳", "confirm") == "桐梓县"


def _county(text: str, expecting: str) -> str | None:
    county = extract_facts(text, expecting).county
    return county.name if county else None
