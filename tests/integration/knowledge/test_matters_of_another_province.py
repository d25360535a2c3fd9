"""Where the matter of a message lies that names a place outside Guizhou, by the real model."""

from __future__ import annotations

import pytest

from knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("娃在惠州读三年级 那边转学要哪样条件", "惠州"),
        ("深圳的公租房轮候多久", "深圳"),
        ("我娃在义乌读书要哪样条件", "义乌"),
        ("孩子在昆明上幼儿园 那边要不要居住证", "昆明"),
    ],
)
def test_a_matter_of_another_province_names_the_place(
    knowledge: KnowledgeBase, text: str, place: str
) -> None:
    assert knowledge.read(text).elsewhere == place


@pytest.mark.parametrize(
    "text",
    [
        "老家在四川，现在贵阳读书",
        "医保是湖南买的，在这边住院咋报",
        "从广东回来，娃咋个转学",
        "她爸妈都在福建进厂 娃跟我在屋头 心里头有疙瘩 哪点可以看",
        "我两口子下个月要去江苏 娃放给他大姨带得不得行",
        "听老乡讲低保要回湖南才办得成 是不是哦",
    ],
)
def test_what_only_comes_from_there_or_goes_there_is_answered_here(
    knowledge: KnowledgeBase, text: str
) -> None:
    assert knowledge.read(text).elsewhere is None
