"""Check 9: no soft-deleted workspace or key vault is in the way of what this stack makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.soft_deleted import AskDeletedVaults, AskDeletedWorkspaces
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.facts import Absent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _vault_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskDeletedVaults]:
    return (AskDeletedVaults(),) if spec.workspaces_to_create else ()


@check(
    "soft-deleted-vault",
    "error",
    needs=_vault_needs,
    source="https://github.com/alan-turing-institute/data-safe-haven/issues/2523",
)
def soft_deleted_vault(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No key vault that this stack makes waits soft-deleted."""
    for workspace in placed.spec.workspaces_to_create:
        vault = workspace.dependencies.key_vault if workspace.dependencies else ""
        if vault.lower() in (facts.get(AskDeletedVaults()) or ()):
            yield Finding(
                f"A soft-deleted key vault {vault} is in the way of the one that {workspace.name} needs.",
                f"Run: az keyvault recover --name {vault}, or az keyvault purge --name {vault}",
            )


def _workspace_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskDeletedWorkspaces | AskWorkspace]:
    for workspace in spec.workspaces_to_create:
        yield AskDeletedWorkspaces()
        yield AskWorkspace(workspace.name)


# A warning, since Azure documents no request that lists them: an unverified answer must not stop `strict`.
@check("soft-deleted-workspace", "warning", needs=_workspace_needs, source="https://aka.ms/wsoftdelete")
def soft_deleted_workspace(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No workspace that this stack makes waits soft-deleted."""
    for workspace in placed.spec.workspaces_to_create:
        existing = facts.get(AskWorkspace(workspace.name))
        if existing and not isinstance(existing, Absent):  # then its name is not a deleted one's
            continue
        if workspace.name.lower() in (facts.get(AskDeletedWorkspaces()) or ()):
            yield Finding(
                f"A soft-deleted workspace {workspace.name} is in the way of the new one.",
                f"Purge it: az ml workspace delete --name {workspace.name} --resource-group {placed.spec.resource_group} "
                "--permanently-delete. Or recover it in the portal (Azure Machine Learning, Recently deleted).",
            )
