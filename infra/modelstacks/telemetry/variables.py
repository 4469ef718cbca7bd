"""What the OTEL_ variables ask for: pure.

Source: open-telemetry/opentelemetry-specification specification/configuration/sdk-environment-variables.md, read
2026-11-29. One thing differs: there a process exports to localhost where nothing is said; here it does nothing then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
SIGNALS = ("TRACES", "METRICS")
NONE = {"none"}


def asking_variables(environ: Mapping[str, str]) -> list[str]:
    """Return the variables that ask for telemetry: an exporter, or where a collector is. The others only say how.

    OTEL_SDK_DISABLED=true goes over all of them.
    """
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return []
    return list(
        dict.fromkeys(variable for signal in SIGNALS if (variable := _asks(signal, environ)) is not None)
    )


def exporters_of(signal: str, environ: Mapping[str, str]) -> list[str]:
    """Return the names of the exporters of `TRACES` or `METRICS`: what the variable lists, `otlp` where only an endpoint is set."""
    if _asks(signal, environ) is None:
        return []
    listed = environ.get(f"OTEL_{signal}_EXPORTER", "").split(",")
    return [name.strip().lower() for name in listed if name.strip()] or ["otlp"]


def _asks(signal: str, environ: Mapping[str, str]) -> str | None:
    """Return the variable that asks for the signal."""
    exporter = f"OTEL_{signal}_EXPORTER"
    if chosen := environ.get(exporter, "").strip().lower():
        return None if chosen in NONE else exporter
    endpoints = (f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT", ENDPOINT)
    return next((name for name in endpoints if environ.get(name, "").strip()), None)
