"""A serverless deployment under a new name: Azure would meet the new endpoint before Pulumi deletes the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.endpoints import AskEndpoints, endpoint_needs
from modelstacks.preflight.sources import SERVERLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec


@check("serverless-renamed", "error", needs=endpoint_needs, source=SERVERLESS)
def serverless_renamed(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """A serverless deployment that this stack has already is not wanted again under another name."""
    for deployment, decision in placed.deployments("serverless"):
        for other in facts.get(AskEndpoints(decision.region)) or ():
            here = other.mode == "serverless" and other.is_in(placed.spec.resource_group, decision.workspace)
            same_model = other.serves(deployment.model.id)
            renamed = not other.is_named(deployment.endpoint_name)
            if here and placed.owns(other) and same_model and renamed:
                yield Finding(
                    f"{decision.workspace} has {deployment.model.name} already, as this stack's serverless endpoint {other.name}; "
                    f"a project takes one, and {deployment.endpoint_name} would be made before {other.name} is deleted.",
                    f"To rename the deployment alone, set `endpoint: {deployment.endpoint_setting(other.name)}` for {deployment.name}: URI and keys stay. "
                    f"For an endpoint of another name, take {deployment.name} out of the file, run `up`, and put it in again.",
                    (deployment.name,),
                )
