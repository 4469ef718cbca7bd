"""Which variables ask for telemetry, and what is said where it can't be had."""

from __future__ import annotations

import pytest

from modelstacks.telemetry import exporting, start
from modelstacks.telemetry.variables import asking_variables, exporters_of

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}


@pytest.mark.parametrize(
    ("environ", "traces", "metrics"),
    [
        ({}, [], []),
        ({"OTEL_SERVICE_NAME": "ours", "OTEL_RESOURCE_ATTRIBUTES": "a=b"}, [], []),
        (ENDPOINT, ["otlp"], ["otlp"]),
        (ENDPOINT | {"OTEL_METRICS_EXPORTER": "none"}, ["otlp"], []),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces"}, ["otlp"], []),
        ({"OTEL_TRACES_EXPORTER": "console, otlp"}, ["console", "otlp"], []),
        ({"OTEL_TRACES_EXPORTER": "none"}, [], []),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, [], []),
    ],
)
def test_what_asks(environ: dict[str, str], traces: list[str], metrics: list[str]) -> None:
    assert exporters_of("TRACES", environ) == traces
    assert exporters_of("METRICS", environ) == metrics
    assert bool(asking_variables(environ)) == bool(traces or metrics)


def test_the_sdk_disabled_goes_over_all() -> None:
    assert asking_variables(ENDPOINT | {"OTEL_SDK_DISABLED": "TRUE"}) == []


def test_without_the_extra_it_is_said_and_nothing_else_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "NEEDED", "opentelemetry_that_is_not_there.exporter")
    said: list[str] = []
    assert not start.start(ENDPOINT, said.append)
    assert "\n\n".join(said) == (
        "No telemetry: OTEL_EXPORTER_OTLP_ENDPOINT asks for it, but OpenTelemetry's exporter is not installed.\n"
        "Run: pip install 'modelstacks[telemetry]'"
    )


@pytest.mark.parametrize(
    ("protocols", "registered"),
    [
        ({}, "otlp_proto_http"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "otlp_proto_grpc"),
        (
            {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": " http/protobuf "},
            "otlp_proto_http",
        ),
        ({"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "grpc"}, "otlp_proto_http"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}, "http/json"),
    ],
)
def test_otlp_goes_by_the_protocol_of_the_signal_then_of_all(
    protocols: dict[str, str], registered: str
) -> None:
    assert exporting._registered("otlp", "TRACES", protocols) == registered
