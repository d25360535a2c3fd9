"""Entering through a real OpenID Connect provider that runs beside the tests."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from actions.staff import StaffRole
from bot.channels.web.app import create_app
from bot.channels.web.site import Site
from bot.channels.web.staff.sign_on import SECRET
from knowledge.catalogue import HOTLINE
from knowledge.settings import load_config

# The provider uses parts of Authlib that will move; they are not this project's.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PASSWORD = "password of the tests"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with warnings.catch_warnings():
        # The provider itself uses a part of Authlib that will move.
        warnings.simplefilter("ignore")
        import oidc_provider_mock

        people = [
            oidc_provider_mock.User(sub=name, claims={"preferred_username": name})
            for name in ("wang", "stranger", "gone")
        ]
        with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def desk(provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv(SECRET, "shared with the provider")
    real = load_config()
    (tmp_path / "model").symlink_to(real.home / "model")
    values = {**real.values, "sign_on": {"issuer": provider}}
    app = create_app(replace(real, home=tmp_path, values=values), port=20990, background=())
    site: Site = app.state.site
    for name in ("wang", "gone"):
        site.staff.accounts.add(name, f"{name}值班", StaffRole.AGENT, HOTLINE, PASSWORD)
    site.staff.accounts.disable("gone")
    return TestClient(app, base_url="http://127.0.0.1")


def at_the_provider(desk: TestClient, who: str, back: str = "") -> str:
    """Leave for the provider, sign in there, and return where it sends the browser back to."""
    leaving = desk.get("/desk/sign-on", params={"back": back}, follow_redirects=False)
    there = leaving.headers["location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce"} <= asked.keys()
    with httpx.Client(trust_env=False) as browser:
        signed_in = browser.post(there, data={"sub": who})
    returning = urlsplit(signed_in.headers["location"])
    assert returning.path == "/desk/sign-on/back"
    return f"{returning.path}?{returning.query}"


def test_who_has_an_account_enters_with_its_role_and_where_they_wanted(desk: TestClient) -> None:
    assert "单点登录" in desk.get("/desk").text
    page = desk.get(at_the_provider(desk, "wang", "/desk/requests/GZ1"))
    assert "url=/desk/requests/GZ1" in page.text
    assert "SameSite=strict" in page.headers["set-cookie"]
    assert "wang值班（wang）" in desk.get("/desk").text
    site: Site = desk.app.state.site  # type: ignore[attr-defined]
    assert site.staff.audit.rows(action="sign_on")[0]["by"] == "wang值班（wang）"


@pytest.mark.parametrize("who", ["stranger", "gone"])
def test_nobody_enters_without_an_open_account(desk: TestClient, who: str) -> None:
    assert desk.get(at_the_provider(desk, who)).status_code == 403
    assert "登录工作台" in desk.get("/desk").text


def test_a_way_back_that_was_not_asked_for_here_is_refused(desk: TestClient) -> None:
    stolen = at_the_provider(desk, "wang")
    other = TestClient(desk.app, base_url="http://127.0.0.1")
    assert other.get(stolen).status_code == 403
    assert desk.get(stolen.replace("state=", "state=x")).status_code == 403
    assert "登录工作台" in desk.get("/desk").text


def test_the_way_back_leads_nowhere_else(desk: TestClient) -> None:
    page = desk.get(at_the_provider(desk, "wang", "https://elsewhere.example/"))
    assert 'url=/desk"' in page.text


def test_without_a_provider_there_is_no_such_page(client: TestClient) -> None:
    assert client.get("/desk/sign-on").status_code == 404
    assert "单点登录" not in client.get("/desk").text
