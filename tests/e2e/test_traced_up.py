"""The trace of a real `modelstacks up`: the engine's own steps, what the program asks, and the smoke tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from traced import Traced, traced

if TYPE_CHECKING:
    from e2e_bench import Bench

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


def test_nothing_hangs_in_the_air(trace: Traced) -> None:
    roots = {trace.path(span)[0] for span in trace.spans}
    assert roots == {"modelstacks up", "modelstacks destroy"}
    assert all(span.status.status_code.name != "ERROR" for span in trace.named("modelstacks"))
    assert [span.name for span in trace.spans if "its end" in str(span.status.description)] == []
