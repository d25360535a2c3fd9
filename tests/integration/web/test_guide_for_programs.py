"""Every example of docs/programs.md runs as it stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import yaml
from fastapi.testclient import TestClient
from httpx import Response
from web_installation import CLIENT_KEY

from actions.requests.delivery.messages import OutgoingMessage
from actions.requests.delivery.webhook import WebhookDeliverer
from bot.channels.web.routes.programs import GUIDE
from bot.channels.web.routes.webhooks import DepartmentMessage
from bot.channels.web.settings import WebSettings

SECRET = "secret-of-the-tests"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(language: str) -> list[str]:
    found = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    return [text for name, text in found if name == language]


def sent(client: TestClient, example: str) -> Response:
    """Send what an example shows: method and path, headers, a blank line, the body."""
    head, _, body = example.replace("{key}", CLIENT_KEY).partition("\n\n")
    first, *lines = head.splitlines()
    method, address = first.split(" ", 1)
    headers = dict(line.split(": ", 1) for line in lines)
    content = body.strip()
    if "form" in headers.get("Content-Type", ""):
        content = urlencode(dict(pair.split("=", 1) for pair in content.split("&")))
    return client.request(method, address, headers=headers, content=content.encode())


@pytest.mark.parametrize("example", blocks("http"), ids=lambda text: text.split()[1])
def test_a_call_of_the_guide_is_answered(client: TestClient, example: str) -> None:
    reply = sent(client, example)
    assert reply.is_success, reply.text
    path = example.split()[1]
    if ".xml" in path:
        assert reply.headers["content-type"].startswith("text/xml")
        return
    told = reply.json()
    if path.startswith("/api/ask"):
        assert told["services"] == ["vaccination"]
    elif path == "/api/chat":
        assert told["replies"]
        assert "asks_for" in told["meta"]
    elif path.startswith("/api/suggest"):
        assert told["suggestions"][0]["text"] == "打疫苗"
    elif example.startswith("POST /open311"):
        again = sent(client, example).json()
        assert again[0]["service_request_id"] == told[0]["service_request_id"]


def test_the_key_of_the_guide_is_a_line_that_the_configuration_takes() -> None:
    (example,) = blocks("yaml")
    settings = WebSettings.model_validate(yaml.safe_load(example)["web"])
    assert settings.clients["school-site"].per_minute == 300


def test_the_widget_of_the_guide_is_served(client: TestClient) -> None:
    (example,) = blocks("html")
    path = re.search(r'src="https://[^/]+([^"]+)"', example)
    assert path
    assert client.get(path[1]).is_success


def test_the_webhook_of_the_guide_is_the_one_that_is_sent_and_its_check_holds() -> None:
    (shown,) = blocks("json")
    (code,) = blocks("python")
    names: dict[str, Callable[[str, str, str, bytes], bool]] = {}
    exec(code, names)
    deliverer = WebhookDeliverer(SECRET, timeout_seconds=1)
    body = deliverer._body(_message())
    headers = deliverer._headers(_message(), body)
    stamp, signature = headers["X-Tongxing-Timestamp"], headers["X-Tongxing-Signature"]
    assert set(json.loads(shown)) == set(json.loads(body)) == set(DepartmentMessage.model_fields)
    assert names["is_ours"](SECRET, stamp, signature, body)
    assert not names["is_ours"](SECRET, stamp, signature, body + b" ")
    assert not names["is_ours"]("another", stamp, signature, body)
    assert not names["is_ours"](SECRET, str(int(stamp) - 4000), signature, body)


def test_the_page_shows_the_guide_and_every_call_and_needs_nothing_from_elsewhere(
    client: TestClient,
) -> None:
    page = client.get("/docs").text
    assert "For programs" in page
    description = client.get("/openapi.json").json()
    for path in [*description["paths"], *description["webhooks"]]:
        assert path in page
    assert not re.search(r'(?:src|href)="https?://(?!tongxing\.example)', page)
    assert "X-Tongxing-Signature" in page


def _message() -> OutgoingMessage:
    return OutgoingMessage(
        id="m-1",
        number="GZ261128-AAACCH37",
        audience="department",
        channel="webhook",
        target="education",
        address="https://education.example/hook",
        subject="新诉求",
        text="有一件新诉求",
        sealed_body="",
        queued_at="2026-11-28T08:00:00+08:00",
    )
