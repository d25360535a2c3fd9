"""A field declared in one line is asked for, heard, corrected, stored, exported and forgotten."""

from __future__ import annotations

import json

import pytest
from further_field import FROM_FACTS, HOME, IN_WORDS, KIN, NEEDED, ON_FORMS, PERSONAL, WHEN, declare
from plain_conversation import Parent
from requests_of_tests import submitted

from actions.requests import InvalidFieldError, ServiceRequest, fields
from actions.requests.fields import Field
from actions.requests.store import Table, Where
from actions.skills.state import Draft, request_fields
from bot.dialogue.exporting import export_texts
from bot.dialogue.message import Incoming
from bot.launch.dialogue_domain import domain
from nlu.understanding.topics.reading import Kind

SCHOOL = "compulsory-school"
BEGUN = "我要投诉小学不收我家娃，八岁，住云岩区"
CONTACT = "我叫王小明，电话13800138000"


@pytest.fixture(autouse=True)
def _declared(_no_further_fields: None, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, IN_WORDS, FROM_FACTS)


def begun(parent: Parent) -> Parent:
    parent.says(BEGUN, "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == WHEN
    return parent


def opened(parent: Parent) -> ServiceRequest:
    begun(parent).says("下午六点以后", "inform")
    parent.says("老家毕节的", "inform")
    parent.says(CONTACT, "inform")
    parent.says("对，同意", "affirm")
    return parent.room.desk.requests_of(parent.identity)[0]


def test_it_is_asked_for_before_the_contact_and_answered_in_words(parent: Parent) -> None:
    begun(parent).says("下午六点以后", "inform")
    assert parent.state.draft is not None
    assert parent.state.draft.further == {WHEN: "下午六点以后"}
    assert parent.field == HOME


def test_the_summary_shows_it_and_the_request_keeps_it(parent: Parent) -> None:
    case = opened(parent)
    assert case.further[WHEN] == "下午六点以后"
    assert "毕节" in case.further[HOME]
    assert case.to_json()[WHEN] == "下午六点以后"


def test_a_question_in_its_place_is_answered_and_it_is_asked_for_again(parent: Parent) -> None:
    begun(parent).says("打疫苗要钱不", "ask", needs=["vaccination"])
    assert parent.field == WHEN
    assert parent.state.draft is not None
    assert WHEN not in parent.state.draft.further


def test_it_can_be_skipped_and_why_it_is_asked_is_told(parent: Parent) -> None:
    assert "请说联系时间" in begun(parent).says("为什么要问这个", "why")
    parent.says("跳过", "skip")
    assert parent.field == HOME
    parent.says("跳过", "skip")
    parent.says(CONTACT, "inform")
    parent.says("对，同意", "affirm")
    assert parent.room.desk.requests_of(parent.identity)[0].further == {}


def test_behind_its_name_it_is_heard_at_any_time_and_corrected(parent: Parent) -> None:
    parent.says(f"{BEGUN}，联系时间：周末", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == HOME
    parent.says("跳过", "skip")
    said = parent.says(CONTACT, "inform")
    assert "联系时间：周末" in said
    said = parent.says("联系时间改成晚上", "correct")
    assert "联系时间：晚上" in said
    assert parent.field == "confirm"


def test_its_name_alone_at_the_summary_asks_for_it_anew(parent: Parent) -> None:
    begun(parent).says("周末", "inform")
    parent.says("跳过", "skip")
    parent.says(CONTACT, "inform")
    parent.says("联系时间", "correct")
    assert parent.field == WHEN


def test_other_facts_are_not_taken_for_the_answer(parent: Parent) -> None:
    begun(parent).says(CONTACT, "inform")
    assert parent.field == WHEN


def test_without_a_need_for_it_a_call_by_a_person_does_not_ask(parent: Parent) -> None:
    parent.says("转人工，娃没书读", "hand_over", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "county"


def test_a_request_is_refused_without_a_field_it_cannot_do_without(
    parent: Parent, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, NEEDED)
    with pytest.raises(InvalidFieldError) as refused:
        submitted(parent.room.desk)
    assert refused.value.field == WHEN


def test_in_the_store_it_is_sealed_and_gone_after_forgetting(parent: Parent) -> None:
    number = opened(parent).number
    desk, mine = parent.room.desk, Where("number", "=", number)
    with desk.store.reading() as rows:
        row = rows.one(Table.PEOPLE, mine)
    assert row is not None
    assert row["further"]
    assert "下午六点" not in json.dumps(row, ensure_ascii=False)
    assert "下午六点" in json.dumps(desk.export_of(parent.identity), ensure_ascii=False)
    desk.forget(parent.identity)
    with desk.store.reading() as rows:
        row = rows.one(Table.PEOPLE, mine)
    assert row is not None
    assert row["further"] is None
    assert desk.find(number).to_json(reveal=True)[WHEN] is None


def test_it_stands_in_the_copy_of_what_is_kept_and_is_hidden_from_others(parent: Parent) -> None:
    case = parent.room.desk.with_code(opened(parent).number)
    message = Incoming(parent.identity.partition(":")[2], "导出我的信息")
    desk = parent.room.desk
    assert "联系时间：下午六点以后" in "\n".join(export_texts(message, case.check_code, desk))
    assert "下午六点" not in "\n".join(export_texts(message, None, desk))


def test_what_is_personal_reaches_the_state_masked_and_the_desk_in_clear(
    parent: Parent, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, PERSONAL)
    parent.says(BEGUN + "，" + CONTACT, "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.state.draft is not None
    assert parent.state.draft.further == {KIN: "王**"}
    assert parent.state.draft.without_contact().further == {}
    parent.says("对，同意", "affirm")
    case = parent.room.desk.requests_of(parent.identity)[0]
    assert case.to_json()[KIN] == "王**"
    assert case.to_json(reveal=True)[KIN] == "王小明"


def test_what_is_kept_of_a_field_not_declared_any_more_is_only_revealed(
    parent: Parent, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(parent).number
    declare(monkeypatch)
    case = parent.room.desk.find(number)
    assert WHEN not in case.to_json()
    assert case.to_json(reveal=True)[WHEN] == "下午六点以后"


def test_a_personal_field_is_never_heard_as_words() -> None:
    with pytest.raises(ValueError, match="from facts"):
        Field("secret", str, mask=str)


def test_what_is_asked_on_forms_alone_is_still_heard_when_it_is_told(
    parent: Parent, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, ON_FORMS)
    assert WHEN not in domain()["forms"]["request_form"]["required_slots"]
    parent.says(f"{BEGUN}，联系时间：周末", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert parent.field == "contact_name"
    assert "联系时间：周末" in parent.says(CONTACT, "inform")


def test_what_no_request_can_do_without_is_asked_for_everywhere() -> None:
    with pytest.raises(ValueError, match="asked for everywhere"):
        Field("needed", str, asked_in_chat=False)


def test_rasas_form_asks_for_it() -> None:
    whole = domain()
    assert WHEN in whole["slots"]
    assert whole["forms"]["request_form"]["required_slots"] == list(request_fields())
    assert f"action_ask_request_form_{WHEN}" in whole["actions"]


def test_a_draft_gives_back_what_was_put_under_any_name() -> None:
    draft = Draft()
    for name in fields.names():
        draft.put(name, None)
        assert draft.value(name) is None
    draft.put(WHEN, "晚上")
    assert (draft.value(WHEN), draft.origins[WHEN]) == ("晚上", "told")
