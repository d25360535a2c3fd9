"""A field declared in one line stands on every page and in every interface."""

from __future__ import annotations

import json
import re

import click
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from further_field import IN_WORDS, NEEDED, WHEN, declare
from web_installation import OPEN311_KEY

from actions.requests import RequestDesk
from bot.channels.terminal.requests.opening import further_options
from bot.channels.terminal.requests.views import write_csv

TOLD = "下午六点以后"
FILLED = {
    "need": "娃七岁了，找不到公办小学读",
    "county": "南明区",
    "contact_name": "王女士",
    "contact_phone": "13800138000",
    WHEN: TOLD,
}
NUMBER = re.compile(r"GZ\d{6}-\w{8}")


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, IN_WORDS)


def desk_of(client: TestClient) -> RequestDesk:
    desk: RequestDesk = client.app.state.site.desk  # type: ignore[attr-defined]
    return desk


def number_in(text: str) -> str:
    found = NUMBER.search(text)
    assert found
    return found[0]


def posted(client: TestClient, **other: str) -> str:
    key = re.search(r'name="key" value="([0-9a-f]{32})"', client.get("/request").text)
    assert key
    return client.post("/request", data=FILLED | {"key": key[1]} | other).text


def test_the_form_asks_for_it_and_shows_it_for_checking(client: TestClient) -> None:
    page = client.get("/request").text
    assert f'name="{WHEN}"' in page
    assert "联系时间" in page
    assert TOLD in posted(client)
    assert f'value="{TOLD}"' in posted(client, step="edit")


def test_the_form_opens_a_request_that_has_it(client: TestClient) -> None:
    number = number_in(posted(client, step="submit", consent="yes"))
    assert desk_of(client).find(number).further == {WHEN: TOLD}


def test_a_missing_one_is_named_where_a_request_cannot_do_without(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, NEEDED)
    page = posted(client, **{WHEN: ""})
    assert f'href="#{WHEN}"' in page
    assert "请说联系时间" in page


def test_what_no_field_is_called_is_not_kept(client: TestClient) -> None:
    number = number_in(posted(client, step="submit", consent="yes", colour="red"))
    assert desk_of(client).find(number).further == {WHEN: TOLD}


def test_the_desk_opens_and_shows_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXING_DESK_TOKEN", "token-of-the-tests")
    client.cookies.clear()
    page = client.post("/desk/login", data={"token": "token-of-the-tests", "name": "李值班"}).text
    assert f'id="{WHEN}"' in page
    kept = client.post("/desk/open", data=FILLED).text
    assert f'value="{TOLD}"' in kept
    page = client.post("/desk/open", data=FILLED | {"consent": "yes"}).text
    assert f"<dt>联系时间</dt><dd>{TOLD}</dd>" in page
    sheet = client.get(f"/desk/requests/{number_in(page)}/sheet").text
    assert f"<dt>联系时间</dt><dd>{TOLD}</dd>" in sheet


def test_open311_describes_and_takes_it(client: TestClient) -> None:
    described = client.get("/open311/v2/services/vaccination.json").json()["attributes"]
    assert described[-1]["code"] == WHEN
    assert described[-1]["required"] is False
    form = {
        "api_key": OPEN311_KEY,
        "service_code": "vaccination",
        "description": "娃要打疫苗，不晓得去哪里",
        "address_string": "贵阳市南明区",
        "last_name": "王",
        "phone": "13800138000",
        "attribute[consent]": "yes",
        f"attribute[{WHEN}]": TOLD,
    }
    number = client.post("/open311/v2/requests.json", data=form).json()[0]["service_request_id"]
    assert desk_of(client).find(number).further == {WHEN: TOLD}
    assert TOLD not in client.get(f"/open311/v2/requests/{number}.json").text


def test_the_terminal_takes_it_and_exports_it(client: TestClient) -> None:
    @click.command()
    @further_options
    def command(**further: str) -> None:
        click.echo(json.dumps(further, ensure_ascii=False))

    said = CliRunner().invoke(command, ["--convenient-time", TOLD]).stdout
    assert json.loads(said) == {WHEN: TOLD}
    number = number_in(posted(client, step="submit", consent="yes"))
    table = write_csv([desk_of(client).find(number)]).splitlines()
    assert WHEN in table[0]
    assert TOLD in table[1]
