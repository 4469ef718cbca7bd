"""A collector that takes OTLP over HTTP, as a process exports it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES: dict[str, Any] = {
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
}


@dataclass
class Collector:
    """What was exported to *url*."""

    url: str = ""
    taken: list[Any] = field(default_factory=list)

    @property
    def spans(self) -> list[Any]:
        """All spans."""
        return [span for scope in self._scopes("spans") for span in scope.spans]

    @property
    def metrics(self) -> set[str]:
        """The names of all metrics."""
        return {metric.name for scope in self._scopes("metrics") for metric in scope.metrics}

    @property
    def services(self) -> set[str]:
        """Who sent it: `service.name`."""
        resources = [each.resource for message in self.taken for each in _resources(message)]
        return {
            attribute.value.string_value
            for resource in resources
            for attribute in resource.attributes
            if attribute.key == "service.name"
        }

    def _scopes(self, of: str) -> list[Any]:
        return [
            scope
            for message in self.taken
            for each in _resources(message)
            for scope in getattr(each, f"scope_{of}", ())
        ]


def _resources(message: Any) -> list[Any]:
    return [*getattr(message, "resource_spans", ()), *getattr(message, "resource_metrics", ())]


@contextmanager
def collector() -> Iterator[Collector]:
    """Yield one that listens on loopback."""
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = MESSAGES[self.path]()
            message.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
            found.taken.append(message)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()
