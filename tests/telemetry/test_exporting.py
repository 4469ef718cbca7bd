"""Telemetry leaves the process as the OTEL_ variables say, and never gets in a command's way."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from collector import collector

pytestmark = pytest.mark.slow

MODELSTACKS = Path(sys.executable).with_name("modelstacks")
COMMAND = ("models", "Phi-4", "--output", "json")
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def run(**variables: str) -> subprocess.CompletedProcess[str]:
    """Run a short command with these variables, and no others of OpenTelemetry's."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    return subprocess.run(
        [MODELSTACKS, *COMMAND], env=bare | variables, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_collector_gets_the_trace_of_its_caller_and_the_metrics() -> None:
    with collector() as taken:
        ended = run(OTEL_EXPORTER_OTLP_ENDPOINT=taken.url, OTEL_SERVICE_NAME="ours", TRACEPARENT=PARENT)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)
    (span,) = taken.spans
    assert span.name == "modelstacks models"
    assert f"00-{span.trace_id.hex()}-{span.parent_span_id.hex()}-01" == PARENT
    assert taken.metrics == {"modelstacks.phase.duration"}
    assert taken.services == {"ours"}


def test_one_signal_alone() -> None:
    with collector() as taken:
        ended = run(OTEL_EXPORTER_OTLP_ENDPOINT=taken.url, OTEL_TRACES_EXPORTER="none")
    assert ended.stderr == ""
    assert (taken.spans, taken.services) == ([], {"modelstacks"})
    assert taken.metrics


def test_the_console_is_stderr() -> None:
    ended = run(OTEL_TRACES_EXPORTER="console")
    assert json.loads(ended.stdout)
    assert json.loads(ended.stderr)["name"] == "modelstacks models"


def test_a_collector_that_is_not_there_costs_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    ended = run(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{port}")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)
    first, second = ended.stderr.splitlines()
    assert first.startswith("Telemetry was not delivered, or not all of it: ")
    assert "Connection refused" in first
    assert second == (
        "The command went on without. Look at OTEL_EXPORTER_OTLP_ENDPOINT, or set OTEL_SDK_DISABLED=true."
    )


def test_one_that_never_answers_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ended = run(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert ended.returncode == 0
    assert "the collector did not answer in time" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        (
            {"OTEL_TRACES_EXPORTER": "carrier-pigeon"},
            "there is no exporter 'carrier-pigeon' for OTEL_TRACES_EXPORTER",
        ),
        ({"OTEL_TRACES_EXPORTER": "azure_monitor_opentelemetry_exporter"}, "can't be used: ValueError"),
    ],
)
def test_what_cant_be_set_up_is_named(variables: dict[str, str], why: str) -> None:
    ended = run(**variables)
    assert ended.returncode == 0
    assert why in ended.stderr
    assert "Traceback" not in ended.stderr


def test_nothing_of_opentelemetry_is_loaded_unless_asked_for() -> None:
    code = (
        "import sys\nsys.argv = ['modelstacks', 'models', 'Phi-4']\nfrom modelstacks.cli.app import run\n"
        "try: run()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    ran = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    assert not {
        name
        for name in ran.stderr.split()
        if name.startswith(("opentelemetry", "modelstacks.telemetry.otel"))
    }
