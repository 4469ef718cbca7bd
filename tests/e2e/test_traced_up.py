"""The trace of a real `modelstacks up`: the engine's own steps, what the program asks, and the smoke tests."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from collector import collector
from modelstacks.telemetry.run_log import kept
from traced import Traced, traced

if TYPE_CHECKING:
    from e2e_bench import Bench

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  swedencentral: {name: traced-ai, create: true, assign_caller: true}
deployments:
  chat: {model: Phi-4, mode: foundry}
"""


@pytest.fixture(scope="module")
def trace(bench: Bench) -> Traced:
    """What an up and a destroy export."""
    bench.make_group()
    bench.begin(SPEC)
    spec = str(bench.stack("models") / "deployments.yaml")
    with traced() as exported:
        for command in ("up", "destroy"):
            ended = bench.modelstacks(command, spec, "--yes")
            assert ended.code == 0, ended.out
    return exported


def test_each_resource_has_a_span_below_the_engine_s_run(trace: Traced) -> None:
    made = trace.one("create Deployment chat-deployment")
    assert trace.path(made) == ["modelstacks up", "pulumi up", "create Deployment chat-deployment"]
    assert trace.attributes(made) == {
        "modelstacks.resource_type": "azure-native:cognitiveservices:Deployment",
        "modelstacks.resource_name": "chat-deployment",
        "modelstacks.operation": "create",
    }
    assert [span.name for span in trace.named("create Account")] == ["create Account traced-ai-account"]


def test_what_is_destroyed_too(trace: Traced) -> None:
    assert trace.path(trace.one("delete Deployment chat-deployment"))[:2] == [
        "modelstacks destroy",
        "pulumi destroy",
    ]


def test_what_the_program_does_lies_in_the_engine_s_run(trace: Traced) -> None:
    checked = [trace.path(span) for span in trace.named("checks")]
    assert checked == [["modelstacks up", "pulumi up", "examination", "checks"]]
    (tested,) = trace.named("smoke chat")
    assert trace.path(tested)[:2] == ["modelstacks up", "pulumi up"]
    asked = [span for span in trace.spans if trace.path(span)[-2:-1] == ["smoke chat"]]
    assert asked


def test_a_program_that_plain_pulumi_runs_is_traced_below_its_caller(bench: Bench, trace: Traced) -> None:
    assert trace.spans  # the stack is gone again by now
    with collector() as taken:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": taken.url, "TRACEPARENT": PARENT}
        for command in ("up", "destroy"):
            options = ("--non-interactive", command, "--stack", "local", "--yes", "--skip-preview")
            ended = bench.run("pulumi", *options, cwd=bench.stack("models"), env=bench.env | variables)
            assert ended.code == 0, ended.out
            assert "Telemetry" not in ended.out
    names = {span.name for span in taken.spans}
    assert {"pulumi program", "examination", "checks", "smoke chat"} <= names
    assert {span.trace_id.hex() for span in taken.spans} == {PARENT[3:35]}


def test_a_collector_that_is_not_there_does_not_stop_it(bench: Bench, trace: Traced) -> None:
    assert trace.spans
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    environ = bench.env | {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}"}
    ended = bench.run("pulumi", "preview", "--stack", "local", cwd=bench.stack("models"), env=environ)
    assert ended.code == 0, ended.out
    assert "Telemetry was not delivered" in ended.out
    assert "Traceback" not in ended.out


def test_a_failed_up_says_why_in_its_trace_and_in_its_log(bench: Bench, trace: Traced) -> None:
    assert trace.spans
    spec = bench.stack("models") / "deployments.yaml"
    spec.write_text(SPEC.replace(", assign_caller: true", "").replace("traced-ai", "untraced-ai"))
    bench.lock()
    with traced() as failed:
        ended = bench.modelstacks("up", str(spec), "--yes")
    assert ended.code == 1
    assert failed.one("modelstacks up").status.status_code.name == "ERROR"
    said = [str((event.attributes or {})["modelstacks.message"]) for event in failed.one("pulumi up").events]
    assert [line for line in said if line.startswith("error: The smoke test failed.\nchat: ")]
    assert failed.one("smoke chat").status.status_code.name == "ERROR"
    with mock.patch.dict(os.environ, bench.env, clear=True):
        logs = [path.read_text() for path in kept()]  # other tests leave theirs there, too
    log = next(text for text in logs if str(bench.folder) in text)
    assert " error: The smoke test failed.\nchat: " in log
    assert "ended with exit code 1; modelstacks up: " in log
    assert "create Account untraced-ai-account: " in log
    assert bench.modelstacks("destroy", str(spec), "--yes").code == 0


def test_nothing_hangs_in_the_air(trace: Traced) -> None:
    roots = {trace.path(span)[0] for span in trace.spans}
    assert roots == {"modelstacks up", "modelstacks destroy"}
    assert all(span.status.status_code.name != "ERROR" for span in trace.named("modelstacks"))
    assert [span.name for span in trace.spans if "its end" in str(span.status.description)] == []
