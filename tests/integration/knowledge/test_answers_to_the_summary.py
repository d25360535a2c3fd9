"""Own answers to "is it right?" and "may it be kept?", as the real model hears them."""

from __future__ import annotations

import pytest

from knowledge.base import KnowledgeBase


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
