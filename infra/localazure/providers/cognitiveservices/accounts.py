"""accounts: what they are by their kind (`kinds.json`), their keys, and names that others have."""

from __future__ import annotations

import hashlib
import json
import secrets
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Action, Call, Json, Operation, Resource, Write
from localazure.arm.wire import Wire
from localazure.providers.cognitiveservices import addresses, deleted_accounts
from localazure.providers.cognitiveservices.deleted_accounts import SOFT_DELETED
from localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS
from localazure.providers.generic import PlainType, Refusal, resource_type

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

_KEYS = ("key1", "key2")
_PROJECTS_SINCE = "2025-04-01"
_RESULTS = "locations/{location}/operationResults/{operation}"

WIRE = Wire(
    status_path=_RESULTS,
    result_path=_RESULTS,
    status_version="2017-04-18",
    fields=("id", "name", "startTime", "endTime"),
)
"""Recording cs-Deployment; what follows a PATCH or DELETE that lasts is assumed."""


@cache
def _kinds() -> dict[str, Json]:
    text = (resources.files(__package__) / "kinds.json").read_text(encoding="utf-8")
    kinds: dict[str, Json] = json.loads(text)["kinds"]
    return kinds


def _kind(account: Json) -> Json:
    kind = str(account["kind"])
    own = _kinds().get(kind, {})
    return {"endpoints": [kind], "rules": [{"key": f"{kind.lower()}.all", "count": 30, "path": "*"}]} | own


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
    return {
        "callRateLimit": {"rules": [_rule(rule) for rule in _kind(write.body)["rules"]]},
        "capabilities": _kind(write.body).get("capabilities", [{"name": "VirtualNetworks"}]),
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


TYPE = resource_type(
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
        ),
        etag_header=True,
    )
)
