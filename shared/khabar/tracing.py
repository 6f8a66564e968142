"""Tracing: what happens to a story, from the poll that saw it to the webhook that told of it, as one trace.

Off, and costing nothing, unless KHABAR_OTLP_URL names a collector. The trace goes through the ledger: items and events
keep the context of the span that made them. The only user of OpenTelemetry, which is imported when it is switched on.
"""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from khabar.errors import BadSetting
from khabar.log import about
from khabar.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

# What a collector that is away may cost a job or a stop, and how long it is left alone then: what happens meanwhile is
# not traced.
EXPORT_SECONDS, AWAY_SECONDS = 2, 60.0

_tracing: ContextVar[TracerProvider | None] = ContextVar("tracing", default=None)


@contextmanager
def tracing(settings: Settings, service: str) -> Iterator[None]:
    """While it lasts, spans of this process are sent to the collector, those left at its end included.

    After a fork it is begun anew: the sender is a thread.

    Raises:
        BadSetting: KHABAR_OTLP_URL is set, and what is needed for it is not installed.
    """
    if settings.otlp_url is None:
        yield
        return
    exporter = _exporter(settings)
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"khabar-{service}"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    token = _tracing.set(provider)
    try:
        yield
    finally:
        _tracing.reset(token)
        provider.shutdown()


def _exporter(settings: Settings) -> SpanExporter:
    """What sends spans to the collector, and leaves it alone for a while when it is away."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import SpanExportResult
    except ImportError as error:
        raise BadSetting(
            "KHABAR_OTLP_URL is set: install khabar[tracing], or unset it", subject="KHABAR_OTLP_URL"
        ) from error
    endpoint = f"{str(settings.otlp_url).rstrip('/')}/v1/traces"
    away = _away(endpoint)

    class Exporter(OTLPSpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            (until,) = struct.unpack_from("d", away)
            if time.monotonic() < until:
                return SpanExportResult.FAILURE
            result = super().export(spans)
            if result is SpanExportResult.FAILURE:
                struct.pack_into("d", away, 0, time.monotonic() + AWAY_SECONDS)
            return result

    return Exporter(endpoint=endpoint, timeout=EXPORT_SECONDS)


def warm(settings: Settings) -> None:
    """Load what is needed before a worker forks, and make what the processes of its jobs share.

    Raises:
        BadSetting: as `tracing`.
    """
    if settings.otlp_url is not None:
        _exporter(settings)


@cache
def _away(endpoint: str) -> mmap.mmap:
    """Until when the collector is left alone: in memory that a worker shares with the processes of its jobs."""
    return mmap.mmap(-1, 8)


@contextmanager
def span(name: str, *, parent: str | None = None, **attributes: str | int | None) -> Iterator[None]:
    """A span round what is done, in the trace of `parent`, a context that `context` gave; None: of a new trace.

    Its trace's id is in every log line meanwhile. An error that leaves the block is noted in it.
    """
    provider = _tracing.get()
    if provider is None:
        yield
        return
    from opentelemetry.trace import format_trace_id
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: Mapping[str, str] = {"traceparent": parent} if parent else {}
    given = {f"khabar.{key}": value for key, value in attributes.items() if value is not None}
    tracer = provider.get_tracer("khabar")
    within = TraceContextTextMapPropagator().extract(carrier)
    with (
        tracer.start_as_current_span(name, context=within, attributes=given) as began,
        about(trace=format_trace_id(began.get_span_context().trace_id)),
    ):
        yield


def context() -> str | None:
    """The running span as W3C trace context, to be kept or sent on; None: nothing is traced.

    Source: W3C Trace Context §3.2, `traceparent`.
    """
    if _tracing.get() is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")
