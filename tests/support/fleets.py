"""A fleet of small specs: one that makes the group, and one that is read for each environment and region."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from modelstacks.fleet.fleet_file import load_fleet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.fleet.fleet_file import Fleet

SUBSCRIPTION = "5ab5c41b-0000-4000-8000-000000000001"
PLATFORM = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
region: swedencentral
"""
CHAT = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  ${MODELSTACKS_REGION}: {name: "ai-${MODELSTACKS_STACK_NAME}", create: true, local_auth: true}
deployments:
  llama: {model: Llama-3.3-70B-Instruct, mode: foundry, capacity: 10}
"""
PLAIN = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-plain
workspaces: {swedencentral: chat}
deployments:
  phi: {model: Phi-4, mode: serverless}
"""
FLEET = """\
name: trial
specs:
  platform: {file: platform/platform.yaml, regions: [], environments: []}
  chat: chat/deployments.yaml
environments:
  dev: {}
  prod: {}
regions: [swedencentral, eastus2]
rings:
  - {name: canary, stacks: [platform, "*-dev-*"]}
  - {name: rest, stop_after: 2}
"""
TWO = """\
name: trial
specs: {chat: chat/deployments.yaml}
environments: {dev: {}, prod: {}}
regions: [eastus2]
rings: [{name: canary, stacks: ["*-dev-*"]}, {name: rest}]
"""
"""One after the other, in a group that is there."""


def write_fleet(folder: Path, fleet: str = FLEET) -> Path:
    """Write the specs, and *fleet* beside them; return its path."""
    for name, text in (
        ("platform/platform", PLATFORM),
        ("chat/deployments", CHAT),
        ("plain/deployments", PLAIN),
    ):
        file = folder / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    path = folder / "fleet.yaml"
    path.write_text(dedent(fleet))
    return path


def read(folder: Path, fleet: str = FLEET, environ: Mapping[str, str] | None = None) -> Fleet:
    """Return the fleet of such a file."""
    return load_fleet(write_fleet(folder, fleet), environ or {})
