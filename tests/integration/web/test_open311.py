from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from actions.requests.deadlines.clocks import CHINA
from actions.requests.privacy.keys import Keyring

GOOD = {
    "api_key": "key-of-the-tests",
    "service_code": "vaccination",
    "description": "娃要打疫苗，不晓得去哪里",
    "address_string": "贵阳市南明区",
    "last_name": "王",
    "first_name": "女士",
    "phone": "13800138000",
    "attribute[consent]": "yes",
    "attribute[child_age]": "3",
}


def test_services_are_told_in_both_formats(client: TestClient) -> None:
    listed = client.get("/open311/v2/services.json").json()
    assert len(listed) == 21
    tree = ElementTree.fromstring(client.get("/open311/v2/services.xml").content)
    assert [one.tag for one in tree] == ["service"] * 21
    definition = client.get("/open311/v2/services/vaccination.json").json()
    assert definition["attributes"][0]["code"] == "consent"


def test_a_request_is_opened_and_found_without_anything_personal(client: TestClient) -> None:
    reply = client.post("/open311/v2/requests.json", data=GOOD)
    assert reply.status_code == 201
    number = reply.json()[0]["service_request_id"]
    shown = client.get(f"/open311/v2/requests/{number}.json").text
    assert '"open"' in shown
    assert "13800138000" not in shown
    assert "王" not in shown
    assert number in client.get("/open311/v2/requests.xml?status=open").text
    assert number in client.get(f"/open311/v2/tokens/{number}.json").text


def test_errors_are_lists_with_code_and_description(client: TestClient) -> None:
    for change, status in (
        ({"api_key": "wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"attribute[consent]": "no"}, 400),
        ({"phone": "123"}, 400),
    ):
        reply = client.post("/open311/v2/requests.json", data=GOOD | change)
        assert reply.status_code == status
        assert reply.json()[0]["code"] == str(status)
    assert client.get("/open311/v2/requests/GZ000000-NOTHING1.json").status_code == 404
    assert client.get("/open311/v2/nothing").json()[0]["code"] == "404"


def opened(client: TestClient, **changes: str) -> str:
    reply = client.post("/open311/v2/requests.json", data=GOOD | changes)
    assert reply.status_code == 201, reply.text
    return str(reply.json()[0]["service_request_id"])


def listed(client: TestClient, query: str = "") -> list[str]:
    found = client.get(f"/open311/v2/requests.json?{query}").json()
    return [one["service_request_id"] for one in found]


def test_a_window_of_time_is_a_time_in_whatever_zone_it_is_written(client: TestClient) -> None:
    number = opened(client)
    now = datetime.now(UTC)
    before, after = now - timedelta(minutes=5), now + timedelta(minutes=5)
    for write in (
        lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        lambda at: quote(at.astimezone(CHINA).isoformat()),
        lambda at: at.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S"),
    ):
        assert number in listed(client, f"start_date={write(before)}&end_date={write(after)}")
        assert number not in listed(client, f"end_date={write(before)}")


def test_nonsense_in_a_list_is_refused_with_400(client: TestClient) -> None:
    for query in ("start_date=yesterday", "end_date=2026-99-99", "status=nothing"):
        reply = client.get(f"/open311/v2/requests.json?{query}")
        assert (reply.status_code, reply.json()[0]["code"]) == (400, "400")


def test_a_list_covers_ninety_days_and_no_more(client: TestClient) -> None:
    number = opened(client)
    now = datetime.now(UTC)

    def day(days_ago: int) -> str:
        return (now - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert number in listed(client)
    assert number in listed(client, f"start_date={day(89)}")
    assert number not in listed(client, f"start_date={day(91)}")
    assert number not in listed(client, f"end_date={day(1)}")
    too_far = client.get(f"/open311/v2/requests.json?start_date={day(200)}&end_date={day(1)}")
    assert too_far.status_code == 400
    # Numbers override everything else.
    assert listed(client, f"service_request_id={number}&end_date={day(300)}") == [number]


@pytest.mark.parametrize(
    "path",
    [
        "/open311/v2/services/nothing.xml",
        "/open311/v2/requests.xml?status=nothing",
        "/open311/v2/requests.xml?page=first",
        "/open311/v2/requests/GZ000000-NOTHING1.xml",
        "/open311/v2/nothing.xml",
    ],
)
def test_an_error_is_told_in_xml_where_xml_was_asked_for(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.headers["content-type"].startswith("text/xml")
    (error,) = ElementTree.fromstring(reply.content)
    assert error.findtext("code") == str(reply.status_code)
    assert error.findtext("description")


def test_the_same_key_opens_one_request_however_often_it_is_sent(client: TestClient) -> None:
    def sent(key: str, **changes: str) -> tuple[int, str]:
        headers = {"Idempotency-Key": key}
        reply = client.post("/open311/v2/requests.json", data=GOOD | changes, headers=headers)
        return reply.status_code, reply.json()[0].get("service_request_id", "")

    first = sent("one")
    assert first[0] == 201
    assert sent("one") == first
    assert sent("two") != first
    assert sent("one", description="另一件事，娃没学上")[0] == 409


def test_a_form_is_taken_in_both_encodings_and_nothing_else(client: TestClient) -> None:
    path = "/open311/v2/requests.json"
    parts = {name: (None, value) for name, value in GOOD.items()}
    assert client.post(path, files=parts).status_code == 201
    assert client.post(path, json=GOOD).status_code == 415
    told = client.get("/open311/v2/discovery.json").json()["endpoints"][0]
    assert "media_url" in told["not_supported"]


def test_a_list_is_read_without_opening_anything_personal_and_in_pages(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {opened(client) for _ in range(3)}

    def refuse(*_: object) -> None:
        raise AssertionError("a key was used")

    monkeypatch.setattr(Keyring, "data_key", refuse)
    assert numbers <= set(listed(client, "page_size=1000"))
    pages = [listed(client, f"page_size=2&page={page}") for page in (1, 2)]
    assert len(pages[0]) == 2
    assert not set(pages[0]) & set(pages[1])


@pytest.mark.parametrize(
    ("address", "county"),
    [
        ("贵州省贵阳市南明区中华南路12号", "南明区"),
        ("贵阳市云岩区北京路66号2单元", "云岩区"),
        ("南明区花溪大道北段", "南明区"),
        ("贵州省黔东南州凯里市北京东路", "凯里市"),
    ],
)
def test_the_county_is_found_in_a_full_address(
    client: TestClient, address: str, county: str
) -> None:
    number = opened(client, address_string=address)
    assert client.get(f"/open311/v2/requests/{number}.json").json()[0]["address"] == county


def test_an_address_elsewhere_is_refused(client: TestClient) -> None:
    for address in ("北京市朝阳区建国路", "上海市南明路"):
        data = GOOD | {"address_string": address}
        assert client.post("/open311/v2/requests.json", data=data).status_code == 400


def test_four_thousand_characters_of_a_description_are_kept(client: TestClient) -> None:
    number = opened(client, description="娃" * 4000)
    desk = client.app.state.site.desk  # type: ignore[attr-defined]
    assert len(desk.find(number).need) == 4000
