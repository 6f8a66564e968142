"""Figures of one API process, in Prometheus text. Ledger gauges are read when asked for (health.py)."""

from __future__ import annotations

from collections.abc import Mapping

import prometheus_client as prometheus
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


# labels with their values → value
Values = Mapping[tuple[tuple[str, str], ...], float]
Gauge = tuple[str, Values]  # its help first
Gauges = Mapping[str, Gauge]


class Metrics:
    """Counters in a registry of their own, so that two APIs in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "khabar_api_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "khabar_api_request_seconds", "Time to answer.", ["route"], buckets=SECONDS, registry=self._registry
        )
        self._streams = prometheus.Gauge("khabar_api_streams", "Event streams open.", registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def streams(self, count: int) -> None:
        self._streams.set(count)

    def text(self, gauges: Gauges) -> bytes:
        """Everything as text. `gauges` as read just now; one without a value is left out."""
        now = CollectorRegistry()
        for name, (help_text, values) in gauges.items():
            if not values:
                continue
            labels = [label for label, _ in next(iter(values), ())]
            gauge = prometheus.Gauge(name, help_text, labels, registry=now)
            for pairs, value in values.items():
                (gauge.labels(*(text for _, text in pairs)) if pairs else gauge).set(value)
        return generate_latest(self._registry) + generate_latest(now)
