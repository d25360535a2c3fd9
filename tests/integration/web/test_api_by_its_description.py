"""Whatever fits the OpenAPI description, and what does not, ends in an orderly reply."""

from __future__ import annotations

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

CALLS = [
    ("GET", "/api/suggest"),
    ("GET", "/api/chat/updates"),
    ("GET", "/api/ask"),
    ("POST", "/api/chat"),
    ("GET", "/open311/v2/discovery.{form}"),
    ("GET", "/open311/v2/services.{form}"),
    ("GET", "/open311/v2/services/{code}.{form}"),
    ("GET", "/open311/v2/requests.{form}"),
    ("POST", "/open311/v2/requests.{form}"),
    ("GET", "/open311/v2/requests/{number}.{form}"),
    ("GET", "/open311/v2/tokens/{token}.{form}"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
]
# Readiness is 503 on purpose here: the dialogue is down.
NOT_TRIED = {("GET", "/readyz")}
MANY, FEW = 30, 4
READS_A_TEXT = ("/api/ask", "/api/chat")


def test_every_described_call_is_tried(client: TestClient) -> None:
    described = {
        (method.upper(), path)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method in methods
    }
    assert described == set(CALLS) | NOT_TRIED


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_ends_in_an_orderly_reply(method: str, path: str, client: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    operation = schema[path][method]

    @settings(
        max_examples=FEW if path in READS_A_TEXT else MANY,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def call(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=[not_a_server_error])

    call()
