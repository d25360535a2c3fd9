from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

CALLER = {
    "need": "娃七岁了，找不到公办小学读",
    "county": "南明区",
    "contact_name": "王女士",
    "contact_phone": "13800138000",
}


@pytest.fixture
def desk(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("TONGXING_DESK_TOKEN", "token-of-the-tests")
    client.cookies.clear()
    return client


def enter(desk: TestClient) -> None:
    page = desk.post("/desk/login", data={"token": "token-of-the-tests", "name": "李值班"})
    assert "边听边查" in page.text


def opened(desk: TestClient) -> str:
    page = desk.post("/desk/open", data=CALLER | {"consent": "yes"})
    number = re.search(r"GZ\d{6}-\w{8}", page.text)
    assert number
    return number[0]


def test_without_a_token_the_desk_says_what_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TONGXING_DESK_TOKEN", raising=False)
    page = client.get("/desk")
    assert page.status_code == 503
    assert "TONGXING_DESK_TOKEN" in page.text


def test_nobody_gets_in_without_the_token(desk: TestClient) -> None:
    assert "登录工作台" in desk.get("/desk").text
    assert desk.post("/desk/login", data={"token": "wrong"}).status_code == 403
    assert desk.get("/desk/requests/GZ000000-NOTHING1").status_code == 403
    desk.cookies.set("tongxing_desk", "9999999999.5p2O.forged", path="/desk")
    assert desk.post("/desk/open", data=CALLER).status_code == 403


def test_a_caller_without_consent_is_not_kept(desk: TestClient) -> None:
    enter(desk)
    page = desk.post("/desk/open", data=CALLER)
    assert page.status_code == 422
    assert "同意" in page.text
    assert "王女士" in page.text


def test_staff_see_contact_details_only_with_a_reason_that_is_kept(desk: TestClient) -> None:
    enter(desk)
    number = opened(desk)
    assert "13800138000" not in desk.get(f"/desk/requests/{number}").text
    assert desk.post(f"/desk/requests/{number}/reveal").status_code == 422
    page = desk.post(f"/desk/requests/{number}/reveal", data={"reason": "回电核实"})
    assert "13800138000" in page.text
    assert "回电核实" in page.text
    assert "李值班" in page.text


def test_staff_move_a_request_along_and_wrong_moves_are_explained(desk: TestClient) -> None:
    enter(desk)
    number = opened(desk)
    assert desk.post(f"/desk/requests/{number}/resolve", data={"reason": "好"}).status_code == 422
    for action, filled in (
        ("transfer", {"department": "civil-affairs", "reason": "先办低保"}),
        ("acknowledge", {}),
        ("add_note", {"reason": "已电话联系"}),
        ("resolve", {"reason": "已经办好"}),
    ):
        page = desk.post(f"/desk/requests/{number}/{action}", data=filled)
        assert page.status_code == 200, action
    assert "办结" in page.text
    assert desk.post(f"/desk/requests/{number}/nothing").status_code == 404
