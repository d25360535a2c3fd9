"""One request followed through the processes: its id in every log line, and spans, if wanted.

Spans go to an OpenTelemetry collector when ``OTEL_EXPORTER_OTLP_ENDPOINT`` names one; without it
nothing is made or sent. Nothing that a person typed, and no sender, is ever an attribute.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextvars import ContextVar

from opentelemetry import context, trace
from opentelemetry.propagate import extract, inject

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_ID = "id"
_GOOD = re.compile(r"[0-9A-Za-z-]{8,64}")

_request: ContextVar[str] = ContextVar("request", default="")


def start_tracing(service: str) -> bool:
    """Send this process's spans to the collector that the environment names, if it does."""
    if not os.environ.get(ENDPOINT):
        return False
    # Loaded only where spans are sent: it takes a while.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"tongxing-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def request_id() -> str:
    """Return the id of the request that is worked on here; empty outside of one."""
    return _request.get()


@contextlib.contextmanager
def request_of(given: str, name: str, parent: Mapping[str, str] | None = None) -> Iterator[str]:
    """Work on a request: give it the id it came with, or one of our own, and a span.

    Args:
        given: the id that whoever called gave it; one that is no id is not taken.
        name: of the span.
        parent: the span it belongs to, as :func:`carrier` wrote it.
    """
    token = _request.set(given if _GOOD.fullmatch(given) else secrets.token_hex(8))
    outer = context.attach(extract(dict(parent or {})))
    try:
        with span(name):
            yield _request.get()
    finally:
        context.detach(outer)
        _request.reset(token)


@contextlib.contextmanager
def span(name: str) -> Iterator[None]:
    """Time a part of the work; an error is told by its kind, not by its words."""
    tracer = trace.get_tracer("tongxing")
    with tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            raise


def carrier() -> dict[str, str]:
    """Return what another process needs to go on with this request."""
    carried = {_ID: request_id()}
    inject(carried)
    return carried


def continued(carried: object, name: str) -> contextlib.AbstractContextManager[str]:
    """Go on with the request that :func:`carrier` wrote down, if it is one."""
    entries = carried.items() if isinstance(carried, dict) else ()
    known = {str(key): str(value) for key, value in entries}
    return request_of(known.get(_ID, ""), name, known)
