"""What `mode: auto` and `quota: auto` pick in a running local Azure, by scenario; and that being deployed changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import A100, Estate, deployment_body, workspace
from examined import OURS, examined

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from modelstacks.placement import Decision

pytestmark = pytest.mark.slow

AUTO = "{model: Phi-4}"
MANAGED = f"{{model: Phi-4, mode: managed, instance_type: {A100}, instances: INSTANCES}}"


def decided(estate: Estate, folder: Path, deployment: str) -> Decision:
    """Where the one deployment goes; nothing may be in its way."""
    path = folder / "deployments.yaml"
    path.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
        f"workspaces: {{swedencentral: chat}}\ndeployments:\n  {estate.name('a')}: {deployment}\n"
    )
    found = examined(estate.azure, path)
    assert found.report.exit_code == 0
    return found.placed.placement.decisions[estate.name("a")]


@pytest.mark.parametrize(
    ("azure", "deployment", "way"),
    [
        ("sandbox", AUTO, ("serverless", None)),
        ("sandbox", MANAGED.replace("INSTANCES", "1"), ("managed", "dedicated")),
        ("tight-quota", AUTO, ("serverless", None)),
        ("tight-quota", MANAGED.replace("INSTANCES", "1"), ("managed", "shared")),
    ],
    indirect=["azure"],
)
def test_auto_picks_what_works(
    azure: LocalAzureServer, tmp_path: Path, deployment: str, way: tuple[str, str | None]
) -> None:
    with Estate(azure) as estate:
        estate.project()
        decision = decided(estate, tmp_path, deployment)
    assert (decision.mode, decision.quota) == way


@pytest.mark.parametrize("azure", ["sandbox"], indirect=True)
def test_cores_that_we_use_ourselves_do_not_flip_the_decision(
    azure: LocalAzureServer, tmp_path: Path
) -> None:
    requested = MANAGED.replace("INSTANCES", "12")
    with Estate(azure) as estate:
        estate.project()
        before = decided(estate, tmp_path, requested)
        endpoint = f"{workspace('chat')}/onlineEndpoints/{estate.name('a')}"
        estate.put(endpoint, {"properties": {"authMode": "Key"}, "tags": OURS})
        estate.put(f"{endpoint}/deployments/blue", deployment_body(instances=12))
        after = decided(estate, tmp_path, requested)
    assert (before.quota, after.quota) == ("dedicated", "dedicated")
