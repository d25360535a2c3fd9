from __future__ import annotations

from plain_conversation import Parent
from test_request_on_a_plain_state import with_a_request

from actions.requests import Actor
from knowledge.catalogue import Detail
from nlu.understanding.topics.reading import Kind


def test_a_phone_corrected_after_opening_is_changed_in_the_request(parent: Parent) -> None:
    said = with_a_request(parent).says("手机号写错了，是13900139000", "correct")
    assert "139****9000" in said
    case = parent.room.desk.requests_of(parent.identity)[0]
    assert case.contact_phone == "13900139000"
    assert parent.room.desk.drafts.load(parent.identity) == {}


def test_the_number_and_the_date_are_told_when_news_are_asked_for(parent: Parent) -> None:
    said = with_a_request(parent).says("几时有回音", "check_status", kind=Kind.STATUS)
    assert parent.state.number is not None
    assert parent.state.number in said
    assert "期限" in said


def test_words_of_discontent_reach_a_request_that_is_still_open(parent: Parent) -> None:
    said = with_a_request(parent).says("不满意，学校还是不收", "check_status", kind=Kind.STATUS)
    assert "转给" in said
    case = parent.room.desk.requests_of(parent.identity)[0]
    assert any("还是不收" in entry.reason for entry in case.history)


def test_a_closed_request_is_reopened_with_the_words_said(parent: Parent) -> None:
    with_a_request(parent)
    desk, staff = parent.room.desk, Actor.staff("一号")
    number = parent.state.number or ""
    for action in ("acknowledge", "start", "resolve"):
        desk.act(number, action, by=staff, reason="已协调")
    said = parent.says("不满意，学校还是不收", "check_status", kind=Kind.STATUS)
    assert "重新办理" in said
    assert "还是不收" in desk.find(number).history[-1].reason


def test_a_number_that_is_nobodys_is_not_told(parent: Parent) -> None:
    said = parent.says("我的单号是好多", "check_status", kind=Kind.STATUS)
    assert "没有登记" in said


def test_a_question_without_a_subject_is_about_the_request_told_of_last(parent: Parent) -> None:
    said = with_a_request(parent).says("那要等几天", "follow_up", details=[Detail.DURATION])
    assert parent.act == "check_status"
    assert (parent.state.number or "?") in said
    parent.says("打疫苗归哪个管", "ask", needs=["vaccination"])
    parent.says("那要等几天", "follow_up", details=[Detail.DURATION])
    assert parent.act == "ask"


def test_another_place_given_after_opening_is_handed_on(parent: Parent) -> None:
    said = with_a_request(parent).says("地址写错了 我住惠水县", "correct")
    assert "转给" in said
    case = parent.room.desk.requests_of(parent.identity)[0]
    assert any("惠水" in entry.reason for entry in case.history)


def test_a_question_without_a_subject_is_about_the_request_just_told_of(parent: Parent) -> None:
    with_a_request(parent)
    said = parent.says("登进去没嘛", "repeat", confidence=0.5)
    assert parent.act == "check_status"
    assert "GZ" in said


def test_what_was_told_of_the_data_is_asked_on(parent: Parent) -> None:
    parent.says("你们存些哪样", "privacy", kind=Kind.PRIVACY)
    said = parent.says("存好久嘛", "follow_up")
    assert parent.act == "privacy"
    assert "天" in said
    parent.says("疫苗要钱不", "ask", needs=["vaccination"])
    assert parent.act == "ask"


def test_what_it_costs_is_asked_of_the_service_and_not_of_the_request(parent: Parent) -> None:
    with_a_request(parent).says("几时有回音", "check_status", kind=Kind.STATUS)
    parent.says("那要好多钱嘛", "follow_up", details=[Detail.FEE])
    assert parent.act == "ask"


def test_a_message_that_is_sent_twice_opens_one_request(parent: Parent) -> None:
    with_a_request(parent)
    number = parent.state.number or "?"
    case = parent.room.desk.requests_of(parent.identity)[0]
    again = f"没收到吧 再登记 {case.need} {case.child_age}岁 {case.county} {case.contact_phone}"
    said = parent.says(again, "open_request", kind=Kind.REQUEST, needs=case.services)
    assert number in said
    assert len(parent.room.desk.requests_of(parent.identity)) == 1
