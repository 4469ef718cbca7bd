"""One deployment of a spec, read from Azure: what the commands about a single endpoint begin with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from modelstacks.cli.output import asking

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.inference.target import SmokeTarget


def read_target(name: str, spec: Path) -> SmokeTarget:
    """Return the endpoint of deployment *name*. Raises UsageError for one that *spec* does not have, NotDeployedError."""
    with asking():
        return _read(name, spec)


def _read(name: str, spec: Path) -> SmokeTarget:
    import asyncio

    from modelstacks.deployment.absent import NotDeployedError
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.deployment.targets import read_targets
    from modelstacks.engine.last_outputs import last_outputs_by_deployment
    from modelstacks.spec import load_deployments, named_deployment

    deployments = load_deployments(spec, os.environ)
    plan = read_plan(deployments)
    named_deployment(deployments, name)
    try:
        [found] = asyncio.run(read_targets(plan, os.environ, only=name))
    except NotDeployedError as err:
        raise NotDeployedError(err.deployments, last_outputs_by_deployment(spec, os.environ)) from err
    return found
