from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.channels.web.observability.logs import JsonLines
from knowledge import tracing


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def test_nothing_is_sent_unless_a_collector_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tracing.ENDPOINT, raising=False)
    assert tracing.start_tracing("web") is False


def test_an_id_that_came_with_the_request_goes_on_and_a_strange_one_does_not() -> None:
    assert tracing.request_id() == ""
    with tracing.request_of("0123456789abcdef", "request") as given:
        assert given == tracing.request_id() == "0123456789abcdef"
    for strange in ("", "short", "a b c d e f g h", "x" * 65, "王女士13800138000"):
        with tracing.request_of(strange, "request") as own:
            assert own != strange
            assert len(own) == 16
    assert tracing.request_id() == ""


def test_another_process_goes_on_with_the_same_request(spans: InMemorySpanExporter) -> None:
    with tracing.request_of("", "request") as own, tracing.span("dialogue"):
        carried = json.loads(json.dumps(tracing.carrier()))
    with tracing.continued(carried, "action_answer") as there:
        assert there == own
    names = {span.name: span for span in spans.get_finished_spans()}
    assert set(names) == {"request", "dialogue", "action_answer"}
    assert len({span.context.trace_id for span in names.values()}) == 1
    parent = names["action_answer"].parent
    assert parent is not None
    assert parent.span_id == names["dialogue"].context.span_id


def test_what_is_carried_by_a_stranger_does_no_harm() -> None:
    for carried in (None, "x", {"id": 7}, {"traceparent": "no"}):
        with tracing.continued(carried, "action"):
            assert tracing.request_id()


def test_an_error_is_told_by_its_kind_and_not_by_its_words(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="王女士"), tracing.span("understanding"):
        raise ValueError("王女士 13800138000")
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {}) == {"error.type": "ValueError"}
    assert "王女士" not in span.to_json()


def test_a_log_line_holds_the_id_of_its_request() -> None:
    record = logging.LogRecord("tongxing.web", logging.INFO, "", 0, "request", None, None)
    with tracing.request_of("0123456789abcdef", "request"):
        assert json.loads(JsonLines().format(record))["request"] == "0123456789abcdef"
    assert "request" not in json.loads(JsonLines().format(record))
