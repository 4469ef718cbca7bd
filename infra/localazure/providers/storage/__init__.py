"""Microsoft.Storage: storage accounts, validated and kept; there is no blob data plane behind them."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Action, Call, Json, Provider, Read, Resource, Write
from localazure.providers.api_versions import served
from localazure.providers.generic import PlainType, Refusal, resource_type
from localazure.providers.name_rules import pattern_of

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

ACCOUNTS = "Microsoft.Storage/storageAccounts"
API_VERSIONS = served(ACCOUNTS)
_INVALID_NAME = Refusal(
    400,
    "AccountNameInvalid",
    "{name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length "
    "and use numbers and lower-case letters only.",
)
_TAKEN = Refusal(409, "StorageAccountAlreadyTaken", "The storage account named {name} is already taken.")
_SERVICES = ("blob", "queue", "table", "file", "web", "dfs")


def _computed(write: Write) -> Json:
    now = write.azure.clock.now().isoformat()
    return {
        "provisioningState": "Succeeded",
        "primaryLocation": write.body["location"],
        "statusOfPrimary": "available",
        "creationTime": now,
        "keyCreationTime": {"key1": now, "key2": now},
    }


def _tier(write: Write) -> Json:
    """Return the tier that stands in the SKU's name."""
    name = str((write.body.get("sku") or {}).get("name", ""))
    return {"sku": {"tier": name.partition("_")[0]}} if name else {}


def _addresses(azure: LocalAzure, account: Resource) -> Json:
    base = f"{azure.url}/storage/{account.id.name}"
    return {"primaryEndpoints": {service: f"{base}/{service}/" for service in _SERVICES}}


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(64)).decode()


def _keys(call: Call) -> Json:
    assert call.resource is not None
    created = call.resource.properties["keyCreationTime"]
    return {
        "keys": [
            {"keyName": name, "value": value, "permissions": "FULL", "creationTime": created[name]}
            for name, value in call.resource.private["keys"].items()
        ]
    }


def _regenerate(call: Call) -> Json:
    assert call.resource is not None
    name = call.body.get("keyName")
    if name not in call.resource.private["keys"]:
        raise ArmError(400, "InvalidKeyName", f"The key name '{name}' is invalid.")  # wording assumed
    call.resource.private["keys"][name] = _key()
    call.resource.properties["keyCreationTime"][name] = call.azure.clock.now().isoformat()
    call.azure.store.put(call.resource)
    return _keys(call)


def _name_availability(call: Call) -> Json:
    name = str(call.body.get("name", ""))
    if not any(call.azure.store.named(ACCOUNTS, name)):
        return {"nameAvailable": True}
    return {"nameAvailable": False, "reason": "AlreadyExists", "message": _TAKEN.message.format(name=name)}


PROVIDER = Provider(
    "Microsoft.Storage",
    types=(
        resource_type(
            PlainType(
                name=ACCOUNTS,
                api_versions=API_VERSIONS,
                name_pattern=pattern_of("storage account"),
                name_refusal=_INVALID_NAME,
                taken=_TAKEN,
                created=200,  # the published PUT knows 200 and 202
                required=("sku.name", "kind"),
                defaults={
                    "properties": {
                        "accessTier": "Hot",
                        "allowBlobPublicAccess": False,
                        "allowCrossTenantReplication": False,
                        "encryption": {
                            "keySource": "Microsoft.Storage",
                            "services": {
                                "blob": {"enabled": True, "keyType": "Account"},
                                "file": {"enabled": True, "keyType": "Account"},
                            },
                        },
                        "minimumTlsVersion": "TLS1_2",
                        "networkAcls": {
                            "bypass": "AzureServices",
                            "defaultAction": "Allow",
                            "ipRules": [],
                            "virtualNetworkRules": [],
                        },
                        "privateEndpointConnections": [],
                        "supportsHttpsTrafficOnly": True,
                    }
                },
                computed=_computed,
                addresses=_addresses,
                guard=_tier,
                secrets=lambda: {"keys": {"key1": _key(), "key2": _key()}},
                actions=(
                    Action("listKeys", _keys, f"{ACCOUNTS}/listkeys/action"),
                    Action("regenerateKey", _regenerate, f"{ACCOUNTS}/regeneratekey/action"),
                ),
            )
        ),
    ),
    reads=(
        Read(
            "checkNameAvailability",
            _name_availability,
            API_VERSIONS,
            "Microsoft.Storage/checknameavailability/read",
            method="POST",
        ),
    ),
)
