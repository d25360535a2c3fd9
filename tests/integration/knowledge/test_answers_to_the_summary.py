"""Yes, consent, refusal and putting off, in words of people's own, heard with the real model."""

from __future__ import annotations

import pytest

from knowledge.base import KnowledgeBase

CONSENT = [
    "全都对 我答应你们存起来",
    "名字和号码你们保存就是了",
    "没毛病 授权你们交给教育局",
    "I agree, please keep my number",
]
NO_CONSENT = [
    "内容对 存电话的事我还要跟娃他爸讲",
    "大概可以嘛 我先问一声屋头",
    "我几时讲过同意了",
    "可以存多久哦",
    "学校都同意收我娃了",
]


@pytest.mark.parametrize("text", CONSENT)
def test_consent_in_words_of_ones_own_is_consent(knowledge: KnowledgeBase, text: str) -> None:
    assert knowledge.understand(text, "consent").facts.consented is True
    assert knowledge.understand(text, "confirm").facts.consented is True


@pytest.mark.parametrize("text", NO_CONSENT)
def test_what_only_sounds_like_consent_is_none(knowledge: KnowledgeBase, text: str) -> None:
    for asked in ("confirm", "consent"):
        assert knowledge.understand(text, asked).facts.consented is not True


def test_leave_to_keep_nothing_is_a_refusal(knowledge: KnowledgeBase) -> None:
    assert knowledge.understand("个人信息我一样都不给", "consent").facts.consented is False


def test_what_is_put_off_is_waited_for(knowledge: KnowledgeBase) -> None:
    assert knowledge.understand("等哈嘛 我去翻一下户口本", "child_age").facts.waiting
    assert not knowledge.understand("七岁 等哈上二年级", "child_age").facts.waiting


def test_nothing_is_decided_where_nothing_was_asked(knowledge: KnowledgeBase) -> None:
    facts = knowledge.understand("名字和号码你们保存就是了").facts
    assert facts.consented is None
    assert not facts.waiting


@pytest.mark.parametrize(
    "text",
    [
        "没得问题 我同意你们保留这些资料",
        "上头写的是那样 也准你们留档",
        "记起嘛 我没得意见的",
        "all good, you can keep my number",
    ],
)
def test_leave_to_keep_is_heard_in_any_words(knowledge: KnowledgeBase, text: str) -> None:
    assert knowledge.understand(text, "consent").facts.consented is True


@pytest.mark.parametrize(
    "text",
    [
        "你们留我电话拿来做哪样",
        "存起来哪些人看得到",
        "资料要留好多年哦",
        "等我问哈屋头人再说",
        "名字是对的 就是年纪写拐了",
    ],
)
def test_no_consent_is_taken_from_a_question_a_doubt_or_a_correction(
    knowledge: KnowledgeBase, text: str
) -> None:
    for expecting in ("confirm", "consent"):
        assert knowledge.understand(text, expecting).facts.consented is not True


def test_who_wants_it_no_more_gives_it_up_at_any_question(knowledge: KnowledgeBase) -> None:
    for expecting in ("county", "contact_name", "confirm"):
        facts = knowledge.understand("算咯 这个事我不报了 撤掉嘛", expecting).facts
        assert facts.cancelled or facts.affirmed is False


def test_praise_puts_nothing_off(knowledge: KnowledgeBase) -> None:
    assert not knowledge.understand("半夜三更还回我 真的辛苦你", "contact_name").facts.waiting
