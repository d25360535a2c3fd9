"""An urgent request is opened for the danger told of, when it is wanted, and for nothing else."""

from __future__ import annotations

import pytest
from plain_conversation import Parent

from nlu.understanding.topics.reading import Kind


@pytest.fixture
def after_the_card(parent: Parent) -> Parent:
    parent.says("舅舅老是摸我", "crisis", kind=Kind.CRISIS, crisis=["violence"])
    return parent


@pytest.mark.parametrize("text", ["要得", "好，开嘛", "要 帮我开", "开加急工单"])
def test_a_yes_to_the_offer_opens_an_urgent_request(after_the_card: Parent, text: str) -> None:
    after_the_card.says(text, "affirm")
    assert after_the_card.state.draft is not None
    assert after_the_card.state.draft.urgent


@pytest.mark.parametrize(
    "text", ["好嘛 我晚上跟他讲", "要得 我去喊他外婆", "莫加急", "加急是哪样意思"]
)
def test_a_yes_with_something_else_opens_nothing(after_the_card: Parent, text: str) -> None:
    after_the_card.says(text, "nlu_fallback", confidence=0.35)
    assert after_the_card.state.draft is None


def test_another_matter_after_the_card_is_no_urgent_request(after_the_card: Parent) -> None:
    after_the_card.says("登记低保 娃9岁 大方县", "open_request", needs=["subsistence-allowance"])
    draft = after_the_card.state.draft
    assert draft is not None
    assert not draft.urgent
    assert draft.services == ["subsistence-allowance"]


def test_a_bare_wish_after_the_card_is_about_the_danger(after_the_card: Parent) -> None:
    after_the_card.says("帮我登记", "ask_to_register", kind=Kind.REQUEST)
    assert after_the_card.state.draft is not None
    assert after_the_card.state.draft.urgent


def test_what_is_answered_after_the_card_keeps_the_help(after_the_card: Parent) -> None:
    said = after_the_card.says("怎么跟娃沟通", "ask", needs=["family-education"])
    assert "家庭教育" in said
    assert "110" in said
    assert "110" not in after_the_card.says("那医保呢", "ask", needs=["resident-insurance"])


def test_relief_that_may_be_chat_ends_the_danger_it_follows(after_the_card: Parent) -> None:
    said = after_the_card.says(
        "人接到了 在外婆家", "all_clear", kind=Kind.SMALLTALK, confidence=0.5
    )
    assert "平安" in said
    assert after_the_card.state.danger is None


def test_an_act_of_danger_is_none_where_the_reading_knows_what_it_is_about(parent: Parent) -> None:
    parent.says("课本讲的拐卖故事吓人", "crisis", needs=["safety-and-law"], confidence=0.7)
    assert parent.act == "ask"
    assert parent.state.danger is None
