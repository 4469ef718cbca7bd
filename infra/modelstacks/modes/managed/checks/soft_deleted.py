"""Check 9, for managed compute: no soft-deleted Content Safety account is in the way of what this stack makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.names import content_safety_name
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.soft_deleted import AskDeletedAccounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _account_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskDeletedAccounts]:
    return (
        (AskDeletedAccounts(),) if any(deployment.content_safety for deployment in spec.deployments) else ()
    )


@check(
    "soft-deleted-account",
    "error",
    needs=_account_needs,
    source="https://github.com/Azure-Samples/azure-search-openai-demo/issues/155",
)
def soft_deleted_account(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No Content Safety account that this stack makes waits soft-deleted in another region; in its own it is restored."""
    deployments: dict[tuple[str, str], tuple[str, ...]] = {}
    for deployment, decision in placed.deployments("managed"):
        if deployment.content_safety:
            account = content_safety_name(
                deployment.endpoint_name, placed.spec.subscription, placed.spec.resource_group
            )
            deployments[account, decision.region] = (
                *deployments.get((account, decision.region), ()),
                deployment.name,
            )
    for (name, region), names in deployments.items():
        kept_in = (facts.get(AskDeletedAccounts()) or {}).get(name.lower(), region)
        if kept_in != region:
            yield Finding(
                f"Azure still keeps the deleted Content Safety account {name} in {kept_in}; it is in the way of the one in "
                f"{region}.",
                f"Run: az cognitiveservices account purge --name {name} --resource-group {placed.spec.resource_group} "
                f"--location {kept_in}",
                names,
            )
