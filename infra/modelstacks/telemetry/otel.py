"""The watcher that hands on to OpenTelemetry: spans, and metrics of requests and phases. Imported only where it is asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from modelstacks.logs import TOO_MANY
from modelstacks.redaction import Redaction
from modelstacks.telemetry import http_words
from modelstacks.telemetry.spans import Watcher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opentelemetry.context import Context
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

    from modelstacks.logs import LoggedRequest, Service
    from modelstacks.telemetry.spans import Span, Value

SCOPE = "modelstacks"
STANDARD = {"exit_code": "process.exit.code"}
"""Attributes that the semantic conventions have a name for; ours stand below `modelstacks.`."""
DURATION_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""Of http.client.request.duration, as its convention advises."""
PHASE_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600)
TIMED = {"command", "phase", "smoke"}
_W3C = TraceContextTextMapPropagator()


class OpenTelemetry(Watcher):
    """Hands on to *tracers* and *meters*. *environ* names the parent of all (TRACEPARENT), and the secrets that no attribute holds."""

    def __init__(self, tracers: TracerProvider, meters: MeterProvider, environ: Mapping[str, str]) -> None:
        self._tracer = tracers.get_tracer(SCOPE)
        self._parent = _parent_in(environ)
        self._redaction = Redaction.of(environ)
        meter = meters.get_meter(SCOPE)
        self._duration = meter.create_histogram(
            "http.client.request.duration",
            "s",
            "Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=DURATION_BUCKETS_S,
        )
        self._requests = meter.create_counter(
            "modelstacks.requests", "{request}", "Requests sent, each time one was."
        )
        self._retries = meter.create_counter(
            "modelstacks.retries", "{request}", "Requests that were sent again."
        )
        self._throttles = meter.create_counter(
            "modelstacks.throttles", "{request}", "Requests that were answered with 429."
        )
        self._phases = meter.create_histogram(
            "modelstacks.phase.duration",
            "s",
            "How long commands and their phases take.",
            explicit_bucket_boundaries_advisory=PHASE_BUCKETS_S,
        )

    def began(self, span: Span) -> None:
        """Begin OpenTelemetry's."""
        attributes = self._safe(span.attributes)
        span.handle = self._tracer.start_span(
            self._redaction.cleaned(span.name),
            self._inside(span.parent),
            attributes=attributes,
            start_time=span.began_ns,
        )

    def ended(self, span: Span) -> None:
        """End it, and note its seconds."""
        seconds = span.seconds or 0.0
        opened: trace.Span | None = span.handle
        if opened is not None:
            opened.set_attributes(self._safe(span.attributes))
            if span.error is not None:
                opened.set_attribute("error.type", span.error_type)
                opened.set_status(trace.StatusCode.ERROR, self._redaction.cleaned(span.error))
            opened.end(span.began_ns + int(seconds * 1e9))
        if span.kind in TIMED:
            outcome = "ok" if span.error is None else "error"
            name = span.kind if span.kind == "smoke" else span.name
            self._phases.record(seconds, {"modelstacks.phase": name, "modelstacks.outcome": outcome})

    def asked(self, of: Service, request: LoggedRequest, parent: Span | None) -> None:
        """Make a span of a request that is over, and count it."""
        ended_ns = time.time_ns()
        made = self._tracer.start_span(
            self._redaction.cleaned(http_words.span_name(request)),
            self._inside(parent),
            kind=trace.SpanKind.CLIENT,
            attributes=self._cleaned(http_words.attributes(request)) | {"modelstacks.service": of},
            start_time=ended_ns - int(request.seconds * 1e9),
        )
        if http_words.error_type(request):
            made.set_status(trace.StatusCode.ERROR, self._redaction.cleaned(request.error or ""))
        made.end(ended_ns)
        self._count(of, request)

    def noted(self, text: str, parent: Span | None) -> None:
        """Make an event of it."""
        if parent is not None and parent.handle is not None:
            parent.handle.add_event("message", {"modelstacks.message": self._redaction.cleaned(text)})

    def child_variables(self, parent: Span | None) -> dict[str, str]:
        """Return the W3C trace context of *parent*."""
        carrier: dict[str, str] = {}
        _W3C.inject(carrier, self._inside(parent))
        return {name.upper(): value for name, value in carrier.items()}

    def _count(self, of: Service, request: LoggedRequest) -> None:
        about: dict[str, Value] = {"modelstacks.service": of, **self._cleaned(http_words.measured(request))}
        self._duration.record(request.seconds, about)
        self._requests.add(1, about)
        if request.sent > 1:
            self._retries.add(1, about)
        if request.status == TOO_MANY:
            self._throttles.add(1, about)

    def _inside(self, span: Span | None) -> Context:
        """Return the context of *span*, of the caller's where there is none; never what this thread happens to be in."""
        if span is None or span.handle is None:
            return self._parent
        return trace.set_span_in_context(span.handle, self._parent)

    def _safe(self, attributes: Mapping[str, Value]) -> dict[str, Value]:
        return self._cleaned(
            {STANDARD.get(name, f"{SCOPE}.{name}"): value for name, value in attributes.items()}
        )

    def _cleaned(self, attributes: Mapping[str, Value]) -> dict[str, Value]:
        clean = self._redaction.cleaned
        return {name: clean(value) if isinstance(value, str) else value for name, value in attributes.items()}


def _parent_in(environ: Mapping[str, str]) -> Context:
    """Return the context that whoever started this process handed over in its environment."""
    names = ("TRACEPARENT", "TRACESTATE")
    carrier = {name.lower(): environ[name] for name in names if name in environ}
    return _W3C.extract(carrier, trace.set_span_in_context(trace.INVALID_SPAN))
