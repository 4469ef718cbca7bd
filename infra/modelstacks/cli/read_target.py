"""One deployment of a spec, read from Azure: what the commands about a single endpoint begin with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.inference.target import SmokeTarget


def read_target(name: str, spec: Path) -> SmokeTarget:
    """Return the endpoint of deployment *name*. Raises UsageError for one that *spec* does not have, NotDeployedError."""
    import asyncio

    from modelstacks.deployment.absent import NotDeployedError
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.deployment.targets import read_targets
    from modelstacks.spec import load_deployments, named_deployment

    deployments = load_deployments(spec, os.environ)
    plan = read_plan(deployments)
    named_deployment(deployments, name)
    try:
        [found] = asyncio.run(read_targets(plan, os.environ, only=name))
    except NotDeployedError as err:
        raise NotDeployedError(err.deployments, last_outputs_by_deployment(spec)) from err
    return found


def last_outputs_by_deployment(spec: Path) -> Mapping[str, Any]:
    """Return the outputs of *spec*'s stack by deployment, as its last up left them; nothing where that can't be read."""
    from modelstacks.engine.last_outputs import last_outputs
    from modelstacks.engine.stacks import choose_stack

    outputs = last_outputs(choose_stack(spec, None, os.environ), os.environ)
    deployments: Mapping[str, Any] = outputs.get("deployments") or {}
    return deployments
