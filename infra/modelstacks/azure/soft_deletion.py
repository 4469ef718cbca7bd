"""What Azure keeps for a while after a delete, with its name taken: how it is found, restored and purged.

Workspaces are none of these: no request finds a soft-deleted one, and it is purged in place (`lifecycle.teardown`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, KEY_VAULT
from modelstacks.azure.arm_id import ArmId, region_id
from modelstacks.azure.azure_resource import AzureResource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class SoftDeletion:
    """How Azure does it with the resources of a *type*.

    *kept_as* returns the id of what is kept of a resource, by its id and region; *former_id* reads, of the ARM body of
    that, which resource it was (None: the id tells). *purge*: how it is ended for good. *restored*: whether making the
    resource again with `restore: true` brings it back, so that `up` does so. *keeps*: for how long, in words.
    """

    type: str
    api_version: str
    kept_as: Callable[[ArmId, str], ArmId]
    purge: Literal["DELETE", "POST"]
    keeps: str
    restored: bool = False
    former_id: Callable[[Mapping[str, Any]], str] | None = None

    def of(self, id_: str, region: str) -> SoftDeleted:
        """Return what is kept of the resource *id_* in *region* (as ARM or the spec writes it), once it was deleted."""
        return SoftDeleted(self.kept_as(ArmId(id_), region_id(region)), id_, self)


@dataclass(frozen=True)
class SoftDeleted(AzureResource):
    """A resource as a deleted one; *was*: its id before."""

    was: str
    how: SoftDeletion

    def is_of(self, body: Mapping[str, Any]) -> bool:
        """Say whether *body*, which stands under its id, is what is kept of it and not of another of its name."""
        return self.former_id(body).lower() == self.was.lower()

    def former_id(self, body: Mapping[str, Any]) -> str:
        """Return which resource *body* was."""
        return self.how.former_id(body) if self.how.former_id else self.was


def _deleted_vault(vault: ArmId, region: str) -> ArmId:
    place = ArmId.at(vault.subscription).resource("Microsoft.KeyVault/locations", region)
    return place.child("deletedVaults", vault.name)


def _deleted_account(account: ArmId, region: str) -> ArmId:
    place = ArmId.at(account.subscription).resource("Microsoft.CognitiveServices/locations", region)
    return place.child("resourceGroups", account.group).child("deletedAccounts", account.name)


VAULTS = SoftDeletion(
    "Microsoft.KeyVault/vaults",
    KEY_VAULT,
    _deleted_vault,
    "POST",
    keeps="90 days",
    former_id=lambda body: str(body["properties"]["vaultId"]),
)
"""Names of vaults are unique in all of Azure, so a kept one may be another's."""

ACCOUNTS = SoftDeletion(
    "Microsoft.CognitiveServices/accounts",
    COGNITIVE_SERVICES,
    _deleted_account,
    "DELETE",
    keeps="48 hours",
    restored=True,
)
"""Azure AI services: ai-services, how-to/recover-purge-resources."""
