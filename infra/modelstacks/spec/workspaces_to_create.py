"""The workspaces that a stack makes, whichever of the two files asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelstacks.names import key_vault_name, storage_account_name


@dataclass(frozen=True)
class Dependencies:
    """Names of what a hub or workspace stands on. Storage account and key vault are unique in all of Azure."""

    storage_account: str
    key_vault: str
    log_analytics: str
    application_insights: str


@dataclass(frozen=True)
class WorkspaceToCreate:
    """A hub, project or Azure ML workspace to be made; a project has no *dependencies* of its own."""

    name: str
    region: str
    kind: Literal["hub", "project", "workspace"]
    dependencies: Dependencies | None = None


def derive_dependencies(
    name: str, scope: str, storage_account: str | None = None, key_vault: str | None = None
) -> Dependencies:
    """Return the names for the hub or workspace *name* in *scope* (a resource group's id); given ones stay."""
    return Dependencies(
        storage_account=storage_account or storage_account_name(name, scope),
        key_vault=key_vault or key_vault_name(name, scope),
        log_analytics=f"log-{name}".replace("_", "-").rstrip("-"),
        application_insights=f"appi-{name}",
    )
