"""OpenTelemetry's SDK, set up as the OTEL_ variables say: it reads most of them itself.

A collector that does not answer costs a command a moment at its end and one line, nothing else.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from dataclasses import dataclass
from importlib.metadata import entry_points, version
from typing import TYPE_CHECKING, Any

from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    ConsoleMetricExporter,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SimpleSpanProcessor,
)
from opentelemetry.trace import NoOpTracerProvider

from modelstacks.redaction import Redaction
from modelstacks.telemetry.otel import OpenTelemetry
from modelstacks.telemetry.variables import exporters_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SERVICE = "modelstacks"
WITHIN_S = 3.0
"""How long a command's end may wait for a collector that was not heard to fail."""
AFTER_TROUBLE_S = 0.5
"""How long, once it was."""
LOOK_S = 0.01
PROTOCOLS = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}
GROUPS = {"TRACES": "opentelemetry_traces_exporter", "METRICS": "opentelemetry_metrics_exporter"}


@dataclass
class Exporting:
    """What runs until `stop`: the watcher, and the providers behind it."""

    watcher: OpenTelemetry
    providers: list[TracerProvider | MeterProvider]
    trouble: Trouble

    @classmethod
    def of(cls, environ: Mapping[str, str], say: Callable[[str], None]) -> Exporting:
        """Set it up as *environ* says; *say* hears what can't be done, or was not."""
        trouble = Trouble(say, Redaction.of(environ))
        resource = _resource()
        found: list[TracerProvider | MeterProvider] = []
        tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
        for spans_to in _exporters("TRACES", environ, trouble):
            is_console = isinstance(spans_to, ConsoleSpanExporter)
            tracers.add_span_processor((SimpleSpanProcessor if is_console else BatchSpanProcessor)(spans_to))
            found = [tracers]
        readers = [
            PeriodicExportingMetricReader(metrics_to)
            for metrics_to in _exporters("METRICS", environ, trouble)
        ]
        meters = MeterProvider(readers, resource, shutdown_on_exit=False) if readers else None
        watcher = OpenTelemetry(
            tracers if found else NoOpTracerProvider(), meters or NoOpMeterProvider(), environ
        )
        return cls(watcher, [*found, *([meters] if meters else [])], trouble)

    def stop(self) -> None:
        """Send what is left. Whatever is not sent soon is lost, and that is said."""
        until = time.monotonic() + (AFTER_TROUBLE_S if self.trouble.heard.is_set() else WITHIN_S)
        self.trouble.heard.clear()
        threads = [
            threading.Thread(target=_shut_down, args=(provider,), daemon=True) for provider in self.providers
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if self.trouble.heard.wait(LOOK_S) or time.monotonic() > until:
                self.trouble.note("the collector did not answer in time")
                break
        self.trouble.tell()


class Trouble(logging.Handler):
    """Hears what OpenTelemetry's loggers say, instead of the user's terminal; the first of it is told at the end."""

    def __init__(self, say: Callable[[str], None], redaction: Redaction) -> None:
        super().__init__(logging.WARNING)
        self.heard = threading.Event()
        self._say, self._redaction = say, redaction
        self._first: str | None = None
        self._logger = logging.getLogger("opentelemetry")
        self._before = self._logger.propagate
        self._logger.addHandler(self)
        self._logger.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first."""
        said = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            said = f"{said} {type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        self.note(said)

    def note(self, said: str) -> None:
        """Keep it, unless something was kept before."""
        self._first = self._first or " ".join(said.split())
        self.heard.set()

    def tell(self) -> None:
        """Tell it, if there was any. The loggers stay silent: what still runs in a thread may end after this."""
        if self._first:
            said = self._redaction.cleaned(self._first).rstrip(".")
            self._say(
                f"Telemetry was not delivered, or not all of it: {said}.\n"
                "The command went on without. Look at OTEL_EXPORTER_OTLP_ENDPOINT, or set OTEL_SDK_DISABLED=true."
            )


def _exporters(signal: str, environ: Mapping[str, str], trouble: Trouble) -> Iterator[Any]:
    """Yield the exporters of a signal, as they are registered (`opentelemetry_traces_exporter` …)."""
    for name in exporters_of(signal, environ):
        if name == "console":
            console: Any = ConsoleSpanExporter if signal == "TRACES" else ConsoleMetricExporter
            yield console(out=sys.stderr)  # stdout is the command's own
            continue
        wanted = _registered(name, signal, environ)
        registered = {entry.name: entry for entry in entry_points(group=GROUPS[signal])}
        if wanted in registered:
            try:
                yield registered[wanted].load()()
            except Exception as err:  # noqa: BLE001  each exporter raises its own where a variable of its is wrong
                trouble.note(f"exporter {wanted} can't be used: {type(err).__name__}: {err}")
        else:
            known = ", ".join(sorted({"console", "none", "otlp", *registered}))
            trouble.note(
                f"there is no exporter {wanted!r} for OTEL_{signal}_EXPORTER here; there are: {known}"
            )


def _registered(name: str, signal: str, environ: Mapping[str, str]) -> str:
    """Return under which name an exporter is registered: OTLP by its protocol, http/protobuf where none is named."""
    if name != "otlp":
        return name
    protocol = environ.get(f"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL") or environ.get(
        "OTEL_EXPORTER_OTLP_PROTOCOL"
    )
    chosen = (protocol or "http/protobuf").strip()
    return PROTOCOLS.get(chosen, chosen)


def _resource() -> Resource:
    """Return who we are; what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say goes over it."""
    named = Resource.create()
    ours = {"service.version": version("modelstacks")}
    if str(named.attributes.get("service.name", "")).startswith("unknown_service"):
        ours["service.name"] = SERVICE
    return named.merge(
        Resource(
            {
                key: value
                for key, value in ours.items()
                if key == "service.name" or key not in named.attributes
            }
        )
    )


def _shut_down(provider: TracerProvider | MeterProvider) -> None:
    try:
        provider.shutdown()
    except Exception as err:  # noqa: BLE001  telemetry must not end what it tells of
        logging.getLogger("opentelemetry").warning("%s: %s", type(err).__name__, err)
