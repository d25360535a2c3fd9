"""Request and tracking without script: nothing is sent twice by going back or reloading."""

from __future__ import annotations

import io
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from PIL import Image

from actions.requests.errors import StoreFullError
from actions.requests.privacy.drafts import Drafts

FILLED = {
    "need": "娃七岁了，找不到公办小学读",
    "child_age": "7",
    "county": "南明区",
    "contact_name": "王女士",
    "contact_phone": "13800138000",
}
KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')


def filled(client: TestClient, **other: str) -> dict[str, str]:
    """The fields of a form that has just been opened."""
    key = KEY.search(client.get("/request").text)
    assert key
    return FILLED | {"key": key[1]} | other


def opened(client: TestClient) -> tuple[str, str]:
    """Open a request and return its number and check code."""
    data = filled(client, consent="yes", step="submit")
    number, code = re.findall(r'class="number">([^<]+)<', client.post("/request", data=data).text)
    return number, code


def goes_on(reply: Response) -> bool:
    """Tell whether what is shown came by GET, so that a reload sends nothing."""
    return [one.status_code for one in reply.history] == [303]


@pytest.mark.parametrize(
    ("change", "status", "shown"),
    [
        ({}, 200, "请核对"),
        ({"contact_phone": "138"}, 422, "带区号的座机"),
        ({"step": "edit", "contact_phone": "138"}, 200, "提交诉求"),
        ({"step": "submit"}, 422, "不同意就不能保存和转办"),
        ({"step": "submit", "consent": "yes"}, 200, "登记好了"),
    ],
)
def test_every_step_of_the_form_ends_in_a_page_that_can_be_loaded_again(
    client: TestClient, change: dict[str, str], status: int, shown: str
) -> None:
    page = client.post("/request", data=filled(client, **change))
    assert goes_on(page)
    assert page.status_code == status
    again = client.get(str(page.url))
    for one in (page, again):
        assert shown in one.text
    assert set(page.url.params) <= {"form", "edit", "problem", "number", "proof"}
    assert FILLED["contact_phone"] not in str(page.url)


def test_the_way_back_after_submitting_leads_to_no_form(client: TestClient) -> None:
    data = filled(client)
    check = client.post("/request", data=data)
    client.post("/request", data=data | {"consent": "yes", "step": "submit"})
    back = client.get(str(check.url))
    assert back.status_code == 410
    assert FILLED["need"] not in back.text
    assert client.post("/request", data=data | {"need": "别的事", "step": "review"}).is_success


def test_a_form_goes_on_when_nothing_can_be_kept_between_its_pages(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreFullError("full")

    monkeypatch.setattr(Drafts, "save", full)
    page = client.post("/request", data=filled(client))
    assert "请核对" in page.text
    assert page.history == []


def test_a_link_of_somebody_else_shows_no_check_code(client: TestClient) -> None:
    number, _ = opened(client)
    looked = client.post("/track", data={"number": number, "check": "8000"})
    proof = looked.url.params["proof"]
    stolen = client.get("/request/done", params={"number": number, "proof": proof})
    assert stolen.status_code == 410
    kept = client.post("/track/withdraw", data={"number": number, "check": proof, "sure": "yes"})
    assert kept.status_code == 422
    assert "查询码" in kept.text


@pytest.mark.parametrize(
    ("path", "given", "status", "shown"),
    [
        ("", {}, 200, "办到哪一步"),
        ("", {"check": "000000"}, 403, "对不上"),
        ("", {"number": ""}, 422, "请写编号"),
        ("/add", {"text": "老师说要等下学期"}, 200, "补充好了，已转给教育部门"),
        ("/add", {"text": " "}, 422, "请写一写要补充的情况"),
        ("/withdraw", {}, 422, "请先勾选"),
        ("/rate", {"score": "5"}, 422, "现在不能这样办"),
    ],
)
def test_every_form_of_the_status_ends_in_a_page_that_can_be_loaded_again(
    client: TestClient, path: str, given: dict[str, str], status: int, shown: str
) -> None:
    number, code = opened(client)
    page = client.post(f"/track{path}", data={"number": number, "check": code} | given)
    assert goes_on(page)
    assert page.status_code == status
    assert shown in page.text
    assert code not in str(page.url)
    assert shown in client.get(str(page.url)).text


def test_what_is_no_number_stays_out_of_the_address(client: TestClient) -> None:
    page = client.post("/track", data={"number": "13800138000", "check": "王小芳"})
    assert page.status_code == 422
    assert "13800138000" not in str(page.url)


def test_an_address_whose_day_is_over_asks_for_the_code_again(client: TestClient) -> None:
    number, _ = opened(client)
    page = client.get("/track", params={"number": number, "proof": "1.0000"})
    assert page.status_code == 403
    assert "链接过期了" in page.text
    assert number in page.text


def test_photos_that_were_sent_are_listed(client: TestClient) -> None:
    number, code = opened(client)
    photo = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(photo, "JPEG")
    known = {"number": number, "check": code}
    for _ in range(2):
        file = {"file": ("孩子.jpg", photo.getvalue(), "image/jpeg")}
        page = client.post("/track/attach", data=known, files=file)
        assert "传好了" in page.text
    assert page.text.count("<li>照片，") == 2
    assert "孩子.jpg" not in page.text
    by_phone = client.post("/track", data={"number": number, "check": "8000"})
    assert "<li>照片，" not in by_phone.text


@pytest.mark.parametrize("written", ["七岁", "七岁半", "７", "7岁", "七"])
def test_an_age_in_words_is_taken(client: TestClient, written: str) -> None:
    page = client.post("/request", data=filled(client, child_age=written))
    assert "<dd>7</dd>" in page.text
    listed = client.post("/check", data={"child_age": written})
    assert listed.url.path == "/check/list"


@pytest.mark.parametrize(
    "written", ["0851-85556666", "（0855）8222333", "０８５１８５５５６６６６", "+86 138 0013 8000"]
)
def test_landlines_and_full_width_digits_are_taken(client: TestClient, written: str) -> None:
    page = client.post("/request", data=filled(client, contact_phone=written))
    assert page.status_code == 200
    assert "请核对" in page.text


def test_the_check_code_may_be_typed_in_full_width_digits(client: TestClient) -> None:
    number, code = opened(client)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert client.post("/track", data={"number": number, "check": wide}).status_code == 200
