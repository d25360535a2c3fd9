"""Figures for Prometheus; no label ever holds anything a person typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_KEPT_SECONDS = 5.0


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self, counts: Callable[[], dict[str, int]]) -> None:
        """Take where the numbers of the request desk come from."""
        self._registry = CollectorRegistry()
        self._registry.register(_DeskFigures(counts))
        self.requests = Counter(
            "tongxing_http_requests",
            "Requests served, by route and status class.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self.seconds = Histogram(
            "tongxing_http_seconds",
            "Time from request to reply.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.answers = Counter(
            "tongxing_answers",
            "Answers given, by kind and whether they abstained.",
            ["door", "kind", "abstained"],
            registry=self._registry,
        )
        self.degraded = Counter(
            "tongxing_degraded_turns",
            "Turns answered without the dialogue server.",
            registry=self._registry,
        )
        self.helpful = Counter(
            "tongxing_helpful",
            "Readers who said a page helped or did not.",
            ["helped"],
            registry=self._registry,
        )
        self.work_failed = Counter(
            "tongxing_background_failures",
            "Rounds of background work that failed.",
            ["work"],
            registry=self._registry,
        )

        self._channels = Gauge(
            "tongxing_channel_on",
            "Whether the server of a messenger is reached.",
            ["channel"],
            registry=self._registry,
        )

    def watch_channel(self, name: str, is_on: Callable[[], bool]) -> None:
        """Show with every exposition whether a messenger's server is reached."""
        self._channels.labels(name).set_function(lambda: float(is_on()))

    def exposition(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)


class _DeskFigures(Collector):
    """Numbers of the request desk, counted again when they are a few seconds old."""

    def __init__(self, counts: Callable[[], dict[str, int]]) -> None:
        self._count = counts
        self._counted: dict[str, int] = {}
        self._counted_at = float("-inf")

    def describe(self) -> list[GaugeMetricFamily]:
        # Without this the registry would open the store when it registers the collector.
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if time.monotonic() - self._counted_at > _KEPT_SECONDS:
            self._counted, self._counted_at = self._count(), time.monotonic()
        for name, count in self._counted.items():
            yield GaugeMetricFamily(
                f"tongxing_service_{name}", f"Service requests: {name}.", value=count
            )
