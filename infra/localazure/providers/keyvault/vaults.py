"""vaults: names unique in all of Azure, soft-deleted for 7 to 90 days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Call, Json, Read, Resource, Write
from localazure.providers.api_versions import served
from localazure.providers.generic import PlainType, Refusal, resource_type
from localazure.providers.name_rules import pattern_of
from localazure.providers.soft_delete import Bin

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

VAULTS = "Microsoft.KeyVault/vaults"
SOFT_DELETED = Bin("keyvault.deleted-vaults")
API_VERSIONS = served(VAULTS)
_INVALID_NAME = Refusal(
    400,
    "VaultNameNotValid",
    "The vault name '{name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must "
    "begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for more "
    "information: https://go.microsoft.com/fwlink/?linkid=2147742",
)
_TAKEN = Refusal(
    409,
    "VaultAlreadyExists",
    "The vault name '{name}' is already in use. Vault names are globally unique so it is possible that the name is "
    "already taken.",
)
_DELETED = Refusal(
    409,
    "ConflictError",
    "A vault with the same name already exists in deleted state. You need to either recover or purge existing key "
    "vault. Follow this link for more information on soft delete: https://go.microsoft.com/fwlink/?linkid=2149745",
)


def _guard(write: Write) -> Json | None:
    """Refuse the name of a soft-deleted vault unless `createMode` recovers it, tags and all (assumed)."""
    deleted = SOFT_DELETED.find(write.azure, write.id.name)
    recover = (write.body.get("properties") or {}).get("createMode") == "recover"
    if write.before is not None:
        return None
    if recover and deleted is None:
        message = (
            f"A soft deleted vault with the given name '{write.id.name}' does not exist."  # wording assumed
        )
        raise ArmError(404, "SoftDeletedVaultDoesNotExist", message)
    if deleted is not None and not recover:
        raise _DELETED.of(write.id)
    if deleted is None:
        return None
    SOFT_DELETED.remove(write.azure, deleted)
    return {"tags": deleted.body.get("tags") or {}, "properties": deleted.body["properties"]}


def _computed(_: Write) -> Json:
    return {"provisioningState": "Succeeded"}


def _addresses(azure: LocalAzure, vault: Resource) -> Json:
    return {"vaultUri": f"{azure.url}/keyvault/{vault.id.name}/"}


def _deleted(azure: LocalAzure, vault: Resource) -> None:
    SOFT_DELETED.put(azure, vault, timedelta(days=int(vault.properties["softDeleteRetentionInDays"])))


def _name_availability(call: Call) -> Json:
    name = str(call.body.get("name", ""))
    taken = any(call.azure.store.named(VAULTS, name))
    if taken or SOFT_DELETED.find(call.azure, name):
        return {
            "nameAvailable": False,
            "reason": "AlreadyExists",
            "message": _TAKEN.message.format(name=name),
        }
    return {"nameAvailable": True}


TYPE = resource_type(
    PlainType(
        name=VAULTS,
        api_versions=API_VERSIONS,
        name_pattern=pattern_of("key vault"),
        name_refusal=_INVALID_NAME,
        taken=_TAKEN,
        required=("properties.tenantId", "properties.sku.family", "properties.sku.name"),
        defaults={
            "properties": {
                "accessPolicies": [],
                "enableSoftDelete": True,
                "enabledForDeployment": False,
                "publicNetworkAccess": "Enabled",
                "softDeleteRetentionInDays": 90,
            }
        },
        computed=_computed,
        addresses=_addresses,
        guard=_guard,
        deleted=_deleted,
    )
)
READS = (
    Read(
        "checkNameAvailability",
        _name_availability,
        API_VERSIONS,
        "Microsoft.KeyVault/checkNameAvailability/read",
        method="POST",
    ),
)
