from __future__ import annotations

import pytest
from plain_conversation import Parent

from actions.skills.state import Child, Draft
from nlu.understanding.topics.reading import Kind

SCHOOL = "compulsory-school"
EVERYTHING = "我要投诉小学不收我家娃，八岁，住云岩区，我叫王小明，电话13800138000"


def at_the_summary(parent: Parent) -> Parent:
    parent.says(EVERYTHING, "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "confirm"
    return parent


def with_a_request(parent: Parent) -> Parent:
    at_the_summary(parent).says("对，同意", "affirm")
    assert parent.request is not None
    assert parent.request["opened"]
    return parent


def test_a_request_is_begun_with_everything_in_one_message(parent: Parent) -> None:
    said = parent.says(EVERYTHING, "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "confirm"
    assert "8岁" in said
    assert "云岩区" in said
    assert "王小明" not in said


def test_the_need_is_stored_without_the_facts_around_it(parent: Parent) -> None:
    parent.says(
        "帮我登记：我家住龙里，娃6岁，小学说没名额，我同意你们留信息",
        "open_request",
        needs=[SCHOOL],
    )
    assert parent.state.draft is not None
    assert parent.state.draft.need == "小学说没名额"


def test_keywords_with_facts_are_a_request_and_no_question(parent: Parent) -> None:
    parent.says("登记 女儿8岁读小学 花溪", "open_request", needs=[SCHOOL], confidence=0.5)
    assert parent.act == "open_request"
    assert parent.field == "contact_name"


def test_a_bare_wish_asks_for_the_need(parent: Parent) -> None:
    parent.says("想找你们登个记 帮下忙", "ask_to_register", kind=Kind.REQUEST)
    assert parent.field == "need"
    parent.says("学校乱收补课费", "ask", needs=["safety-and-law"])
    assert parent.field == "child_age"


def test_consent_before_the_summary_opens_nothing(parent: Parent) -> None:
    parent.says(EVERYTHING + "，同意", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "confirm"
    parent.says("都对", "affirm")
    assert parent.field == "consent"
    assert parent.request is None


def test_a_correction_beside_consent_shows_the_summary_again(parent: Parent) -> None:
    at_the_summary(parent).says("都对", "affirm")
    said = parent.says("同意是同意，娃其实是9岁", "correct")
    assert parent.field == "confirm"
    assert "9岁" in said
    parent.says("对的", "affirm")
    assert parent.field == "consent"


@pytest.mark.parametrize("refusal", ["不同意", "取消"])
def test_what_was_refused_or_cancelled_is_taken_up_again(parent: Parent, refusal: str) -> None:
    at_the_summary(parent).says(refusal, "deny")
    assert parent.field is None
    assert parent.room.desk.drafts.load(parent.identity) == {}
    parent.says("想来想去还是登记吧", "resume")
    assert parent.state.draft is not None
    assert parent.state.draft.services == [SCHOOL]
    assert parent.field == "contact_name"


def test_another_matter_after_refusing_is_not_the_old_one(parent: Parent) -> None:
    at_the_summary(parent).says("取消", "cancel")
    parent.says("帮我登记低保没人管", "open_request", needs=["subsistence-allowance"])
    assert parent.state.draft is not None
    assert parent.state.draft.services == ["subsistence-allowance"]


def test_the_need_is_changed_in_the_middle_and_nothing_else(parent: Parent) -> None:
    at_the_summary(parent)
    said = parent.says("这个先不办了，改办医保参保", "change_need", needs=["resident-insurance"])
    assert parent.field == "confirm"
    assert "医保" in said
    assert "小学" not in said
    parent.says("对，同意", "affirm")
    assert parent.request is not None
    assert parent.request["department"] == "medical-insurance"


def test_the_other_child_has_its_own_age(parent: Parent) -> None:
    parent.says("娃两岁打疫苗", "ask", needs=["vaccination"])
    parent.says("老大的事，小学不收，帮我登记", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "child_age"
    told = [one.model_copy(update={"matter": None}) for one in parent.state.children]
    assert told == [Child(age=2), Child(which="eldest", stage="primary")]


def test_what_was_told_before_the_form_is_not_asked_again(parent: Parent) -> None:
    parent.says("娃七岁，住南明区，想读公办", "ask", needs=[SCHOOL])
    parent.says("帮我登记", "open_request", kind=Kind.REQUEST)
    assert parent.field == "contact_name"
    draft = parent.state.draft or Draft()
    assert (draft.child_age, draft.county) == (7, "南明区")
    assert draft.origins["child_age"] == "remembered"


def test_a_remembered_age_gives_way_to_one_that_is_told(parent: Parent) -> None:
    parent.says("娃七岁，想读公办", "ask", needs=[SCHOOL])
    parent.says("帮我登记", "open_request", kind=Kind.REQUEST)
    parent.says("住花溪，娃八岁", "inform")
    assert (parent.state.draft or Draft()).child_age == 8


def test_a_second_matter_is_its_own_request_with_the_same_contact(parent: Parent) -> None:
    with_a_request(parent)
    said = parent.says(
        "还有二娃才3岁，幼儿园进不去，也登记", "open_request", kind=Kind.REQUEST,
        needs=["kindergarten"],
    )  # fmt: skip
    assert parent.field == "confirm"
    assert "3岁" in said
    assert "138****8000" in said


def test_the_same_matter_is_not_opened_twice(parent: Parent) -> None:
    with_a_request(parent)
    said = parent.says(EVERYTHING, "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert "已经登记过" in said
    assert parent.field is None


def test_a_question_in_the_middle_is_answered_and_the_field_asked_again(parent: Parent) -> None:
    parent.says("帮我登记小学不收娃", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    said = parent.says("打疫苗归哪个管？", "ask", needs=["vaccination"])
    assert "疫苗" in said
    assert "几岁" in said
    assert parent.field == "child_age"


def test_a_question_at_the_name_is_no_name(parent: Parent) -> None:
    parent.says("帮我登记小学不收娃，七岁，住南明区", "open_request", needs=[SCHOOL])
    parent.says("为什么要我名字", "why")
    assert parent.field == "contact_name"
    assert (parent.state.draft or Draft()).contact_name is None


def test_a_refused_number_is_told_why(parent: Parent) -> None:
    parent.says("帮我登记小学不收娃，七岁，住南明区，我叫王小明", "open_request", needs=[SCHOOL])
    said = parent.says("1380013800", "inform")
    assert "11位" in said
    assert parent.field == "contact_phone"


def test_a_matter_taken_back_gives_way_to_the_one_named(parent: Parent) -> None:
    parent.says("登记找工作，云岩区", "open_request", needs=["parent-employment"])
    said = parent.says("我不找工作了 帮娃登记心理辅导 娃12岁", "ask", needs=["parent-employment"])
    assert "要办的事改了" in said
    draft = parent.state.draft or Draft()
    assert (draft.services, draft.child_age) == (["mental-health"], 12)


def test_giving_up_one_matter_for_another_ends_no_form(parent: Parent) -> None:
    parent.says("帮我登记打疫苗，2岁，汇川区", "open_request", needs=["vaccination"])
    parent.says("算了 疫苗我自己去打 帮我登记医保", "cancel", needs=["resident-insurance"])
    assert parent.field == "contact_name"
    assert (parent.state.draft or Draft()).services == ["resident-insurance"]


def test_what_a_call_is_wanted_for_may_be_said_later(parent: Parent) -> None:
    parent.says("有没有真人", "hand_over", kind=Kind.REQUEST)
    parent.says("小学推来推去不收", "ask", needs=[SCHOOL])
    assert parent.field == "county"
    assert (parent.state.draft or Draft()).need == "小学推来推去不收"
    parent.says("南明区，13800138000", "inform")
    parent.says("对的，同意", "affirm")
    assert parent.room.desk.requests_of(parent.identity)[0].services == (SCHOOL,)


def test_what_was_not_registered_stays_what_is_talked_about(parent: Parent) -> None:
    at_the_summary(parent).says("不同意", "deny")
    assert parent.state.topic == [SCHOOL]
    said = parent.says("那我直接找哪里", "follow_up")
    assert "教育" in said


def test_no_wish_for_a_request_opens_none(parent: Parent) -> None:
    parent.says("我不想登记 就先看看", "ask_to_register", kind=Kind.REQUEST)
    assert parent.act == "deny"
    assert parent.field is None


def test_what_must_not_be_written_leaves_the_name_as_it_is(parent: Parent) -> None:
    parent.says(
        "登记公办小学 7岁 住绥阳 我叫张小民 13800138000",
        "open_request",
        kind=Kind.REQUEST,
        needs=["compulsory-school"],
    )
    assert parent.field == "confirm"
    parent.says("联系人莫写成王老师")
    assert parent.field == "confirm"
    parent.says("联系人是哪个", "ask")
    assert parent.field == "confirm"


def test_the_age_of_the_child_that_is_named_replaces_the_other_ones(parent: Parent) -> None:
    parent.says(
        "登记上幼儿园 6岁 住金沙", "open_request", kind=Kind.REQUEST, needs=["kindergarten"]
    )
    parent.says("讲成老大的了 要去的是老二 老二4岁", "ask", needs=["kindergarten"])
    assert parent.state.draft is not None
    assert parent.state.draft.child_age == 4


def test_a_number_said_again_at_the_summary_is_not_asked_for_anew(parent: Parent) -> None:
    parent.says(
        "登记公办小学 7岁 住绥阳 我叫张小民 13800138000",
        "open_request",
        kind=Kind.REQUEST,
        needs=["compulsory-school"],
    )
    parent.says("13800138000", "inform")
    assert parent.field == "confirm"


def test_what_was_only_talked_about_gives_way_to_what_is_told(parent: Parent) -> None:
    parent.says("打疫苗找哪个", "ask", needs=["vaccination"])
    parent.says("我要提交诉求", "open_request", kind=Kind.REQUEST)
    parent.says("娃夜里老是哭 不想去学校", "ask", needs=["mental-health"])
    assert parent.state.draft is not None
    assert parent.state.draft.services == ["mental-health"]
