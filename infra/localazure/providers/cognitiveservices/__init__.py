"""Microsoft.CognitiveServices: accounts (Content Safety, AI Services); no data plane behind them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.locations import canonical
from localazure.arm.refusals import resource_not_found
from localazure.arm.resource_type import (
    Action,
    Call,
    Json,
    Operation,
    Provider,
    Read,
    Resource,
    Write,
)
from localazure.providers.generic import Refusal, Shape, resource_type
from localazure.providers.soft_delete import Bin

if TYPE_CHECKING:
    from localazure.azure import LocalAzure
    from localazure.providers.soft_delete import Deleted

ACCOUNTS = "Microsoft.CognitiveServices/accounts"
SOFT_DELETED = Bin("cognitiveservices.deleted-accounts")
RETENTION = timedelta(hours=48)
API_VERSIONS = (
    "2023-05-01",
    "2023-10-01-preview",
    "2024-04-01-preview",
    "2024-06-01-preview",
    "2024-10-01",
    "2025-04-01-preview",
    "2025-06-01",
    "2025-07-01-preview",
    "2025-09-01",
    "2025-10-01-preview",
    "2025-12-01",
    "2026-01-15-preview",
    "2026-03-01",
    "2026-03-15-preview",
    "2026-05-01",
    "2026-05-15-preview",
    "2026-07-01",
)
_KEYS = ("key1", "key2")
_DELETED_ACCOUNT = "locations/{location}/resourceGroups/{group}/deletedAccounts/{name}"
_DELETED_RIGHT = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/read"
_PURGE_RIGHT = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete"


def _guard(write: Write) -> None:
    """Refuse a soft-deleted account's name unless `restore` is set, and a subdomain that another one has."""
    properties = write.body.get("properties") or {}
    deleted = SOFT_DELETED.find(write.azure, str(write.id))
    if write.before is None and deleted is not None:
        if not properties.get("restore"):
            raise ArmError(
                409,
                "FlagMustBeSetForRestore",
                f"An existing resource with ID '{write.id}' has been soft-deleted. To restore the resource, you must "
                "specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, "
                "please purge it first.",
            )
        SOFT_DELETED.remove(write.azure, deleted)
    _refuse_taken_subdomain(write, properties.get("customSubDomainName"))


def _refuse_taken_subdomain(write: Write, subdomain: str | None) -> None:
    if not subdomain:
        return
    for account in write.azure.store.of_type(ACCOUNTS):
        taken = str(account.properties.get("customSubDomainName", "")).lower()
        if taken == subdomain.lower() and account.id.key != write.id.key:
            raise ArmError(
                409,
                "CustomDomainInUse",
                f"Please pick a different name. The subdomain name '{subdomain}' is not available as it's already used "
                "by a resource. If the resource using the name was deleted in the last 48 hours, you may need to purge "
                'the deleted resource. Learn more at "https://go.microsoft.com/fwlink/?linkid=2215493"',
            )


def _computed(write: Write) -> Json:
    return {"dateCreated": write.azure.clock.now().isoformat(), "provisioningState": "Succeeded"}


def _addresses(azure: LocalAzure, account: Resource) -> Json:
    return {"endpoint": f"{azure.url}/cognitiveservices/{account.id.name}/"}


def _new_key() -> str:
    return secrets.token_hex(16)


def _list_keys(call: Call) -> Json:
    assert call.resource is not None
    return {name: call.resource.private[name] for name in _KEYS}


def _regenerate_key(call: Call) -> Json:
    assert call.resource is not None
    name = str(call.body.get("keyName", "")).lower()
    if name not in _KEYS:
        raise ArmError(400, "InvalidKeyName", f"The key name '{name}' is invalid.")  # wording assumed
    call.resource.private[name] = _new_key()
    call.azure.store.put(call.resource)
    return _list_keys(call)


def _deleted(azure: LocalAzure, account: Resource) -> None:
    SOFT_DELETED.put(azure, account, RETENTION)


def _purge(call: Call) -> None:
    deleted = SOFT_DELETED.find(call.azure, _asked_for(call))
    if deleted is not None and _is_there(call, deleted):
        SOFT_DELETED.remove(call.azure, deleted)


def _asked_for(call: Call) -> str:
    group, name = call.query["group"], call.query["name"]
    return f"{call.id}/resourceGroups/{group}/providers/{ACCOUNTS}/{name}"


def _is_there(call: Call, deleted: Deleted) -> bool:
    """A deleted account is kept in its region."""
    return canonical(deleted.location) == canonical(call.query["location"])


def _deleted_account(call: Call) -> Json:
    """GET a soft-deleted account."""
    deleted = SOFT_DELETED.find(call.azure, _asked_for(call))
    if deleted is None or not _is_there(call, deleted):
        raise resource_not_found(ResourceId.parse(_asked_for(call)))
    return _shown(call, deleted)


def _deleted_accounts(call: Call) -> Json:
    """GET all soft-deleted accounts of the subscription."""
    return {"value": [_shown(call, deleted) for deleted in SOFT_DELETED.below(call.azure, str(call.id))]}


def _shown(call: Call, deleted: Deleted) -> Json:
    """The account as it was, under an id of its own (its shape: the published DeletedAccounts_List example)."""
    group = ResourceId.parse(deleted.id).resource_group
    below = f"locations/{canonical(deleted.location)}/resourceGroups/{group}/deletedAccounts/{deleted.name}"
    return deleted.body | {
        "id": f"{call.id}/providers/Microsoft.CognitiveServices/{below}",
        "name": deleted.name,
    }


PROVIDER = Provider(
    "Microsoft.CognitiveServices",
    types=(
        resource_type(
            Shape(
                name=ACCOUNTS,
                api_versions=API_VERSIONS,
                name_pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}",
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Account name '{name}' is invalid."
                ),  # assumed
                required=("location", "kind", "sku.name"),
                defaults={"properties": {"publicNetworkAccess": "Enabled", "privateEndpointConnections": []}},
                computed=_computed,
                addresses=_addresses,
                secrets=lambda: {name: _new_key() for name in _KEYS},
                guard=_guard,
                deleted=_deleted,
                operation=Operation("Creating"),
                actions=(
                    Action("listKeys", _list_keys, f"{ACCOUNTS}/listKeys/action"),
                    Action("regenerateKey", _regenerate_key, f"{ACCOUNTS}/regenerateKey/action"),
                ),
            )
        ),
    ),
    reads=(
        Read(
            "deletedAccounts",
            _deleted_accounts,
            API_VERSIONS,
            "Microsoft.CognitiveServices/deletedAccounts/read",
        ),
        Read(_DELETED_ACCOUNT, _deleted_account, API_VERSIONS, _DELETED_RIGHT),
        Read(
            _DELETED_ACCOUNT,
            _purge,
            API_VERSIONS,
            _PURGE_RIGHT,
            method="DELETE",
        ),
    ),
)
