"""`kill -9` in the middle of an up: nothing is made twice, no key is lost, and there is always a way on."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING, Any

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file
import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wheel import Installed


pytestmark = [pytest.mark.e2e, pytest.mark.ci]

SPEC = """\
subscription: ${{AZURE_SUBSCRIPTION_ID}}
resource_group: {group}
workspaces:
  swedencentral: chat
deployments:
  phi:
    model: Phi-4
    mode: serverless
  llama:
    model: Llama-3.3-70B-Instruct
    mode: serverless
"""
PATIENCE_S = 120


@pytest.fixture
def stage(tmp_path: Path, wheel: Installed) -> Iterator[tuple[Bench, Estate]]:
    """A project in a local Azure of its own, and a spec of two endpoints."""
    azure = start_local_azure(tmp_path / "azure")
    estate = Estate(azure)
    estate.project("chat")
    bench = project(azure, tmp_path, wheel, attached=False)
    spec = SPEC.format(group=estate.group.rpartition("/")[2])
    (bench.stack("models") / "deployments.yaml").write_text(spec)
    bench.lock()
    bench.select("models")
    yield bench, estate
    process.stop(azure.state)


def endpoints(bench: Bench, estate: Estate) -> list[Any]:
    """What the local Azure has."""
    path = f"/subscriptions/{bench.azure.subscription}/resourceGroups/{estate.group.rpartition('/')[2]}"
    found: list[Any] = estate.arm.send(
        "GET", f"{path}/providers/Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints"
    )["value"]
    return found


def kill_when_one_is_begun(bench: Bench, estate: Estate) -> None:
    """Kill the server as soon as a first endpoint is there; asking is what tells."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if endpoints(bench, estate):
            server = psutil.Process(bench.azure.server.pid)
            server.kill()
            server.wait(10)
            return
    raise AssertionError("no endpoint was begun")


def restart(bench: Bench) -> None:
    """Start it again: same state, same port."""
    bench.azure.server = process.start(bench.azure.state, None, None).server


def test_the_same_up_finishes_when_the_local_azure_comes_back(stage: tuple[Bench, Estate]) -> None:
    bench, estate = stage
    command = ["pulumi", "--non-interactive", "up", "--yes", "--skip-preview"]
    with subprocess.Popen(
        command,
        cwd=bench.stack("models"),
        env=bench.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        kill_when_one_is_begun(bench, estate)
        restart(bench)
        out, _ = running.communicate(timeout=200)

    assert running.returncode == 0, out
    assert sorted(endpoint["name"] for endpoint in endpoints(bench, estate)) == ["llama", "phi"]
    again = bench.up("models")
    assert set(again.summary()) == {"unchanged"}, again.out


def test_what_a_lost_up_made_is_taken_in(stage: tuple[Bench, Estate]) -> None:
    bench, estate = stage
    bench.azure.control(
        "POST",
        "faults",
        {"method": "PUT", "path": "serverlessEndpoints/phi", "after": "response", "reset": True},
    )
    impatient = {**bench.env, "MODELSTACKS_LOCAL_RETRY_S": "0"}

    lost = bench.run(
        "pulumi",
        "--non-interactive",
        "up",
        "--yes",
        "--skip-preview",
        cwd=bench.stack("models"),
        env=impatient,
    )
    bench.azure.control("DELETE", "faults")
    plain = bench.up("models")
    adopted = bench.modelstacks("up", "deployments.yaml", "--yes", cwd=bench.stack("models"))

    assert lost.code != 0
    assert "Traceback" not in lost.out
    assert plain.code != 0
    assert "pulumi import --stack local --generate-code=false --yes --parent 'phi=urn:" in plain.out
    assert adopted.code == 0, adopted.out
    assert sorted(endpoint["name"] for endpoint in endpoints(bench, estate)) == ["llama", "phi"]
