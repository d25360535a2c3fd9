"""What a parent can do about an answer, with and without script: not helped, files, news."""

from __future__ import annotations

import re
import secrets
from html import unescape
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from staff_cases import PASSWORD, case_at
from requests_of_tests import submitted

from actions.requests import Actor, ServiceRequest
from actions.staff import StaffRole
from bot.channels.web.site import Site
from knowledge.catalogue import HOTLINE


@pytest.fixture(scope="module")
def site(client: TestClient) -> Site:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    site.staff.accounts.add("agent", "测试员", StaffRole.AGENT, HOTLINE, PASSWORD)
    return site


@pytest.fixture
def desk(client: TestClient, site: Site) -> TestClient:
    own = TestClient(client.app, base_url="http://127.0.0.1", client=("10.2.0.1", 50000))
    own.post("/desk/login", data={"name": "agent", "token": PASSWORD})
    return own


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def given_by_the_desk(desk: TestClient, case: ServiceRequest, **sent: str) -> str:
    url = f"/desk/requests/{case.number}"
    data = {"csrf": csrf_of(desk.get(url).text), "reason": "录取通知"} | sent
    files = {"file": ("通知.jpg", picture(), "image/jpeg")}
    return desk.post(f"{url}/attach", data=data, files=files).text


def test_a_parent_opens_the_file_an_answer_came_with(
    desk: TestClient, client: TestClient, site: Site
) -> None:
    case = site.desk.with_code(case_at(site, HOTLINE).number)
    assert "录取通知" in given_by_the_desk(desk, case, for_parent="yes")
    assert case.check_code
    who = {"number": case.number, "check": case.check_code}
    page = client.post("/track", data=who).text
    assert "有一份文件给您：录取通知" in page
    file = re.search(r'action="(/track/files/\w+)"', page)
    assert file
    reply = client.post(file[1], data=who)
    assert Image.open(BytesIO(reply.content)).size == (40, 30)
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["content-security-policy"] == "sandbox"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_without_the_secret_no_file_is_given_and_none_that_is_not_for_the_parent(
    desk: TestClient, client: TestClient, site: Site
) -> None:
    case = site.desk.with_code(case_at(site, HOTLINE).number)
    given_by_the_desk(desk, case)
    assert site.desk.files_given(case.number) == []
    given_by_the_desk(desk, case, for_parent="yes")
    ((file, _, _),) = site.desk.files_given(case.number)
    end_of_phone = {"number": case.number, "check": "8000"}
    page = client.post(f"/track/files/{file}", data=end_of_phone)
    assert "attachment" not in page.headers.get("content-disposition", "")
    other = site.desk.with_code(case_at(site, HOTLINE).number)
    foreign = {"number": other.number, "check": other.check_code or ""}
    assert client.post(f"/track/files/{file}", data=foreign).status_code == 404


def test_an_answer_that_did_not_help_is_kept_among_what_was_not_answered(
    client: TestClient, site: Site
) -> None:
    sender = secrets.token_hex(16)
    asked = {"sender": sender, "message": "娃儿打疫苗找哪个部门"}
    meta = client.post("/api/chat", json=asked).json()["meta"]
    assert meta["services"] == ["vaccination"]
    before = site.helpfulness.counts().get("service/vaccination", (0, 0))[1]
    told = client.post(
        "/api/chat/unhelpful", json={"service": "vaccination"}, headers={"X-Conversation": sender}
    ).json()
    assert [button["payload"] for button in told["buttons"]] == ["/request", "/human"]
    assert site.helpfulness.counts()["service/vaccination"][1] == before + 1
    kept = [
        one for one in site.dialogue.for_people.questions.clusters() if one.why == {"unhelpful": 1}
    ]
    assert [one.central for one in kept] == ["娃儿打疫苗找哪个部门"]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def test_without_script_an_answer_is_called_of_no_help_too(client: TestClient) -> None:
    page = client.post("/chat", data={"message": "娃儿打疫苗找哪个部门"}).text
    assert 'value="/unhelpful vaccination"' in page
    carried = {"said": hidden(page, "said"), "sender": hidden(page, "sender")}
    page = client.post("/chat", data=carried | {"payload": "/unhelpful vaccination"}).text
    assert "没帮上，已经记下了" in page


def test_without_script_a_parent_reads_what_the_department_did(
    client: TestClient, site: Site
) -> None:
    page = client.post("/chat", data={"message": "娃儿打疫苗找哪个部门"}).text
    carried = {"said": hidden(page, "said"), "sender": hidden(page, "sender")}
    number = submitted(site.desk, reply_address=carried["sender"]).number
    site.desk.act(number, "tell", by=Actor.supervisor("赵"), reason="请周一带户口本来")
    site.desk.outbox.deliver_due(site.desk.local_ways())
    page = client.post("/chat", data=carried | {"payload": "/news"}).text
    assert page.count("请周一带户口本来") == 2  # shown, and in what the page carries
    carried["said"] = hidden(page, "said")
    again = client.post("/chat", data=carried | {"payload": "/news"}).text
    assert again.count("请周一带户口本来") == 2


def test_without_script_the_panel_for_callers_is_a_page(desk: TestClient) -> None:
    page = desk.get("/desk/panel", params={"q": "娃儿打疫苗找哪个"}).text
    assert "<html" in page
    assert "卫生健康部门" in page
    part = desk.get("/desk/panel", params={"q": "娃儿打疫苗找哪个", "part": "1"}).text
    assert "<html" not in part
    assert "卫生健康部门" in part


def test_the_same_need_and_telephone_number_bring_a_hint_before_anything_is_sent(
    client: TestClient, site: Site
) -> None:
    filled = {
        "need": "想给娃办午托，没得人接",
        "county": "南明区",
        "contact_name": "王女士",
        "contact_phone": "13911112222",
        "key": secrets.token_hex(16),
    }
    assert "登记过一样的话" not in client.post("/request", data=filled).text
    client.post("/request", data=filled | {"step": "submit", "consent": "yes"})
    again = filled | {"key": secrets.token_hex(16), "contact_phone": "139 1111 2222"}
    page = client.post("/request", data=again).text
    assert "登记过一样的话" in page
    assert "GZ" not in page
    other = again | {"key": secrets.token_hex(16), "contact_phone": "13911113333"}
    assert "登记过一样的话" not in client.post("/request", data=other).text
