"""The resources of a stack's state, their secrets still encrypted: so no passphrase is stretched for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi.automation import Workspace


def exported(workspace: Workspace, stack: str) -> list[dict[str, Any]]:
    """Return them as `pulumi stack export` writes them. Raises StackNotFoundError, or another CommandError."""
    export = ["stack", "export", "--stack", stack]
    ended = workspace.pulumi_command.run(export, workspace.work_dir, workspace.env_vars)
    return (json.loads(ended.stdout).get("deployment") or {}).get("resources") or []
