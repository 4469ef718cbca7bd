"""Small specs without files, for the tests of placement, lock and checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelstacks.catalog import load
from modelstacks.spec import Deployment, DeploymentsSpec, WorkspaceRef

if TYPE_CHECKING:
    from collections.abc import Iterable

CATALOG = load()
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"


def deployment(name: str = "chat", model: str = "Phi-4", **fields: Any) -> Deployment:
    """A deployment with the defaults of `deployments.yaml`, in swedencentral, with *fields* instead."""
    defaults: dict[str, Any] = {
        "version": None,
        "mode": "auto",
        "regions": ("swedencentral",),
        "content_safety": None,
        "quota": "auto",
        "on_expiry": "recreate",
        "instance_type": None,
        "instances": 1,
        "endpoint_name": name,
        "traffic": 100,
        "accept_retired": False,
    }
    return Deployment(name=name, model=CATALOG.model(model), **(defaults | fields))


def spec_of(deployments: Iterable[Deployment], **fields: Any) -> DeploymentsSpec:
    """A spec with a workspace `ws-REGION` in every region that *deployments* name."""
    deployments = tuple(deployments)
    regions = dict.fromkeys(region for each in deployments for region in each.regions)
    defaults: dict[str, Any] = {
        "path": Path("deployments.yaml"),
        "subscription": SUBSCRIPTION,
        "resource_group": "rg-models",
        "owner": None,
        "workspaces": {
            region: WorkspaceRef(region, f"ws-{region}", create=False, kind="project") for region in regions
        },
    }
    return DeploymentsSpec(deployments=deployments, **(defaults | fields))
