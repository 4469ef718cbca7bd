"""workspaces/onlineEndpoints: one address and one set of keys in front of managed deployments."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.locations import canonical
from localazure.arm.registration import is_registered
from localazure.arm.resource_type import (
    Action,
    Call,
    Draft,
    Json,
    Operation,
    Resource,
    ResourceType,
    Write,
)
from localazure.providers import bodies
from localazure.providers.generic import merged
from localazure.providers.identities import with_identity
from localazure.providers.machinelearning import (
    keys,
    names,
    property_bags,
    quota,
    subscription_offers,
    wires,
)
from localazure.providers.machinelearning.errors import (
    invalid_request,
    subscription_not_registered,
)
from localazure.providers.machinelearning.parents import region_of, workspace_of
from localazure.providers.name_rules import pattern_of, refusal_of

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure

_AUTH_MODES = {mode.lower(): mode for mode in ("Key", "AMLToken", "AADToken")}
_NEEDED_PROVIDERS = ("Microsoft.Cdn", "Microsoft.PolicyInsights")
"""What managed online endpoints need besides Azure ML: MicrosoftLearning/mslearn-azure-ml#106 and its setup.sh."""
_TOKEN_LIFETIME = timedelta(hours=12)
_CALL_FAILED = "InferencingClientCallFailed"
_DEFAULTS: Json = {
    "kind": "Managed",
    "identity": {"type": "SystemAssigned"},
    "properties": {"mirrorTraffic": {}, "properties": {}, "publicNetworkAccess": "Enabled", "traffic": {}},
    "tags": {},
}


_UNSET: Json = {"description": None, "compute": None}


def _put(write: Write) -> Draft:
    """A PUT replaces: traffic that is not sent is no traffic, as in Azure."""
    body = merged(_DEFAULTS, bodies.check(names.ONLINE_ENDPOINTS, write.body))
    property_bags.forget_ours(body)
    region = region_of(workspace_of(write.azure, write.id))
    _refuse_elsewhere(body, region)
    body["properties"]["authMode"] = _auth_mode(write, body)
    if write.before is None:
        _refuse_taken_name(write, region)
        _refuse_too_many(write, region)
        _refuse_shared_quota(write, body)
    else:
        refuse_while_settling(write.azure, write.before, write.id)
    _refuse_wrong_traffic(write, body["properties"]["traffic"])
    body = with_identity(write, body)
    private = write.before.private if write.before else keys.new_keys()
    running = "Updating" if write.before else "Creating"
    return Draft(body, private, Operation(running, kind="oe", error=_not_registered(write)))


def _not_registered(write: Write) -> ArmError | None:
    subscription = write.id.subscription_id or ""
    registered = all(is_registered(write.azure, subscription, name) for name in _NEEDED_PROVIDERS)
    return None if registered else subscription_not_registered()


def _auth_mode(write: Write, body: Json) -> str:
    sent = str(body["properties"].get("authMode", ""))
    mode = _AUTH_MODES.get(sent.lower())
    if mode is None:
        raise invalid_request(
            _CALL_FAILED, "AuthMode", f"Auth mode '{sent}' is not valid."
        )  # wording assumed
    if write.before and mode != write.before.properties["authMode"]:
        raise invalid_request(  # wording assumed
            _CALL_FAILED, "AuthMode", "The auth mode of an endpoint cannot be changed."
        )
    return mode


def _refuse_elsewhere(body: Json, region: str) -> None:
    """An endpoint lives where its workspace does; wording assumed."""
    if canonical(body["location"]) != region:
        message = f"The endpoint must be in the region of its workspace, {region}."
        raise invalid_request(_CALL_FAILED, "Location", message)


def _refuse_taken_name(write: Write, region: str) -> None:
    if in_region(write.azure, region, write.id.name):
        raise invalid_request(
            _CALL_FAILED,
            "",
            "There is already an endpoint with this name, Endpoint name needs to be unique within a region. "
            "Try some other name.",
        )


def _refuse_too_many(write: Write, region: str) -> None:
    limit = quota.limit(write.azure, "endpoints_per_subscription")
    endpoints = write.azure.store.of_type(
        names.ONLINE_ENDPOINTS, f"/subscriptions/{write.id.subscription_id}"
    )
    count = sum(1 for endpoint in endpoints if region_of(endpoint) == region)
    if count >= limit:
        raise invalid_request(
            _CALL_FAILED,
            "",
            f"Endpoint Quota reached for subscription {write.id.subscription_id}."
            f"Current usage/limit: {count}/{limit}.Please clean up existing endpoints and try again",
        )


def _refuse_shared_quota(write: Write, body: Json) -> None:
    """That shared quota needs an Enterprise Agreement is documented, the wording assumed."""
    is_shared = quota.asks_for_shared_quota(Resource(write.id, body))
    if is_shared and not subscription_offers.may_share(write.azure, write.id.subscription_id):
        message = (
            f"Shared quota is not available to subscription {write.id.subscription_id}: "
            "it needs an Enterprise Agreement."
        )
        raise invalid_request(_CALL_FAILED, quota.SHARED, message)


def _refuse_wrong_traffic(write: Write, traffic: Json) -> None:
    """Refuse traffic that is not whole percents adding up to 0 or 100 of known deployments; wordings assumed."""
    known = {deployment.id.name for deployment in deployments_of(write.azure, write.id)}
    if unknown := sorted(set(traffic) - known):
        message = f"Traffic names deployments that do not exist in the endpoint: {', '.join(unknown)}."
        raise invalid_request(_CALL_FAILED, "Traffic", message)
    if any(type(share) is not int or not 0 <= share <= 100 for share in traffic.values()):
        raise invalid_request(_CALL_FAILED, "Traffic", "Traffic must be whole percents from 0 to 100.")
    if sum(traffic.values()) not in {0, 100}:
        message = f"The sum of traffic must be 0 or 100, it is {sum(traffic.values())}."
        raise invalid_request(_CALL_FAILED, "Traffic", message)


def deployments_of(azure: LocalAzure, endpoint: ResourceId) -> list[Resource]:
    """Return the deployments behind *endpoint*, by name."""
    return list(azure.store.of_type(names.ONLINE_DEPLOYMENTS, str(endpoint)))


def in_region(azure: LocalAzure, region: str, name: str) -> Resource | None:
    """Return the online endpoint of that name in *region*: names are unique there."""
    found = azure.store.named(names.ONLINE_ENDPOINTS, name)
    return next((endpoint for endpoint in found if region_of(endpoint) == region), None)


def _view(azure: LocalAzure, endpoint: Resource) -> Json:
    """While it is being made it has no URIs yet; while an update goes on it shows no traffic, though it has it."""
    base = f"{azure.url}/online/{region_of(endpoint)}/{endpoint.id.name}"
    state = endpoint.properties.get("provisioningState")
    is_created = state != "Creating"
    shown: Json = {
        "properties": property_bags.shown(azure, endpoint, {"azureml.onlineendpointid": endpoint.id.key}),
        "scoringUri": f"{base}/score" if is_created else None,
        "swaggerUri": f"{base}/swagger.json" if is_created else None,
    }
    if state == "Updating":
        shown["traffic"] = {}
    elif is_settling(azure, endpoint):
        shown["provisioningState"] = "Updating"
    return endpoint.body | {"properties": _UNSET | endpoint.properties | shown}


def _finish(azure: LocalAzure, endpoint: Resource) -> None:
    settling = timedelta(seconds=azure.scenario.compute.settling_s)
    endpoint.private["settled"] = (azure.clock.now() + settling).isoformat()


def is_settling(azure: LocalAzure, endpoint: Resource) -> bool:
    """Say whether *endpoint* is still Updating though its operation said Succeeded: Azure/azure-sdk-for-net#36961."""
    return azure.clock.now().isoformat() < str(endpoint.private.get("settled", ""))


def refuse_while_settling(azure: LocalAzure, endpoint: Resource, written: ResourceId) -> None:
    """Raise ArmError for a write to *written*, the endpoint or below it, while it is still Updating."""
    if is_settling(azure, endpoint):
        raise _busy_as(endpoint, written, "Updating")


def _delete(_: Call) -> Operation:
    return Operation("Deleting", kind="oe")


def _busy(busy: Resource, written: ResourceId) -> ArmError:
    return _busy_as(busy, written, str(busy.properties.get("provisioningState")))


def _busy_as(busy: Resource, written: ResourceId, state: str) -> ArmError:
    """Status 409 is assumed, and so is the text for a write to the endpoint itself."""
    if written.type.lower() == names.ONLINE_DEPLOYMENTS.lower():
        what = f"Cannot create a deployment in endpoint {busy.id.name}"
    else:
        what = f"Cannot update endpoint {busy.id.name}"
    return ArmError(409, "Conflict", f"{what} because it is in {state} provisioning state.")


def _list_keys(call: Call) -> Json:
    """POST listKeys: an endpoint without keys says so in nulls (recording ml-Get-OnlineEndpointKey-2025)."""
    return keys.list_keys(call) if _has_keys(call) else {"primaryKey": None, "secondaryKey": None}


def _regenerate(call: Call) -> None:
    if not _has_keys(call):
        message = "Keys are only available for endpoints with auth mode Key."  # wording assumed
        raise invalid_request(_CALL_FAILED, "AuthMode", message)
    keys.regenerate_keys(call)


def _has_keys(call: Call) -> bool:
    assert call.resource is not None
    return bool(call.resource.properties["authMode"] == "Key")


def _token(call: Call) -> Json:
    """POST token: a token of the endpoint's own (auth mode AMLToken), the newest one valid until it expires."""
    assert call.resource is not None
    if call.resource.properties["authMode"] == "Key":
        message = "Tokens are not available for endpoints with auth mode Key."  # wording assumed
        raise invalid_request(_CALL_FAILED, "AuthMode", message)
    expires = call.azure.clock.now() + _TOKEN_LIFETIME
    token = secrets.token_urlsafe(48)
    call.resource.private["token"] = {"value": token, "expires": expires.isoformat()}
    call.azure.store.put(call.resource)
    return {
        "accessToken": token,
        "expiryTimeUtc": int(expires.timestamp()),
        "refreshAfterTimeUtc": int((expires - _TOKEN_LIFETIME / 2).timestamp()),
        "tokenType": "Bearer",
    }


TYPE = ResourceType(
    name=names.ONLINE_ENDPOINTS,
    api_versions=names.ENDPOINT_API_VERSIONS,
    put=_put,
    finish=_finish,
    view=_view,
    delete=_delete,
    busy=_busy,
    wire=wires.INFERENCE,
    replaced=201,
    actions=(
        Action("listKeys", _list_keys, f"{names.ONLINE_ENDPOINTS}/listkeys/action"),
        Action(
            "regenerateKeys",
            _regenerate,
            f"{names.ONLINE_ENDPOINTS}/regeneratekeys/action",
            operation=Operation("Updating", kind="oe"),
        ),
        Action("token", _token, f"{names.ONLINE_ENDPOINTS}/token/action"),
    ),
    name_pattern=pattern_of("online endpoint"),
    name_error=lambda id_: invalid_request(_CALL_FAILED, "Name", refusal_of("online endpoint", id_.name)),
)
