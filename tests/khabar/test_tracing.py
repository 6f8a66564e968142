"""Traces on real servers: from the poll to the webhook, through queue and ledger, to a collector on loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from khabar import queue
from khabar.settings import Settings
from khabar.storage import deliveries, webhooks
from khabar.storage.database import Connection
from khabar.subscribe import subscribe_url
from khabar.tracing import context, span, tracing, warm
from khabar_ingest.service import run
from support.burst import work_off
from support.settled import settle
from support.site import Site, html, rss

NOW = datetime.now(UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    """A publisher, a receiver of webhooks and a collector in one."""
    with Site() as running:
        yield running


@pytest.fixture
def traced(settings: Settings, site: Site) -> Settings:
    values = {"allow_networks": "127.0.0.1/32", "host_gap_seconds": 0, "otlp_url": site.home}
    return Settings.model_validate({**settings.model_dump(), **values})


def spans(site: Site) -> list[Span]:
    """What the collector was sent."""
    sent = [ExportTraceServiceRequest.FromString(one.body) for one in site.asked if one.path == "/v1/traces"]
    return [
        found for request in sent for resource in request.resource_spans for scope in resource.scope_spans
        for found in scope.spans
    ]  # fmt: skip


def test_a_story_is_one_trace_from_its_poll_to_its_webhook(db: Connection, traced: Settings, site: Site) -> None:
    site.pages = {
        "/rss": rss(NOW, "مرفأ جديد للصيادين", site=site.home),
        "/n/1": html("<title>مرفأ جديد للصيادين</title>", "<article><p>افتتح المرفأ اليوم.</p></article>"),
    }
    subscribe_url(db, f"{site.home}/rss", settings=traced, now=NOW)
    webhooks.create(db, now=NOW, url=f"{site.home}/hook", secret=webhooks.new_secret())

    run(traced, once=True)
    work_off(traced)
    settle(db)
    deliveries.fan_out(db)
    ids = deliveries.reconcile(db, rehint_seconds=0)
    with queue.connect(str(traced.redis_url)) as client:
        queue.hint(client, "deliver", ids, rehint_seconds=60, size=5)
    work_off(traced, "deliver")

    found = {one.name: one for one in spans(site)}
    [hook] = [one for one in site.asked if one.path == "/hook"]
    assert set(found) == {"poll", "fetch", "extract", "deliver"}
    assert len({one.trace_id for one in found.values()}) == 1
    assert {found[name].parent_span_id for name in ("fetch", "extract")} == {found["poll"].span_id}
    assert found["deliver"].parent_span_id == found["extract"].span_id
    header = {name.lower(): value for name, value in hook.headers.items()}["traceparent"]
    assert header.startswith(f"00-{found['deliver'].trace_id.hex()}-{found['deliver'].span_id.hex()}-")


def test_without_a_collector_nothing_is_traced(settings: Settings) -> None:
    with tracing(settings, "tests"), span("poll", feed="1"):
        assert context() is None


def test_a_collector_that_is_away_stops_no_work(traced: Settings) -> None:
    away = traced.model_copy(update={"otlp_url": "http://127.0.0.1:9"})

    with tracing(away, "tests"), span("poll"):
        told = context()

    assert told is not None


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_collector_that_failed_one_job_is_left_alone_by_the_next(traced: Settings, site: Site) -> None:
    site.post_status = 400
    warm(traced)

    for _ in range(2):
        if not (child := os.fork()):
            with tracing(traced, "tests"), span("extract"):
                pass
            os._exit(0)
        os.waitpid(child, 0)

    assert site.paths() == ["/v1/traces"]


def test_an_error_passes_through_a_span(traced: Settings, site: Site) -> None:
    with pytest.raises(ValueError, match="broken"), tracing(traced, "tests"), span("poll", feed="1"):
        raise ValueError("broken")

    [failed] = spans(site)
    assert failed.status.code == failed.status.STATUS_CODE_ERROR
    assert {one.key: one.value.string_value for one in failed.attributes}["khabar.feed"] == "1"
