"""One deployment of a spec, read from Azure: what the commands about a single endpoint begin with."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.inference.target import SmokeTarget


def read_target(name: str, spec: Path) -> SmokeTarget:
    """Return the endpoint of deployment *name*. Raises UsageError for one that *spec* does not have."""
    from modelstacks.catalog import load
    from modelstacks.programs.plan import read_plan
    from modelstacks.programs.targets import read_targets
    from modelstacks.spec import load_deployments

    deployments = load_deployments(spec, load(), os.environ)
    found = asyncio.run(read_targets(read_plan(deployments), os.environ, only=name))
    if not found:
        known = ", ".join(row.name for row in deployments.deployments)
        raise UsageError(f"{spec} has no deployment {name!r}.\nIt has: {known}.")
    return found[0].target
