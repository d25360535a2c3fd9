"""What the desk writes to a parent, attaches, prints, and sees of others while it works."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from requests_of_tests import submitted
from PIL import Image

from actions.requests import Actor, ServiceRequest
from knowledge.catalogue import HOTLINE
from actions.requests.fields import accepts
from actions.staff import StaffRole
from bot.channels.web.site import Site
from bot.channels.web.staff.calls import heard_fields
from bot.channels.web.staff.letters import spelt
from nlu.understanding.facts import extract_facts, mask_personal
from nlu.understanding.understanding import Understanding, danger_said

ADDRESS = itertools.count(1)
PASSWORD = "password of the tests"
SENDER = "a-sender-nobody-guesses"


@pytest.fixture(scope="module")
def site(client: TestClient) -> Site:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    people = {
        "an": (StaffRole.AGENT, HOTLINE),
        "bo": (StaffRole.AGENT, HOTLINE),
        "ed": (StaffRole.DEPARTMENT, "education"),
        "su": (StaffRole.SUPERVISOR, HOTLINE),
    }
    for name, (role, department) in people.items():
        site.staff.accounts.add(name, f"{name}的名字", role, department, PASSWORD)
    return site


@pytest.fixture
def sign_in(client: TestClient, site: Site) -> Callable[[str], TestClient]:
    def enter(name: str) -> TestClient:
        address = f"10.7.{next(ADDRESS)}.1"
        desk = TestClient(client.app, base_url="http://127.0.0.1", client=(address, 50000))
        page = desk.post("/desk/login", data={"name": name, "token": PASSWORD})
        assert "退出" in page.text
        return desk

    return enter


@pytest.fixture
def case(site: Site) -> ServiceRequest:
    case = submitted(site.desk, reply_address=SENDER)
    if case.department == HOTLINE:
        return case
    return site.desk.act(case.number, "send_back", by=Actor.supervisor("测试"), code="other")


def do(desk: TestClient, case: ServiceRequest, action: str, **filled: str) -> str:
    url = f"/desk/requests/{case.number}"
    secret = re.search(r'name="csrf" value="([^"]+)"', desk.get(url).text)
    assert secret
    reply = desk.post(f"{url}/{action}", data={"csrf": secret[1], **filled})
    assert reply.status_code == 200, reply.text
    return reply.text


def test_an_interim_word_and_a_question_reach_the_parent_as_written(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    desk = sign_in("an")
    do(desk, case, "tell", reason="正在核实，学校电话0851-85556666。")
    do(desk, case, "ask", reason="娃几年级？")
    site.desk.outbox.deliver_due(site.desk.local_ways())
    told = [one.text for one in site.desk.inbox.take(f"web:{SENDER}") if one.number == case.number]
    assert "正在核实，学校电话0851-85556666。" in told[-2]
    assert "娃几年级？" in told[-1]
    steps = site.desk.parent_view(site.desk.find(case.number)).steps
    assert [why for _, action, why in steps if action in ("答复", "询问")] == [
        "正在核实，学校电话0851-85556666。",
        "娃几年级？",
    ]


def test_usual_words_are_offered_for_what_can_be_done_now(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    page = sign_in("an").get(f"/desk/requests/{case.number}").text
    assert 'data-fill="reason-tell"' in page
    assert 'data-fill="reason-resolve"' not in page
    site.desk.act(
        case.number,
        "transfer",
        by=Actor.supervisor("测试"),
        department="education",
        reason="归教育",
    )
    site.desk.act(case.number, "acknowledge", by=Actor.supervisor("测试"))
    assert 'data-fill="reason-resolve"' in sign_in("su").get(f"/desk/requests/{case.number}").text


def test_transfers_show_from_and_to_and_a_rating_its_score(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    head = Actor.supervisor("测试")
    site.desk.act(case.number, "transfer", by=head, department="education", reason="归教育")
    site.desk.act(case.number, "acknowledge", by=head)
    site.desk.act(case.number, "resolve", by=head, reason="已联系学校")
    site.desk.act(case.number, "rate", by=Actor.parent(), score=2)
    page = sign_in("ed").get(f"/desk/requests/{case.number}").text
    assert re.search(r"12345[^<]* → 教育", page)
    assert "<b>2分</b>" in page


def test_a_document_is_attached_without_what_tells_of_its_maker(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    desk = sign_in("an")
    url = f"/desk/requests/{case.number}"
    secret = re.search(r'name="csrf" value="([^"]+)"', desk.get(url).text)
    assert secret
    picture, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "secret of the camera"
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG", exif=exif)
    sent = {"csrf": secret[1], "reason": "学校回函"}
    files = {"file": ("回函.jpg", picture.getvalue(), "image/jpeg")}
    assert "上传附件" in desk.post(f"{url}/attach", data=sent, files=files).text
    [(_, content)] = site.desk.attachments(case.number, by=Actor.supervisor("测试"), reason="看")
    assert b"secret of the camera" not in content
    refused = desk.post(f"{url}/attach", data=sent, files={"file": ("a.exe", b"MZ....", "")})
    assert refused.status_code == 422


def test_a_sheet_prints_masked_and_in_full_only_with_a_reason_that_is_kept(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    desk = sign_in("an")
    masked = desk.get(f"/desk/requests/{case.number}/sheet").text
    assert "诉求处理单" in masked
    assert "13800138000" not in masked
    page = do(desk, case, "sheet", reason="上门走访")
    assert "13800138000" in page
    assert site.desk.find(case.number).history[-1].reason == "上门走访"


def test_two_people_on_one_case_see_each_other_and_what_went_on(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    one, other = sign_in("an"), sign_in("bo")
    url = f"/desk/requests/{case.number}"
    seen = len(site.desk.find(case.number).history)
    one.get(url)
    assert "an的名字（an）也在看" in other.get(url).text
    do(other, case, "add_note", reason="已去电")
    live = one.get(f"{url}/live?seen={seen}").text
    assert "bo的名字（bo）刚做了“备注”" in live
    assert "也在看" in live


def test_an_open_page_asks_for_rows_again_only_when_something_changed(
    sign_in: Callable[[str], TestClient], site: Site, case: ServiceRequest
) -> None:
    desk = sign_in("su")
    first = desk.get("/desk/rows?view=open")
    assert case.number in first.text
    tag = {"If-None-Match": first.headers["etag"]}
    assert desk.get("/desk/rows?view=open", headers=tag).status_code == 304
    site.desk.act(case.number, "add_note", by=Actor.supervisor("测试"), reason="新")
    assert desk.get("/desk/rows?view=open", headers=tag).status_code == 200


def test_an_open_page_alone_keeps_no_session_alive(
    sign_in: Callable[[str], TestClient], site: Site
) -> None:
    desk = sign_in("an")
    two_hours_ago = "UPDATE sessions SET seen = seen - 7100"
    site.staff.database.run(two_hours_ago)
    assert desk.get("/desk/rows").status_code == 200
    site.staff.database.run("UPDATE sessions SET seen = seen - 200")
    assert desk.get("/desk/rows").status_code == 403
    assert "登录工作台" in desk.get("/desk").text


def test_a_supervisor_turns_requests_off_and_parents_read_the_sentence(
    sign_in: Callable[[str], TestClient], site: Site
) -> None:
    desk = sign_in("su")
    secret = re.search(r'name="csrf" value="([^"]+)"', desk.get("/desk/switches").text)
    assert secret
    sent = {"csrf": secret[1], "reason": "系统检修", "sentence": "今天检修，请打12345。"}
    assert "系统检修" in desk.post("/desk/switches/requests/off", data=sent).text
    try:
        off = site.desk.switches.off("requests")
        assert off is not None
        assert (off.by, off.sentence) == ("su的名字（su）", "今天检修，请打12345。")
        assert sign_in("an").get("/desk/switches").status_code == 403
        without = sent | {"sentence": " "}
        assert desk.post("/desk/switches/answers/off", data=without).status_code == 422
        noted = site.staff.audit.rows(action="switch_off")[0]
        assert noted["detail"] == "requests：系统检修"
    finally:
        desk.post("/desk/switches/requests/on", data=sent)
    assert site.desk.switches.all_off() == {}


@pytest.mark.parametrize(
    ("typed", "services", "counties"),
    [
        ("dym", "vaccination", ""),
        ("dayimiao", "vaccination", ""),
        ("nmq", "", "南明区"),
        ("nanming", "", "南明区"),
        ("dym nmq", "vaccination", "南明区"),
    ],
)
def test_letters_stand_for_topics_and_counties(
    site: Site, typed: str, services: str, counties: str
) -> None:
    found = spelt(typed, site.suggester)
    assert found is not None
    assert "".join(found.services[:1]) == services or not services
    assert "".join(found.counties[:1]) == counties


def test_words_and_numbers_are_no_letters(site: Site) -> None:
    assert spelt("娃打疫苗", site.suggester) is None
    assert spelt("13800138000", site.suggester) is None


def test_what_a_caller_said_becomes_the_need_without_the_contact_among_it() -> None:
    said = "娃七岁在云岩没学上，我叫王芳，电话0855-8221234"
    facts = extract_facts(said)
    danger = danger_said("救命")
    assert danger is not None  # any reading will do: the form is filled from the facts
    masked = mask_personal(said, facts)
    understood = Understanding(masked, english=False, corrects=False, facts=facts, reading=danger)
    heard = heard_fields(said, understood, ["compulsory-school"])
    assert heard == {
        "need": "娃七岁在云岩没学上",
        "service": "compulsory-school",
        "county": "云岩区",
        "child_age": "7",
        "contact_name": "王芳",
        "contact_phone": "08558221234",
    }


@pytest.mark.parametrize(
    ("phone", "is_one"),
    [
        ("0851-85556666", True),
        ("0851-5556666", False),
        ("0855-8221234", True),
        ("0855-82212345", False),
        ("0852-8221234", False),
        ("010-65551234", True),
        ("028-6555123", False),
        ("0755-26551234", True),
    ],
)
def test_landlines_have_the_lengths_that_exist(phone: str, is_one: bool) -> None:
    assert accepts("contact_phone", phone) is is_one
