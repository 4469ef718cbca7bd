"""Locked decisions without asking Azure: each deployment as asked for, in its first region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.lock_decisions import Lock, LockedDecision, asked_for
from modelstacks.lock_path import lock_path
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.spec import Deployment

A100 = "Standard_NC24ads_A100_v4"


def locked_decision(requested: Deployment, workspace: str = "", **fields: Any) -> LockedDecision:
    """A decision for *requested*, serverless where its mode is auto; *workspace* is by default `ws-REGION`."""
    managed = requested.mode == "managed"
    defaults = {
        "asked": "",
        "model": requested.model.id,
        "version": (requested.version or requested.model.version) if managed else None,
        "mode": "managed" if managed else "serverless",
        "region": requested.regions[0],
        "workspace": workspace or f"ws-{requested.regions[0]}",
        "instance_type": A100 if managed else None,
        "instances": requested.instances,
    }
    return LockedDecision.model_validate(defaults | fields)


def write_lock(spec_file: Path, environ: Mapping[str, str]) -> None:
    """Lock everything in *spec_file* as it stands there."""
    spec = load_deployments(spec_file, environ)
    decisions = {
        deployment.name: locked_decision(
            deployment, spec.workspaces[deployment.regions[0]].name, asked=asked_for(deployment, spec)
        )
        for deployment in spec.deployments
    }
    lock_path(spec_file).write_text(Lock(decisions).text(), encoding="utf-8")
