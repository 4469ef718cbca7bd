"""Check 7, for online endpoints: one that should exist does, and nobody else has the name in the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement import possible_in
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.endpoints import AskEndpoints, endpoint_needs
from modelstacks.preflight.asks.names import AskNameFree
from modelstacks.preflight.checks.names import ANOTHER_NAME
from modelstacks.preflight.sources import ENDPOINT_NAMES, OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


@check("endpoint-exists", "error", needs=endpoint_needs, source=OWN)
def endpoint_exists(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """An endpoint that should exist already is there, in the workspace of its region."""
    for deployment, decision in placed.deployments("managed"):
        existing = facts.get(AskEndpoints(decision.region))
        if not deployment.endpoint_exists or existing is None:
            continue
        group = placed.spec.resource_group
        here = [
            other for other in existing if other.mode == "managed" and other.is_in(group, decision.workspace)
        ]
        if not any(other.is_named(deployment.endpoint_name) for other in here):
            yield Finding(
                f"The endpoint {deployment.endpoint_name} should exist already, and {decision.workspace} has none of that name.",
                "Correct its name or the region, or leave out `existing: true`: then this stack makes it.",
                (deployment.name,),
            )


def _name_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskNameFree | AskEndpoints]:
    workspaces = spec.parents_of("managed")
    for deployment in possible_in("managed", spec):
        if not deployment.endpoint_exists:
            for region in deployment.regions:
                yield AskEndpoints(region)
                yield AskNameFree(region, workspaces[region].name, deployment.endpoint_name)


# A warning, since Azure documents no request that tells it: an unverified answer must not stop `strict`.
@check("endpoint-name-free", "warning", needs=_name_needs, source=ENDPOINT_NAMES)
def endpoint_name_free(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Nobody else has an online endpoint of that name in the region; one in this subscription is another check's."""
    deployments: dict[AskNameFree, tuple[str, ...]] = {}
    for deployment, decision in placed.deployments("managed"):
        if deployment.endpoint_exists:
            continue
        ask = AskNameFree(decision.region, decision.workspace, deployment.endpoint_name)
        deployments[ask] = (*deployments.get(ask, ()), deployment.name)
    for ask, names in deployments.items():
        here = any(other.is_named(ask.name) for other in facts.get(AskEndpoints(ask.region)) or ())
        if not here and facts.get(ask) is False:
            message = f"Somebody else has an online endpoint named {ask.name} in {ask.region}."
            yield Finding(message, ANOTHER_NAME, names)
