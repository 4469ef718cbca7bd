"""OpenTelemetry's own in-memory exporter and reader, behind the watcher that a command would have."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from modelstacks.telemetry.otel import OpenTelemetry
from modelstacks.telemetry.spans import watched_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opentelemetry.sdk.trace import ReadableSpan


@dataclass
class Traced:
    """What was exported of everything that ran."""

    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    reader: InMemoryMetricReader = field(default_factory=InMemoryMetricReader)

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        """All that ended, in that order."""
        return self.exporter.get_finished_spans()

    def named(self, start: str) -> list[ReadableSpan]:
        """Those whose name begins so."""
        return [span for span in self.spans if span.name.startswith(start)]

    def one(self, start: str) -> ReadableSpan:
        """The only one whose name begins so."""
        (found,) = self.named(start)
        return found

    def path(self, span: ReadableSpan) -> list[str]:
        """The names from the root down to the span."""
        by_id = {each.context.span_id: each for each in self.spans}
        names = [span.name]
        while span.parent and span.parent.span_id in by_id:
            span = by_id[span.parent.span_id]
            names.insert(0, span.name)
        return names

    def attributes(self, span: ReadableSpan) -> dict[str, Any]:
        """Its attributes."""
        return dict(span.attributes or {})

    def everything(self) -> str:
        """All that left the process, as text."""
        return "\n".join([*(span.to_json() for span in self.spans), str(self.metrics())])

    def metrics(self) -> dict[str, list[Any]]:
        """The data points by the metric's name."""
        return {metric.name: list(metric.data.data_points) for metric in self.instruments()}

    def instruments(self) -> list[Any]:
        """The metrics with their units and descriptions."""
        data: Any = self.reader.get_metrics_data()
        scopes = [scope for each in (data.resource_metrics if data else ()) for scope in each.scope_metrics]
        return [metric for scope in scopes for metric in scope.metrics]


@contextmanager
def traced(environ: Mapping[str, str] | None = None) -> Iterator[Traced]:
    """Yield what is exported of all that runs in there."""
    exported = Traced()
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(exported.exporter))
    meters = MeterProvider([exported.reader], shutdown_on_exit=False)
    with watched_by(OpenTelemetry(tracers, meters, environ or {})):
        yield exported
    tracers.shutdown()
