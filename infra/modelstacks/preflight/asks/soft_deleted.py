"""What was deleted and still holds its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, KEY_VAULT
from modelstacks.azure.arm_id import region_id
from modelstacks.preflight.facts import NO_REQUEST, Ask, Unverified

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class AskDeletedVaults(Ask[frozenset[str]]):
    """Lower-case names of the subscription's soft-deleted key vaults; vault names are unique in all of Azure."""

    rights: ClassVar[tuple[str, ...]] = ("Microsoft.KeyVault/deletedVaults/read",)

    def __str__(self) -> str:
        return "the soft-deleted key vaults"

    async def fetch(self, azure: AskedAzure) -> frozenset[str]:
        """List the subscription's deleted vaults."""
        path = f"{azure.root}/providers/Microsoft.KeyVault/deletedVaults"
        return frozenset(vault["name"].lower() for vault in await azure.requests.list_all(path, KEY_VAULT))


@dataclass(frozen=True)
class AskDeletedAccounts(Ask[Mapping[str, str]]):
    """The regions of the resource group's soft-deleted Azure AI services accounts, by lower-case name."""

    rights: ClassVar[tuple[str, ...]] = ("Microsoft.CognitiveServices/deletedAccounts/read",)

    def __str__(self) -> str:
        return "the soft-deleted Azure AI services accounts"

    async def fetch(self, azure: AskedAzure) -> dict[str, str]:
        """List the subscription's deleted accounts, and keep those of the spec's resource group."""
        path = f"{azure.root}/providers/Microsoft.CognitiveServices/deletedAccounts"
        accounts = await azure.requests.list_all(path, COGNITIVE_SERVICES)
        group = f"/resourcegroups/{azure.spec.resource_group}/".lower()
        return {
            account["name"].lower(): region_id(account["location"])
            for account in accounts
            if group in account["id"].lower()
        }


@dataclass(frozen=True)
class AskDeletedWorkspaces(Ask[frozenset[str]]):
    """Lower-case names of the resource group's soft-deleted workspaces."""

    def __str__(self) -> str:
        return "the soft-deleted workspaces"

    async def fetch(self, _azure: AskedAzure) -> Unverified:
        """Nobody tells it."""
        return NO_REQUEST
