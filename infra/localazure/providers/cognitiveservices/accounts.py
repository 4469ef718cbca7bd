"""accounts: what they are by their kind (`kinds.json`), their keys, and names that others have."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.locations import canonical
from localazure.arm.resource_type import Action, Call, Draft, Json, Operation, Resource, Write
from localazure.arm.wire import Wire
from localazure.providers.cognitiveservices import (
    addresses,
    conflicts,
    deleted_accounts,
    kinds,
    policies,
    subdomains,
)
from localazure.providers.cognitiveservices.deleted_accounts import SOFT_DELETED
from localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS, DEPLOYMENTS, PROJECTS
from localazure.providers.cognitiveservices.quota import ACCOUNT_COUNT, Pool
from localazure.providers.cognitiveservices.versioned import since
from localazure.providers.generic import PlainType, Refusal, resource_type

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.providers.soft_delete import Deleted

_KEYS = ("key1", "key2")
_PROJECTS_SINCE = "2025-04-01"
_RESULTS = "locations/{location}/operationResults/{operation}"

WIRE = Wire(
    status_path=_RESULTS,
    result_path="locations/{location}/operations/{operation}",
    status_version="2017-04-18",
    asynchronous=("PUT",),
    located=("PATCH", "DELETE"),
    fields=("id", "name", "startTime", "endTime"),
)
"""Recording cs-Deployment; `Location` of what lasts else: azure-mgmt-cognitiveservices 15, its URL is assumed."""


def _kind(account: Json) -> Json:
    kind = str(account["kind"])
    unknown: Json = {
        "endpoints": [kind],
        "rules": [{"key": f"{kind.lower()}.all", "count": 30, "path": "*"}],
        "capabilities": [{"name": "VirtualNetworks"}],
    }
    return kinds.every().get(kind, unknown)


def _guard(write: Write) -> None:
    """Refuse a soft-deleted account's name unless `restore` is set, a wrong or taken subdomain, and one account too many."""
    properties = write.body.get("properties") or {}
    if _deleted(write) is not None and not properties.get("restore"):
        raise ArmError(
            409,
            "FlagMustBeSetForRestore",
            f"An existing resource with ID '{write.id}' has been soft-deleted. To restore the resource, you must "
            "specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, "
            "please purge it first.",
        )
    if write.before is None:
        kinds.refuse(write)
    subdomains.check(write, properties.get("customSubDomainName"))
    if write.before is None:  # code and text are those of models' quotas (assumed)
        region = canonical(str(write.body.get("location", "")))
        Pool(write.azure, write.id.subscription_id, region).refuse_more(ACCOUNT_COUNT, 1)


def _deleted(write: Write) -> Deleted | None:
    return SOFT_DELETED.find(write.azure, str(write.id))


def _put(write: Write) -> Draft:
    """A PUT to an account of kind AIServices lasts, and so does a later one; of others as recorded."""
    assert _PLAIN.put is not None
    draft, deleted = _PLAIN.put(write), _deleted(write)
    if deleted is not None:
        SOFT_DELETED.remove(write.azure, deleted)
        draft = replace(draft, private=deleted.private)
    made = draft.private | {"made": write.before is not None}
    lasting = Operation("Accepted") if conflicts.lasts(draft.body) else draft.operation
    return replace(draft, private=made, operation=lasting)


def _delete(call: Call) -> Operation | None:
    """Refuse while projects or deployments are below it.

    Text and projects: Azure/terraform-provider-azapi#894; that deployments count, too: Microsoft's how-to says to delete
    them first.
    """
    assert call.resource is not None
    types = (PROJECTS, DEPLOYMENTS)
    below = [str(each.id) for name in types for each in call.azure.store.of_type(name, str(call.id))]
    if below:
        raise ArmError(
            409,
            "CannotDeleteResource",
            "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: "
            f"'{', '.join(below)}'. Please delete all nested resources before deleting this resource.",
        )
    return Operation("Deleting") if conflicts.lasts(call.resource.body) else None


def _computed(write: Write) -> Json:
    return {
        "callRateLimit": {"rules": [_rule(rule) for rule in _kind(write.body)["rules"]]},
        "capabilities": _kind(write.body)["capabilities"],
        "dateCreated": write.azure.clock.now().isoformat(),
        "internalId": hashlib.sha256(write.id.key.encode()).hexdigest()[:32],
        "isMigrated": False,
        "provisioningState": "Succeeded",
    } | ({"apiProperties": {}} if _kind(write.body).get("api_properties") else {})


def _rule(rule: Json) -> Json:
    throttled = {"dynamicThrottlingEnabled": True} if rule.get("dynamic") else {}
    patterns = [{"path": rule["path"], "method": rule.get("method", "POST")}]
    return {
        "key": rule["key"],
        "renewalPeriod": 1,
        "count": rule["count"],
        **throttled,
        "matchPatterns": patterns,
    }


def _addresses(azure: LocalAzure, account: Resource) -> Json:
    return addresses.shown(azure, account, _kind(account.body)["endpoints"])


def _dated(body: Json, api_version: str) -> Json:
    """Say whether projects may lie below it only where the api-version knows projects."""
    properties = {"allowProjectManagement": False} | body["properties"]
    if api_version < _PROJECTS_SINCE:
        del properties["allowProjectManagement"]
    return body | {"properties": properties}


def _new_key() -> str:
    return secrets.token_hex(16)


def keys_of(account: Resource) -> tuple[str, ...]:
    """Return the keys that open *account*."""
    return tuple(str(account.private[name]) for name in _KEYS)


def _list_keys(call: Call) -> Json:
    """Return the keys; refused where they are turned off: microsoft/microsoft-foundry-for-vscode#192."""
    assert call.resource is not None
    if call.resource.properties.get("disableLocalAuth"):
        raise ArmError(400, "BadRequest", "Failed to list key. disableLocalAuth is set to be true")
    return {name: call.resource.private[name] for name in _KEYS}


def _regenerate_key(call: Call) -> Json:
    assert call.resource is not None
    name = str(call.body.get("keyName", "")).lower()
    if name not in _KEYS:
        raise ArmError(400, "InvalidKeyName", f"The key name '{name}' is invalid.")  # wording assumed
    keys = _list_keys(call)
    call.resource.private[name] = keys[name] = _new_key()
    call.azure.store.put(call.resource)
    return keys


_PLAIN = resource_type(
    PlainType(
        name=ACCOUNTS,
        api_versions=API_VERSIONS,
        name_pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}",
        name_refusal=Refusal(400, "InvalidResourceName", "Account name '{name}' is invalid."),  # assumed
        required=("location", "kind", "sku.name"),
        defaults={"properties": {"publicNetworkAccess": "Enabled", "privateEndpointConnections": []}},
        computed=_computed,
        addresses=_addresses,
        dated=_dated,
        secrets=lambda: {name: _new_key() for name in _KEYS},
        guard=_guard,
        deleted=deleted_accounts.keep,
        operation=Operation("Creating"),
        actions=(
            Action("listKeys", _list_keys, f"{ACCOUNTS}/listKeys/action"),
            Action("regenerateKey", _regenerate_key, f"{ACCOUNTS}/regenerateKey/action"),
            since(
                "2026-05-15",
                Action(
                    "evaluateDeploymentPolicies",
                    policies.evaluate,
                    f"{ACCOUNTS}/evaluateDeploymentPolicies/action",
                ),
                preview_only=True,
            ),
        ),
        etag_header=True,
    )
)
TYPE = replace(_PLAIN, put=_put, delete=_delete, busy=conflicts.busy_account)
