"""What a command's trace and metrics say, by OpenTelemetry's own in-memory exporter, of real requests over TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from traced import traced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine
    from deployed_models import DeployedModels
    from traced import Traced

pytestmark = pytest.mark.slow

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def modelstacks(modelstacks: CommandLine, deployed: DeployedModels) -> CommandLine:
    """The commands of an owner."""
    return modelstacks.within(deployed.estate.azure.env())


@pytest.fixture
def trace() -> Iterator[Traced]:
    """What is exported; the caller's trace is PARENT."""
    with traced({"TRACEPARENT": PARENT}) as exported:
        yield exported


def test_a_check_is_one_trace_from_command_to_request(
    modelstacks: CommandLine, deployed: DeployedModels, trace: Traced
) -> None:
    ended = modelstacks("check", deployed.spec)
    root = trace.one("modelstacks check")
    assert trace.attributes(root) == {
        "modelstacks.command": "check",
        "modelstacks.spec": "deployments.yaml",
        "modelstacks.project": "modelstacks-models",
        "modelstacks.stack": "local",
        "process.exit.code": ended.code,
        **({"error.type": "Exit"} if ended.code else {}),
    }
    questions = [span for span in trace.spans if len(trace.path(span)) == 4 and span.kind.name == "INTERNAL"]
    assert trace.attributes(trace.one("questions"))["modelstacks.asked"] == len(questions)
    assert trace.attributes(trace.one("checks"))["modelstacks.run"] > 20
    (asked,) = trace.named(
        "GET /subscriptions/{subscriptionId}/providers/Microsoft.Authorization/permissions"
    )
    assert trace.path(asked)[:3] == ["modelstacks check", "examination", "questions"]
    assert {span.context.trace_id for span in trace.spans} == {root.context.trace_id}


def test_the_caller_is_the_root_s_parent(
    modelstacks: CommandLine, deployed: DeployedModels, trace: Traced
) -> None:
    modelstacks("check", deployed.spec)
    root = trace.one("modelstacks check")
    assert root.parent is not None
    assert f"{root.parent.trace_id:032x}-{root.parent.span_id:016x}" == PARENT[3:52]


def test_each_request_says_what_http_conventions_ask(
    modelstacks: CommandLine, deployed: DeployedModels, trace: Traced
) -> None:
    modelstacks("smoke", deployed.spec)
    (keys,) = [
        span for span in trace.named("POST /subs") if span.name.endswith("onlineEndpoints/{name}/listKeys")
    ]
    azure = deployed.estate.azure
    said = trace.attributes(keys)
    assert keys.kind.name == "CLIENT"
    assert said.pop("az.service_request_id")
    assert said.pop("az.client_request_id")
    assert said.pop("url.full").startswith(f"{azure.url}/subscriptions/{azure.subscription}/")
    assert said == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "server.address": "localhost",
        "server.port": int(azure.url.rpartition(":")[2]),
        "url.template": keys.name.removeprefix("POST "),
        "modelstacks.service": "arm",
    }


def test_a_smoke_test_holds_its_own_requests(
    modelstacks: CommandLine, deployed: DeployedModels, trace: Traced
) -> None:
    assert modelstacks("smoke", deployed.spec, "--level", "basic").code == 0
    for name in ("phi", "own"):
        asked = [span.name for span in trace.spans if trace.path(span)[1:2] == [f"smoke {name}"]]
        assert asked[0].startswith("GET /")
        assert asked[-1] == f"smoke {name}"
        assert any(each.endswith("/chat/completions") for each in asked)


def test_what_fails_is_an_error_with_its_words(modelstacks: CommandLine, trace: Traced) -> None:
    ended = modelstacks("check", "not-there.yaml")
    root = trace.one("modelstacks check")
    assert (root.status.status_code.name, trace.attributes(root)["process.exit.code"]) == (
        "ERROR",
        ended.code,
    )
    assert root.status.description is not None
    assert root.status.description in ended.err
    assert trace.attributes(root)["error.type"] == "SpecError"


def test_throttled_requests_and_those_sent_again_are_counted(
    modelstacks: CommandLine, deployed: DeployedModels, trace: Traced, local_azure: LocalAzureServer
) -> None:
    local_azure.control(
        "POST", "faults", {"path": "/permissions", "status": 429, "count": 1, "retry_after_s": 0.01}
    )
    modelstacks("check", deployed.spec)
    counted = trace.metrics()
    assert total(counted["modelstacks.throttles"]) == 1
    assert total(counted["modelstacks.retries"]) == 1
    requests = [span for span in trace.spans if span.kind.name == "CLIENT"]
    assert total(counted["modelstacks.requests"]) == len(requests)
    again = [span for span in requests if "http.request.resend_count" in (span.attributes or {})]
    assert [trace.attributes(span)["http.request.resend_count"] for span in again] == [1]


def test_seconds_are_measured_by_phase(
    modelstacks: CommandLine, deployed: DeployedModels, trace: Traced
) -> None:
    modelstacks("check", deployed.spec)
    measured = {
        point.attributes["modelstacks.phase"]: point
        for point in trace.metrics()["modelstacks.phase.duration"]
    }
    assert set(measured) == {
        "modelstacks check",
        "examination",
        "sign-in",
        "questions",
        "placement",
        "checks",
    }
    assert measured["modelstacks check"].sum >= measured["examination"].sum >= measured["questions"].sum > 0


def total(points: list[Any]) -> int:
    return sum(point.value for point in points)


def test_no_secret_is_exported(
    modelstacks: CommandLine, deployed: DeployedModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure = deployed.estate.azure
    secrets = [*deployed.keys.values(), azure.env()["AZURE_CLIENT_SECRET"], "PLANTED/PASS+PHRASE"]
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", secrets[-1])
    folder = deployed.spec.parent / "PLANTED%2FPASS%2BPHRASE"
    folder.mkdir(exist_ok=True)
    with traced({**azure.env(), "PULUMI_CONFIG_PASSPHRASE": secrets[-1]}) as trace:
        modelstacks("smoke", deployed.spec, "--level", "full")
        modelstacks("key", "phi", deployed.spec)
        modelstacks("check", folder / f"{azure.env()['AZURE_CLIENT_SECRET']}.yaml")
    exported = trace.everything()
    assert len(trace.spans) > 10
    assert [secret for secret in (*secrets, "PLANTED") if secret in exported] == []
    assert "***.yaml" in exported
