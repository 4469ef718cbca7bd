"""Check 10: the region's limits for endpoints and deployments are not exceeded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.endpoints import AskEndpoints, endpoint_needs
from modelstacks.preflight.sources import QUOTAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec

AREA = "managed_online"
SUPPORT = "Delete what is not used, use another region, or ask Azure support for an exception."


@check("endpoint-limits", "error", needs=endpoint_needs, source=QUOTAS)
def endpoint_limits(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Online endpoints and deployments stay within the limits of a subscription and region."""
    for region in {decision.region: None for _, decision in placed.deployments("managed")}:
        existing = facts.get(AskEndpoints(region))
        if existing is None:
            continue
        others = [
            endpoint for endpoint in existing if endpoint.mode == "managed" and not placed.owns(endpoint)
        ]
        deployments = [
            deployment for deployment, decision in placed.deployments("managed") if decision.region == region
        ]
        endpoints = {deployment.endpoint_name for deployment in deployments}
        for what, used, needed in (
            ("endpoints", len(others), len(endpoints)),
            ("deployments", sum(len(endpoint.model_ids) for endpoint in others), len(deployments)),
        ):
            limit = placed.catalog.limit_count(AREA, f"{what}_per_subscription")
            if used + needed > limit:
                yield Finding(
                    f"{region} holds {used} online {what} of others; with {needed} more the limit of {limit} is passed.",
                    SUPPORT,
                    tuple(deployment.name for deployment in deployments),
                )


@check("endpoint-deployments", "error", needs=endpoint_needs, source=QUOTAS)
def endpoint_deployments(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """No endpoint has more deployments, and no deployment more instances, than Azure takes."""
    most = placed.catalog.limit_count(AREA, "deployments_per_endpoint")
    behind = Counter(deployment.endpoint_name for deployment, _ in placed.deployments("managed"))
    for name, count in behind.items():
        if count > most:
            yield Finding(f"The endpoint {name} has {count} deployments; {most} are allowed.", SUPPORT)
    most = placed.catalog.limit_count(AREA, "instances_per_deployment")
    for deployment, decision in placed.deployments("managed"):
        if decision.instances > most:
            message = f"{deployment.name} asks for {decision.instances} instances; {most} are allowed."
            yield Finding(message, SUPPORT, (deployment.name,))
