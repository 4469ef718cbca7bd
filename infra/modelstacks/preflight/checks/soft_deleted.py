"""Check 9: no soft-deleted workspace or key vault is in the way of what this stack makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.names import key_vault_name
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.facts import AskDeleted
from modelstacks.preflight.plan import group_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.plan import Plan
    from modelstacks.spec import DeploymentsSpec


def _needs(spec: DeploymentsSpec, _catalog: Catalog) -> Iterable[AskDeleted]:
    return (AskDeleted(region) for region, ref in spec.workspaces.items() if ref.create)


@check("soft-deleted", "error", needs=_needs)
def soft_deleted(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """No workspace or key vault of a wanted name waits soft-deleted. Source: https://aka.ms/wsoftdelete."""
    for region, ref in plan.spec.workspaces.items():
        deleted = facts.get(AskDeleted(region)) if ref.create else None
        if deleted is None:
            continue
        if ref.name.lower() in deleted.workspaces:
            yield Finding(
                f"A soft-deleted workspace {ref.name} in {region} is in the way of the new one.",
                f"Purge it: az ml workspace delete --name {ref.name} --resource-group {plan.spec.resource_group} "
                "--permanently-delete. Or recover it in the portal (Azure Machine Learning, Recently deleted).",
            )
        vault = key_vault_name(ref.name, group_scope(plan.spec))
        if vault in deleted.vaults:
            yield Finding(
                f"A soft-deleted key vault {vault} in {region} is in the way of the new one.",
                f"Run: az keyvault recover --name {vault}, or az keyvault purge --name {vault} --location {region}",
            )
