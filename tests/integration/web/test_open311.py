from __future__ import annotations

from xml.etree import ElementTree

from fastapi.testclient import TestClient

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
    assert len(listed) == 20
    tree = ElementTree.fromstring(client.get("/open311/v2/services.xml").content)
    assert [one.tag for one in tree] == ["service"] * 20
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
