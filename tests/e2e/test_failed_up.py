"""A `pulumi up` that can't succeed says why in Azure's words, and never shows a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e_bench import Ran
    from wheel import Installed


pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${{AZURE_SUBSCRIPTION_ID}}
resource_group: {group}
workspaces:
  swedencentral: chat
deployments:
  {name}:
    model: {model}
    mode: {mode}
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[tuple[Bench, Estate]]:
    """A project that is there already, and the models stack."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    estate = Estate(azure)
    estate.project("chat")
    bench = project(azure, tmp_path_factory.mktemp("project"), wheel)
    bench.select("models")
    bench.pulumi("models", "config", "set", "modelstacks:check", "off")
    yield bench, estate
    estate.close()
    process.stop(azure.state)


def write(stage: tuple[Bench, Estate], name: str, model: str, mode: str, more: str = "") -> None:
    """Write a spec of one deployment."""
    bench, estate = stage
    group = estate.group.rpartition("/")[2]
    spec = SPEC.format(group=group, name=name, model=model, mode=mode) + more
    (bench.stack("models") / "deployments.yaml").write_text(spec)


def up(stage: tuple[Bench, Estate], name: str, model: str, mode: str, more: str = "") -> Ran:
    """Write a spec of one deployment, decide its placement and run `pulumi up`, without the checks."""
    write(stage, name, model, mode, more)
    stage[0].lock()
    return stage[0].up("models")


def refused(ran: Ran, *words: str) -> None:
    """Assert that the run failed with *words* and nothing of Python's."""
    assert ran.code != 0
    assert "Traceback" not in ran.out, ran.out
    assert [word for word in words if word not in ran.out] == [], ran.out


def test_quota(stage: tuple[Bench, Estate]) -> None:
    bench, estate = stage
    more = "    instance_type: Standard_NC24ads_A100_v4\n    instances: 17\n    version: '8'\n"
    write(stage, "big", "Phi-4", "managed", more)
    bench.lock()
    endpoint = estate.online("Microsoft.MachineLearningServices/workspaces/chat", "somebody-elses")
    estate.deployment(endpoint, instances=5)

    ran = bench.up("models")

    estate.delete(endpoint)
    refused(ran, "Not enough quota available", "Additional needed")


def test_smoke_test_as_a_warning(stage: tuple[Bench, Estate]) -> None:
    bench, _ = stage
    sick = {
        "method": "GET",
        "path": "/phi-sick/info$",
        "status": 403,
        "code": "Forbidden",
        "message": "not today",
    }
    bench.azure.control("POST", "faults", sick)
    bench.pulumi("models", "config", "set", "modelstacks:smoke", "warn")

    ran = up(stage, "phi-sick", "Phi-4", "serverless")
    bench.pulumi("models", "config", "set", "modelstacks:smoke", "strict")

    assert ran.code == 0, ran.out
    assert "warning: The smoke test failed." in ran.out


def test_mistakes_in_the_spec_touch_nothing(stage: tuple[Bench, Estate]) -> None:
    bench, _ = stage
    before = _resources(bench)

    write(stage, "9_a", "Fi-4", "serverless", "    regoins: [swedencentral]\n")
    ran = bench.up("models")

    refused(ran, "deployments.yaml:6:3: ", "deployments.yaml:7:12: ", "deployments.yaml:9:5: ")
    assert _resources(bench) == before


def _resources(bench: Bench) -> Any:
    export = json.loads(bench.pulumi("models", "stack", "export").out)
    resources = export["deployment"]["resources"]  # in the order in which they were last registered
    return {resource["urn"]: (resource.get("id"), resource.get("inputs")) for resource in resources}


def test_the_checks_stop_a_preview_with_their_findings(stage: tuple[Bench, Estate]) -> None:
    bench, _ = stage
    write(stage, "phi", "Phi-4", "serverless")
    bench.lock()
    bench.pulumi("models", "config", "set", "modelstacks:check", "strict")

    ran = bench.seen_by("reader").pulumi("models", "preview")
    bench.pulumi("models", "config", "set", "modelstacks:check", "off")

    refused(ran, "The checks found what would make this fail.", "Nothing was touched.")
