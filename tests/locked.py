"""Lock rows without asking Azure: each deployment as asked for, in its first region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.catalog import load
from modelstacks.lock import Lock, LockedRow, asked_for, lock_path
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.spec import Deployment

A100 = "Standard_NC24ads_A100_v4"


def locked_row(wanted: Deployment, workspace: str = "", **fields: Any) -> LockedRow:
    """A row for *wanted*, serverless where its mode is auto; *workspace* is by default `ws-REGION`."""
    managed = wanted.mode == "managed"
    row = {
        "asked": "",
        "model": wanted.model.asset_id(wanted.version) if managed else wanted.model.id,
        "mode": "managed" if managed else "serverless",
        "region": wanted.regions[0],
        "workspace": workspace or f"ws-{wanted.regions[0]}",
        "instance_type": A100 if managed else None,
        "instances": wanted.instances,
    }
    return LockedRow.model_validate(row | fields)


def write_lock(spec_file: Path, environ: Mapping[str, str]) -> None:
    """Lock everything in *spec_file* as it stands there."""
    spec = load_deployments(spec_file, load(), environ)
    rows = {
        row.name: locked_row(row, spec.workspaces[row.regions[0]].name, asked=asked_for(row, spec))
        for row in spec.deployments
    }
    lock_path(spec_file).write_text(Lock(rows).text(), encoding="utf-8")
