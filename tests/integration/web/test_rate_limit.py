"""The limits of ``config.yml`` on the real application: a clear word, and checks stay free."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from web_installation import THIS_MACHINE

from bot.channels.web.app import create_app
from bot.channels.wechat.settings import APP_ID, SECRET, TOKEN
from knowledge.settings import Config

LIMITS = {"pages": 3, "model": 2, "forms": 1}


@pytest.fixture
def client(config: Config, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for name, value in ((APP_ID, "wx-app"), (SECRET, "secret"), (TOKEN, "token")):
        monkeypatch.setenv(name, value)
    values = {**config.values, "web": {**config.values["web"], "rate_limits": LIMITS}}
    app = create_app(replace(config, values=values), port=20990, background=())
    return TestClient(app, base_url="http://127.0.0.1", client=THIS_MACHINE)


def test_who_opens_pages_too_fast_reads_a_calm_page_that_says_so(client: TestClient) -> None:
    pages = [client.get("/") for _ in range(LIMITS["pages"] + 1)]
    assert [page.status_code for page in pages] == [200, 200, 200, 429]
    assert "这会儿请求太多" in pages[-1].text
    assert pages[-1].headers["content-type"].startswith("text/html")
    assert 1 <= int(pages[-1].headers["retry-after"]) <= 60
    # A refusal is a page like any other: nobody may frame or sniff it.
    assert "frame-ancestors 'self'" in pages[-1].headers["content-security-policy"]


def test_a_program_that_asks_too_fast_gets_the_reason_as_json(client: TestClient) -> None:
    replies = [client.post("/api/chat", json={}) for _ in range(LIMITS["model"] + 1)]
    assert [reply.status_code for reply in replies] == [422, 422, 429]
    assert "这会儿请求太多" in replies[-1].json()["detail"]
    assert int(replies[-1].headers["retry-after"]) >= 1


def test_whoever_watches_the_service_is_never_refused(client: TestClient) -> None:
    while client.get("/").status_code == 200:
        pass
    assert {client.get("/healthz").status_code for _ in range(30)} == {200}
    assert {client.get("/metrics").status_code for _ in range(30)} == {200}


def test_a_messengers_server_is_not_counted_as_one_hasty_person(client: TestClient) -> None:
    knocks = {client.post("/wechat", content=b"").status_code for _ in range(30)}
    assert knocks
    assert 429 not in knocks
    assert 404 not in knocks
