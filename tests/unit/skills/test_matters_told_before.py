"""What was told before is come back to: a child's matter, the one before, the request made."""

from __future__ import annotations

from plain_conversation import Parent

from actions.skills.state import Draft
from knowledge.catalogue import Detail
from nlu.understanding.topics.reading import Kind

SCHOOL, KINDERGARTEN = "compulsory-school", "kindergarten"
ALLOWANCE, REHABILITATION = "subsistence-allowance", "rehabilitation"


def draft_of(parent: Parent) -> Draft:
    assert parent.state.draft is not None
    return parent.state.draft


def at_the_summary(parent: Parent) -> None:
    parent.says(
        "登记娃8岁学校不收 花溪区 我叫王小明 13800138000",
        "open_request",
        kind=Kind.REQUEST,
        needs=[SCHOOL],
    )


def test_each_child_keeps_what_was_asked_about_it(parent: Parent) -> None:
    parent.says("老大9岁想读公办小学", "ask", needs=[SCHOOL])
    parent.says("老幺4岁上幼儿园咋报", "ask", needs=[KINDERGARTEN])
    parent.says("先给老大登记", "ask_to_register", kind=Kind.OUT_OF_SCOPE)
    assert draft_of(parent).services == [SCHOOL]
    assert draft_of(parent).child_age == 9


def test_another_child_is_chosen_in_the_form(parent: Parent) -> None:
    parent.says("老大9岁想读公办小学", "ask", needs=[SCHOOL])
    parent.says("登记老幺4岁上幼儿园", "open_request", kind=Kind.REQUEST, needs=[KINDERGARTEN])
    assert parent.field == "county"
    parent.says("先登老大的", "inform", kind=Kind.OUT_OF_SCOPE)
    assert draft_of(parent).services == [SCHOOL]
    assert draft_of(parent).child_age == 9


def test_the_matter_before_is_taken_up_again_by_its_words(parent: Parent) -> None:
    parent.says("登记娃做康复训练", "open_request", kind=Kind.REQUEST, needs=[REHABILITATION])
    parent.says("算了 改成低保", "change_need", needs=[ALLOWANCE])
    assert draft_of(parent).services == [ALLOWANCE]
    parent.says("不对 还是康复训练那个", "ask", kind=Kind.OUT_OF_SCOPE)
    assert draft_of(parent).services == [REHABILITATION]


def test_a_fact_that_repeats_the_matter_before_points_at_nothing(parent: Parent) -> None:
    parent.says("登记娃5岁做康复", "open_request", kind=Kind.REQUEST, needs=[REHABILITATION])
    parent.says("算了 改成低保", "change_need", needs=[ALLOWANCE])
    parent.says("娃还是5岁那个", "inform", kind=Kind.OUT_OF_SCOPE)
    assert draft_of(parent).services == [ALLOWANCE]


def test_a_corrected_fact_leaves_the_need_alone(parent: Parent) -> None:
    parent.says(
        "登记娃5岁做康复 花溪区 我叫王小明 13800138000",
        "open_request",
        kind=Kind.REQUEST,
        needs=[REHABILITATION],
    )
    assert parent.field == "confirm"
    parent.says("年龄不对 是6岁", "correct", needs=[SCHOOL])
    assert draft_of(parent).services == [REHABILITATION]
    assert draft_of(parent).child_age == 6


def test_leaving_it_at_the_request_made_ends_the_second_one(parent: Parent) -> None:
    at_the_summary(parent)
    parent.says("对 同意", "affirm")
    parent.says("再登记低保", "open_request", kind=Kind.REQUEST, needs=[ALLOWANCE])
    said = parent.says("算了 只要小学那个", "change_need", needs=[SCHOOL])
    assert parent.field is None
    assert "登记过" in said


def test_a_value_said_once_more_is_not_asked_for_again(parent: Parent) -> None:
    at_the_summary(parent)
    parent.says("地方写花溪区 莫写成白云区", "correct", kind=Kind.OUT_OF_SCOPE)
    assert parent.field == "confirm"
    assert draft_of(parent).county == "花溪区"


def test_a_name_beside_its_field_takes_the_place_of_the_one_before(parent: Parent) -> None:
    parent.says("登记娃8岁学校不收 花溪区 我叫王小明", "open_request", needs=[SCHOOL])
    parent.says("联系人写我老婆 李小红 13800138000", "inform", kind=Kind.OUT_OF_SCOPE)
    kept = parent.room.desk.drafts.load(parent.identity)
    assert kept["contact_name"] == "李小红"
    assert draft_of(parent).contact_name == "李**"


def test_no_wish_for_it_any_more_ends_the_form(parent: Parent) -> None:
    parent.says("我要投诉学校", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    parent.says("烦得很 不投诉了", "abuse", kind=Kind.OUT_OF_SCOPE, confidence=0.5)
    assert parent.field is None


def test_a_question_after_the_source_is_about_the_source(parent: Parent) -> None:
    parent.says("低保在这边能办不", "ask", needs=[ALLOWANCE])
    parent.says("哪里写的", "ask_source")
    assert parent.state.about == "source"
    said = parent.says("哪年出的", "ask_source", kind=Kind.OUT_OF_SCOPE, confidence=0.4)
    assert "出处" in said


def test_weather_in_a_form_is_no_place(parent: Parent) -> None:
    parent.says("我要登记娃8岁上小学", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "county"
    said = parent.says("今天遵义落雨没得?", "chitchat", kind=Kind.OUT_OF_SCOPE)
    assert "哪一个" not in said
    assert parent.field == "county"


def test_a_new_phone_beside_its_word_corrects_the_request(parent: Parent) -> None:
    at_the_summary(parent)
    parent.says("对 同意", "affirm")
    parent.says("手机少打一位 13900139000", "chitchat", kind=Kind.OUT_OF_SCOPE, confidence=0.5)
    assert parent.act == "correct_contact"


def test_what_the_law_says_is_told_after_a_danger(parent: Parent) -> None:
    parent.says("他爸打娃", "crisis", kind=Kind.CRISIS, crisis=["violence"])
    parent.says(
        "保护令哪里申请",
        "follow_up",
        needs=["safety-and-law"],
        details=[Detail.PLACE],
        law=["protection-order"],
    )
    assert parent.act == "ask"


def test_the_matter_of_a_child_comes_back_with_the_child(parent: Parent) -> None:
    parent.says("大的9岁能转学到公办小学不", "ask", needs=["compulsory-school"])
    parent.says("小的1岁要打哪些预防针", "ask", needs=["vaccination"])
    parent.says("那大的呢 要不要考试", "follow_up", kind=Kind.OUT_OF_SCOPE)
    assert parent.state.topic == ["compulsory-school"]
