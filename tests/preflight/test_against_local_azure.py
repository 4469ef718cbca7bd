"""`modelstacks check` and `lock` against a running local Azure; each finding paired with what deploying would meet.

In processes of their own, as a user runs them: aiohttp reads SSL_CERT_FILE once, when it is imported.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from estate import A100, LLAMA, PHI, Arm, Estate, deployment_body, inner_codes, serverless_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

COMMANDS = """
import json, sys, typer
from modelstacks.cli import check
from modelstacks.errors import ModelstacksError
app = typer.Typer()
app.command()(check.check)
app.command()(check.lock)
for arguments in json.loads(sys.argv[1]):
    try:
        code = app(arguments, standalone_mode=False)
    except ModelstacksError as err:
        print(err, file=sys.stderr)
        code = err.exit_code
sys.exit(code)
"""
OURS = {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "local"}


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    made = Estate(local_azure)
    yield made
    made.close()


def spec_for(estate: Estate, folder: Path, deployments: str) -> Path:
    group = estate.group.rsplit("/", 1)[-1]
    path = folder / "deployments.yaml"
    path.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: {group}\n"
        f"workspaces: {{swedencentral: chat}}\ndeployments:\n{deployments}"
    )
    return path


def run(estate: Estate, *commands: list[str], principal: str = "owner") -> subprocess.CompletedProcess[str]:
    """Run *commands* one after the other in one process; its exit code is the last one's."""
    command = [sys.executable, "-c", COMMANDS, json.dumps(commands)]
    env = estate.azure.env(principal)
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def errors_in(estate: Estate, spec: Path, principal: str = "owner") -> dict[str, dict[str, Any]]:
    done = run(estate, ["check", str(spec), "--output", "json"], principal=principal)
    findings = json.loads(done.stdout)["findings"]
    found = {finding["check"]: finding for finding in findings if finding["severity"] == "error"}
    assert done.returncode == (1 if found else 0)
    return found


def test_a_ready_project_has_no_errors(estate: Estate, tmp_path: Path) -> None:
    estate.project()
    spec = spec_for(
        estate,
        tmp_path,
        f"  {estate.name('llama')}: {{model: Llama-3.3-70B-Instruct}}\n"
        f"  {estate.name('own')}: {{model: Phi-4, mode: managed, instance_type: {A100}}}\n",
    )
    assert errors_in(estate, spec) == {}


def test_a_reader_is_told_every_right_that_deploying_would_miss(estate: Estate, tmp_path: Path) -> None:
    project = estate.project()
    spec = spec_for(estate, tmp_path, f"  {estate.name('phi')}: {{model: Phi-4, mode: serverless}}\n")
    message = errors_in(estate, spec, "reader")["rights"]["message"]
    reader = Arm(estate.azure, "reader")
    refusal = reader.refused(
        "PUT",
        estate.id(f"{project}/serverlessEndpoints/phi"),
        {"location": "swedencentral", **serverless_body(PHI)},
    )
    reader.close()
    assert "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/write" in message
    assert "AuthorizationFailed" in str(refusal)


def test_too_few_cores_are_said_before_deploying_meets_them(estate: Estate, tmp_path: Path) -> None:
    endpoint = estate.online(estate.project())
    spec = spec_for(
        estate,
        tmp_path,
        f"  {estate.name('own')}: {{model: Phi-4, mode: managed, instance_type: {A100}, instances: 40, quota: dedicated}}\n",
    )
    message = errors_in(estate, spec)["core-quota"]["message"]
    refusal = estate.put_refused(f"{endpoint}/deployments/blue", deployment_body(instances=40))
    assert "free standardNCADSA100v4Family cores, 960 needed" in message
    assert "Not enough quota available for Standard_NC24ads_A100_v4" in str(refusal)


def test_somebody_elses_name_and_second_deployment_are_said_and_ours_are_not(
    estate: Estate, tmp_path: Path
) -> None:
    project, name = estate.project(), estate.name("phi")
    estate.serverless(project, PHI, name)
    spec = spec_for(estate, tmp_path, f"  {name}: {{model: Phi-4, mode: serverless}}\n")
    assert set(errors_in(estate, spec)) == {"endpoint-name-ours", "one-per-model"}
    estate.put(f"{project}/serverlessEndpoints/{name}", serverless_body(PHI) | {"tags": OURS})
    assert errors_in(estate, spec) == {}


def test_an_offer_that_is_missing_in_the_region_is_said_before_deploying_meets_it(
    local_azure: LocalAzureServer, tmp_path: Path
) -> None:
    estate = Estate(local_azure, "uksouth")
    project = estate.project()
    spec = spec_for(
        estate, tmp_path, f"  {estate.name('llama')}: {{model: Llama-3.3-70B-Instruct, mode: serverless}}\n"
    )
    spec.write_text(spec.read_text().replace("{swedencentral: chat}", "{uksouth: chat}"))
    found = errors_in(estate, spec)
    refusal = estate.put_refused(
        f"{project}/serverlessEndpoints/{estate.name('llama')}", serverless_body(LLAMA)
    )
    estate.close()
    assert set(found) == {"region-offer"}
    assert inner_codes(refusal)[-1] == "ServerlessModelNotAvailableInRegion"


def test_the_lock_is_written_once_and_then_kept(estate: Estate, tmp_path: Path) -> None:
    estate.project()
    spec = spec_for(estate, tmp_path, f"  {estate.name('phi')}: {{model: Phi-4}}\n")
    lock = tmp_path / "deployments.lock.yaml"
    check, write = ["lock", "--check", str(spec)], ["lock", str(spec)]
    done = run(estate, check, write)
    assert f"{lock} is missing: nothing is decided yet." in done.stderr
    assert done.returncode == 0
    first = lock.read_text()
    assert "mode: serverless" in first
    assert run(estate, write, check).returncode == 0
    assert lock.read_text() == first


def test_what_has_no_place_is_not_locked_and_every_reason_is_said(estate: Estate, tmp_path: Path) -> None:
    estate.project()
    name = estate.name("own")
    spec = spec_for(estate, tmp_path, f"  {name}: {{model: Llama-Guard-3-8B}}\n")
    done = run(estate, ["lock", str(spec)])
    assert done.returncode == 1
    assert done.stderr.splitlines()[-3:] == [
        f"{name} has no place:",
        "  - no VM size is known for Llama-Guard-3-8B: set instance_type",
        "`modelstacks check` says what to do.",
    ]
    assert not (tmp_path / "deployments.lock.yaml").exists()
