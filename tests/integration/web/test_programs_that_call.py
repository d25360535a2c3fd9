"""Keys, limits and origins of programs, and who may see the figures."""

from __future__ import annotations

import click.testing
import pytest
import yaml
from fastapi.testclient import TestClient
from web_installation import ALLOWED_ORIGIN, CALLS_A_MINUTE, CLIENT_KEY

from bot.channels.terminal.clients import clients_group
from bot.channels.web.clients import Clients
from bot.channels.web.settings import WebSettings

ASKED = "/api/suggest?q=yimiao"


def elsewhere(client: TestClient) -> TestClient:
    """The same application, called from another machine."""
    return TestClient(client.app, base_url="http://127.0.0.1", client=("203.0.113.9", 50000))


def test_a_key_that_nobody_has_is_refused_and_none_is_needed(client: TestClient) -> None:
    assert client.get(ASKED).status_code == 200
    assert client.get(ASKED, headers={"X-API-Key": CLIENT_KEY}).status_code == 200
    wrong = client.get(ASKED, headers={"X-API-Key": "guessed"})
    assert wrong.status_code == 401
    assert wrong.json()["detail"]
    listed = client.get("/open311/v2/services.xml", headers={"X-API-Key": "guessed"})
    assert "<code>401</code>" in listed.text


def test_a_client_has_a_limit_of_its_own_beside_that_of_its_address(client: TestClient) -> None:
    key = {"X-API-Key": CLIENT_KEY}
    statuses = [client.get(ASKED, headers=key).status_code for _ in range(CALLS_A_MINUTE + 10)]
    assert 429 in statuses
    assert client.get(ASKED).status_code == 200
    assert elsewhere(client).get(ASKED, headers=key).status_code == 429


def test_a_new_key_is_shown_once_and_only_its_hash_is_kept() -> None:
    made = click.testing.CliRunner().invoke(clients_group, ["new", "school-site"])
    assert made.exit_code == 0, made.output
    key = made.stderr.split(": ", 1)[1].splitlines()[0]
    assert key not in made.stdout
    section = WebSettings.model_validate(yaml.safe_load(made.stdout))
    client = Clients(section.clients).of(key)
    assert client is not None
    assert client.name == "school-site"


@pytest.mark.parametrize("path", [ASKED, "/open311/v2/services.json", "/openapi.json"])
def test_only_named_sites_may_call_the_apis_from_a_script(client: TestClient, path: str) -> None:
    def origin_allowed(origin: str) -> str | None:
        return client.get(path, headers={"Origin": origin}).headers.get(
            "access-control-allow-origin"
        )

    assert origin_allowed(ALLOWED_ORIGIN) == ALLOWED_ORIGIN
    assert origin_allowed("https://elsewhere.example") is None
    asked = {"Origin": ALLOWED_ORIGIN, "Access-Control-Request-Method": "POST"}
    assert client.options(path, headers=asked).status_code == 200


def test_pages_may_be_called_by_no_script_of_another_site(client: TestClient) -> None:
    page = client.get("/track", headers={"Origin": ALLOWED_ORIGIN})
    assert "access-control-allow-origin" not in page.headers


def test_the_figures_are_for_this_machine_and_for_who_has_the_token(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/metrics").status_code == 200
    stranger = elsewhere(client)
    assert stranger.get("/metrics").status_code == 403
    monkeypatch.setenv("TONGXING_METRICS_TOKEN", "token-of-the-tests")
    known = {"Authorization": "Bearer token-of-the-tests"}
    assert stranger.get("/metrics", headers=known).status_code == 200
    wrong = {"Authorization": "Bearer guessed"}
    assert stranger.get("/metrics", headers=wrong).status_code == 403
