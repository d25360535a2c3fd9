"""A parent asks for a person, somebody at the desk takes the conversation and gives it back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import httpx
import pytest
from dialogue_servers import Servers

from actions.requests import RequestDesk
from knowledge.catalogue import HOTLINE
from actions.staff import StaffRole, StaffRoom

PASSWORD = "password of the tests"


@pytest.fixture(scope="module")
def staff(servers: Servers, desk: RequestDesk) -> Iterator[httpx.Client]:
    """Somebody at the hotline desk, signed in."""
    room = StaffRoom.open(servers.config.home, desk.keyring)
    name = f"a{uuid.uuid4().hex[:8]}"
    room.accounts.add(name, "王值班", StaffRole.AGENT, HOTLINE, PASSWORD)
    room.close()
    base = f"http://127.0.0.1:{servers.port}"
    with httpx.Client(base_url=base, follow_redirects=True, trust_env=False, timeout=30) as client:
        assert "退出" in client.post("/desk/login", data={"name": name, "token": PASSWORD}).text
        yield client


def updates(servers: Servers, sender: str, heard: int = 0) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = servers.get(
        f"/api/chat/updates?sender={sender}&heard={heard}"
    ).json()
    return found


def do(staff: httpx.Client, url: str, action: str, **filled: str) -> str:
    secret = re.search(r'name="csrf" value="([^"]+)"', staff.get(url).text)
    assert secret
    page = staff.post(f"{url}/{action}", data={"csrf": secret[1], **filled})
    assert page.status_code == 200, page.text
    return page.text


def conversation_about(staff: httpx.Client, gist: str) -> str:
    found = re.search(
        rf'href="(/desk/conversations/\w+)">{gist}', staff.get("/desk/conversations").text
    )
    assert found
    return found[1]


def test_a_parent_and_a_person_talk_and_the_assistant_is_silent_until_it_gets_it_back(
    servers: Servers, staff: httpx.Client, sender: str
) -> None:
    servers.say(sender, "娃儿在云岩读书，我电话13800138000，学校不收咋个办")
    asked = servers.say(sender, "转人工")
    assert asked["meta"]["person"] is True
    assert "工作人员" in asked["replies"][1]["text"]
    url = conversation_about(staff, "娃儿在云岩读书")
    page = staff.get(url).text
    assert "转人工" in page
    assert "13800138000" not in page
    do(staff, url, "claim")
    silent = servers.say(sender, "打疫苗找哪个")
    assert silent["replies"] == []
    assert "打疫苗找哪个" in staff.get(f"{url}/words").text
    do(staff, url, "say", text="请带户口本到学校，电话0851-85556666。")
    came, told = updates(servers, sender)["words"]
    assert came["by"] == "王值班"
    assert told["text"] == "请带户口本到学校，电话0851-85556666。"
    assert updates(servers, sender)["person"] == "claimed"
    do(staff, url, "hand_back")
    assert updates(servers, sender)["person"] is None
    assert servers.say(sender, "打疫苗找哪个")["meta"]["services"] == ["vaccination"]


def test_danger_gets_its_helplines_while_a_person_has_the_conversation(
    servers: Servers, staff: httpx.Client, sender: str
) -> None:
    servers.say(sender, "低保怎么申请，我是外来的")
    servers.say(sender, "转人工")
    url = conversation_about(staff, "低保怎么申请")
    do(staff, url, "claim")
    danger = servers.say(sender, "有人打我娃，流血了")
    assert "110" in danger["replies"][0]["text"]
    assert danger["meta"]["kind"] == "crisis"
    assert "紧急" in staff.get("/desk/conversations/list").text
    do(staff, url, "hand_back")


def test_who_may_not_take_over_sees_no_conversation(servers: Servers, desk: RequestDesk) -> None:
    room = StaffRoom.open(servers.config.home, desk.keyring)
    name = f"d{uuid.uuid4().hex[:8]}"
    room.accounts.add(name, "张老师", StaffRole.DEPARTMENT, "education", PASSWORD)
    room.close()
    base = f"http://127.0.0.1:{servers.port}"
    with httpx.Client(base_url=base, follow_redirects=True, trust_env=False) as client:
        page = client.post("/desk/login", data={"name": name, "token": PASSWORD}).text
        assert "人工对话" not in page
        assert client.get("/desk/conversations").status_code == 403


def test_forgotten_means_that_the_desk_has_nothing_any_more(
    servers: Servers, staff: httpx.Client, sender: str
) -> None:
    servers.say(sender, "家里的事只跟真人讲")
    servers.say(sender, "转人工")
    servers.say(sender, "取消")
    servers.say(sender, "/forget")
    servers.say(sender, "/yes")
    assert "家里的事只跟真人讲" not in staff.get("/desk/conversations").text
