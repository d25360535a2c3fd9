from __future__ import annotations

import pytest
from dialogue_servers import Servers

from actions.requests import RequestDesk

pytestmark = pytest.mark.slow

BOTH = pytest.mark.parametrize("dead", ["dialogue", "actions"])


def _told(turn: dict[str, object]) -> str:
    replies = turn["replies"]
    assert isinstance(replies, list)
    return "\n".join(reply["text"] for reply in replies)


@BOTH
def test_a_question_is_answered_by_retrieval_alone_and_that_is_said(
    dead: str, mortal: Servers, sender: str
) -> None:
    mortal.kill(dead)
    turn = mortal.say(sender, "崽崽打疫苗归哪个部门管")
    assert turn["meta"]["degraded"] is True
    assert turn["meta"]["services"] == ["vaccination"]
    assert turn["meta"]["citations"]
    assert "完整对话暂时用不了" in _told(turn)


@BOTH
def test_danger_is_still_answered_first(dead: str, mortal: Servers, sender: str) -> None:
    mortal.say(sender, "帮我反映学校不收娃")
    mortal.kill(dead)
    turn = mortal.say(sender, "他后爸正在拿皮带抽娃")
    assert turn["meta"]["kind"] == "crisis"
    assert "110" in _told(turn)
    assert turn["meta"]["asks_for"] is None


@BOTH
def test_a_form_goes_on_after_the_server_is_back_with_what_was_told_meanwhile(
    dead: str, mortal: Servers, sender: str, desk: RequestDesk
) -> None:
    mortal.say(sender, "帮我反映学校不收娃")
    assert mortal.say(sender, "七岁")["meta"]["asks_for"] == "county"
    mortal.kill(dead)

    asked = mortal.say(sender, "打疫苗归哪个管？")
    assert asked["meta"]["degraded"] is True
    assert asked["meta"]["services"] == ["vaccination"]
    assert asked["meta"]["asks_for"] == "county"
    told = mortal.say(sender, "住在红花岗，我叫李小红，电话13800138000")
    assert told["meta"]["degraded"] is True
    assert "保存" in _told(told)

    mortal.revive()
    summary = mortal.say(sender, "继续登记")
    assert summary["meta"]["degraded"] is False
    assert summary["meta"]["asks_for"] == "confirm"
    assert "红花岗区" in _told(summary)
    assert mortal.say(sender, "都对，同意保存")["meta"]["request"]["opened"] is True
    (case,) = desk.requests_of(f"web:{sender}")
    assert (case.county, case.child_age, case.contact_phone) == ("红花岗区", 7, "13800138000")


@BOTH
def test_a_request_that_could_not_be_submitted_is_opened_once_afterwards(
    dead: str, mortal: Servers, sender: str, desk: RequestDesk
) -> None:
    mortal.say(sender, "帮我反映学校不收娃，七岁，住红花岗区，我叫李小红，电话13800138000")
    mortal.kill(dead)
    turn = mortal.say(sender, "都对，同意保存")
    assert turn["meta"]["request"] is None
    assert desk.requests_of(f"web:{sender}") == []

    mortal.revive()
    again = mortal.say(sender, "都对，同意保存")
    assert again["meta"]["request"]["opened"] is True
    assert mortal.say(sender, "都对，同意保存")["meta"]["request"]["opened"] is False
    assert len(desk.requests_of(f"web:{sender}")) == 1


def test_the_web_process_says_that_the_conversation_is_down_and_up_again(
    mortal: Servers, sender: str
) -> None:
    mortal.kill("dialogue")
    assert mortal.get("/readyz").status_code == 503
    assert mortal.say(sender, "你好")["meta"]["degraded"] is True
    mortal.revive()
    assert mortal.say(sender, "你好")["meta"]["degraded"] is False


def test_a_conversation_outlives_the_web_process(mortal: Servers, sender: str) -> None:
    mortal.say(sender, "帮我反映学校不收娃")
    mortal.say(sender, "七岁")
    mortal.kill("web")
    mortal.revive()
    assert mortal.say(sender, "红花岗")["meta"]["asks_for"] == "contact_name"
