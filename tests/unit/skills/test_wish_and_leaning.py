"""The weighed decisions: wish or question, what leans on the topic, what takes a need's place."""

from __future__ import annotations

import dataclasses

import pytest
from plain_conversation import Parent

from actions.skills import instead, lean, wish
from actions.skills.message_metadata import Heard, Said
from actions.skills.resources import Resources
from actions.skills.talk import Talk
from actions.skills.weighing import weights_in
from knowledge.catalogue import Detail
from nlu.understanding.facts import extract_facts
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic

ALLOWANCE = "subsistence-allowance"
READING = Reading(
    text="",
    kind=Kind.POLICY,
    act="ask",
    topics=(Topic(Subject.SERVICE, ALLOWANCE, 0.9),),
    needs=(ALLOWANCE,),
    confidence=0.9,
    margin=0.5,
    crisis=(),
    details=(),
    elsewhere=None,
    vector="",
    model="",
    ours=0.9,
)


def heard(room: Resources, text: str, shares: dict[str, float], **changed: object) -> Talk:
    reading = dataclasses.replace(READING, text=text, **changed)  # type: ignore[arg-type]
    said = Said.from_facts(extract_facts(text))
    act = max(shares, key=shares.__getitem__)
    return Talk(
        Heard(reading, said, "", "web"),
        room,
        act=act,
        confidence=shares[act],
        typed=text,
        shares=shares,
    )


def test_every_sign_of_a_decision_has_its_weight(room: Resources) -> None:
    talk = heard(room, "那低保呢", {"ask": 0.6})
    assert weights_in(wish.FILE).signs.keys() == wish.signs_of_wish(talk).keys()
    assert weights_in(lean.FILE).signs.keys() == lean.signs_of_leaning(talk).keys()
    assert weights_in(instead.FILE).signs.keys() == instead.signs_of_replacing(talk).keys()


def test_the_same_matter_is_asked_about_or_registered(room: Resources) -> None:
    asked = heard(room, "低保要哪些条件", {"ask": 0.9}, details=(Detail.ELIGIBILITY,))
    wished = heard(room, "开个单 低保没人给办 娃4岁 赤水市", {"ask": 0.6, "open_request": 0.3})
    assert not wish.wishes_request(asked)
    assert wish.wishes_request(wished)


def test_who_tells_an_age_does_not_ask_for_one(room: Resources) -> None:
    shares = {"ask": 0.5, "open_request": 0.4}
    bare = heard(room, "立个单子 低保", shares, details=(Detail.AGE,))
    told = heard(room, "立个单子 低保 娃4岁 赤水市", shares, details=(Detail.AGE,))
    assert wish.signs_of_wish(told)["details"] < wish.signs_of_wish(bare)["details"]


def test_what_asks_for_nothing_of_its_own_leans_on_the_topic(room: Resources) -> None:
    nothing = {"kind": Kind.OUT_OF_SCOPE, "needs": (), "ours": 0.3, "confidence": 0.5}
    nothing["topics"] = (Topic(Subject.SERVICE, ALLOWANCE, 0.15),)
    assert lean.leans(heard(room, "几天拿得到", {"follow_up": 0.5, "ask": 0.2}, **nothing))
    assert not lean.leans(heard(room, "低保怎么申请", {"ask": 0.9, "follow_up": 0.03}))


@pytest.mark.parametrize("text", ["不晓得从哪讲起", "申请服务"])
def test_words_that_name_nothing_are_no_need(parent: Parent, text: str) -> None:
    parent.says("我要登记", "ask_to_register", kind=Kind.REQUEST)
    parent.says(text, "skip", confidence=0.8)
    assert parent.field == "need"


def test_a_wish_that_names_nothing_is_about_what_was_talked_about(parent: Parent) -> None:
    parent.says("低保没人理", "ask", needs=[ALLOWANCE])
    parent.says("给我报上去", "open_request", kind=Kind.REQUEST)
    assert parent.state.draft is not None
    assert parent.state.draft.services == [ALLOWANCE]


def test_another_matter_told_in_a_form_takes_the_place_of_the_first(parent: Parent) -> None:
    parent.says("登记低保 娃4岁 碧江区", "open_request", needs=[ALLOWANCE])
    parent.says(
        "先不急那个 要紧的是幼儿园进不去", "change_need", needs=["kindergarten"], confidence=0.45
    )
    assert parent.state.draft is not None
    assert parent.state.draft.services == ["kindergarten"]


def test_what_is_asked_in_a_form_is_not_put_in_its_place(room: Resources) -> None:
    asked = heard(room, "低保要到哪里申请", {"ask": 0.8, "change_need": 0.15})
    wished = heard(room, "写错了 我要登的是低保", {"change_need": 0.6, "correct": 0.3})
    assert not instead.replaces(asked)
    assert instead.replaces(wished)
