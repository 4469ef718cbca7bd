"""Check 7: endpoint names are free in their region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.endpoints import AskEndpoints, endpoint_needs
from modelstacks.preflight.sources import ENDPOINT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec

ANOTHER_NAME = "Set name_suffix, or another `endpoint` for it."


@check("endpoint-name-ours", "error", needs=endpoint_needs, source=ENDPOINT_NAMES)
def endpoint_name_ours(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No endpoint in a workspace of the subscription has the name of one of this stack's, unless it is this stack's own."""
    deployments: dict[tuple[str, str], tuple[str, ...]] = {}
    for deployment, decision in placed.in_workspaces():
        if deployment.endpoint_exists:
            continue
        key = (decision.region, deployment.endpoint_name)
        deployments[key] = (*deployments.get(key, ()), deployment.name)
    for (region, name), names in deployments.items():
        taken = [other for other in facts.get(AskEndpoints(region)) or () if other.is_named(name)]
        if taken and not any(map(placed.owns, taken)):
            yield Finding(
                f"The endpoint {name} is in {region} already, in {taken[0].workspace_name}, and not this stack's.",
                f"{ANOTHER_NAME} If it should be this stack's, import it (`pulumi import`).",
                names,
            )
