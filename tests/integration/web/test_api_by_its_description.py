"""Whatever fits the OpenAPI description, and what does not, ends in an orderly reply."""

from __future__ import annotations

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.staff import StaffRole
from bot.channels.web.site import Site
from knowledge.catalogue import HOTLINE

CALLS = [
    ("GET", "/api/suggest"),
    ("GET", "/api/chat/updates"),
    ("GET", "/api/ask"),
    ("POST", "/api/chat"),
    ("POST", "/api/chat/unhelpful"),
    ("GET", "/open311/v2/discovery.{form}"),
    ("GET", "/open311/v2/services.{form}"),
    ("GET", "/open311/v2/services/{code}.{form}"),
    ("GET", "/open311/v2/requests.{form}"),
    ("POST", "/open311/v2/requests.{form}"),
    ("GET", "/open311/v2/requests/{number}.{form}"),
    ("GET", "/open311/v2/tokens/{token}.{form}"),
    ("POST", "/api/staff/session"),
    ("DELETE", "/api/staff/session"),
    ("GET", "/api/staff/me"),
    ("GET", "/api/staff/requests"),
    ("GET", "/api/staff/requests/{number}"),
    ("POST", "/api/staff/requests/{number}/acts"),
    ("POST", "/api/staff/requests/{number}/claim"),
    ("POST", "/api/staff/requests/{number}/reveal"),
    ("GET", "/api/staff/deliveries"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
]
# Readiness is 503 on purpose here: the dialogue is down.
NOT_TRIED = {("GET", "/readyz")}
MANY, FEW = 30, 4
READS_A_TEXT = ("/api/ask", "/api/chat", "/api/chat/unhelpful")


def kept_running(app: ASGIApp) -> ASGIApp:
    """Schemathesis starts and stops what it calls each time; what was stopped has no database."""

    async def requests_only(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for phase in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{phase}.complete"})
        else:
            await app(scope, receive, send)

    return requests_only


def test_every_described_call_is_tried(client: TestClient) -> None:
    described = {
        (method.upper(), path)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method in methods
    }
    assert described == set(CALLS) | NOT_TRIED


@pytest.fixture(scope="module")
def token(client: TestClient) -> str:
    """Without one the staff's calls would end at the door, and nothing behind it be tried."""
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    site.staff.accounts.add(
        "schema", "测试", StaffRole.SUPERVISOR, HOTLINE, "password of the tests"
    )
    given = {"name": "schema", "password": "password of the tests"}
    return str(client.post("/api/staff/session", json=given).json()["token"])


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_ends_in_an_orderly_reply(
    method: str, path: str, client: TestClient, token: str
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", kept_running(client.app))
    operation = schema[path][method]

    @settings(
        max_examples=FEW if path in READS_A_TEXT else MANY,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def call(case: schemathesis.Case) -> None:
        # Leaving would end the session for all that come after.
        shown = {} if method == "DELETE" else {"Authorization": f"Bearer {token}"}
        case.call_and_validate(checks=[not_a_server_error], headers=shown)

    call()
