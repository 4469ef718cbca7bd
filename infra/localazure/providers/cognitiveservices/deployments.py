"""accounts/deployments: a model under a name of its own in an account, with its share of the quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.locations import canonical
from localazure.arm.refusals import resource_not_found
from localazure.arm.resource_type import Action, Draft, Operation, Read, ResourceType
from localazure.arm.wire import Wire
from localazure.providers import bodies
from localazure.providers.cognitiveservices import (
    capacities,
    conflicts,
    deployable,
    models,
    offered,
    policies,
    quota,
)
from localazure.providers.cognitiveservices import marketplace as market
from localazure.providers.cognitiveservices.names import API_VERSIONS, DEPLOYMENTS
from localazure.providers.cognitiveservices.versioned import since
from localazure.providers.generic import merged

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Resource, Write
    from localazure.providers.cognitiveservices.deployable import Deployable

_RESULTS = "locations/{location}/operationResults/{operation}"
_DEFAULTS: Json = {
    "sku": {"name": "Standard"},
    "properties": {"versionUpgradeOption": "OnceNewDefaultVersionAvailable"},
}
_PAUSABLE = ("Standard", "DataZoneStandard", "GlobalStandard")
_PAUSE_SINCE = "2025-12-01"
_WIRE = Wire(
    status_path=_RESULTS,
    result_path="locations/{location}/operations/{operation}",
    status_version="2017-04-18",
    asynchronous=("PUT",),
    located=("PATCH", "DELETE"),
    retry_after_s=1,
    fields=("id", "name", "startTime", "endTime"),
)
"""Headers: azure-mgmt-cognitiveservices 15; URL and body as an account's (recording cs-Deployment): assumed."""


def _put(write: Write) -> Draft:
    conflicts.refuse_beside_siblings(write.azure, write.id)
    account = _account_of(write)
    body = merged(_DEFAULTS, bodies.check(DEPLOYMENTS, write.body))
    policies.enforce(write, body["properties"])
    found = deployable.check(write, account, body)
    _refuse_too_many(write)
    _refuse_lost_spillover(write, body["properties"])
    _refuse_over_quota(write, account, found)
    market.buy(write, found.row)
    body["sku"]["capacity"] = found.capacity
    body["properties"] |= _computed(body["properties"], found)
    before = write.before.properties if write.before else {}
    if "deploymentState" in before:
        body["properties"].setdefault("deploymentState", before["deploymentState"])
    return Draft(body, operation=Operation("Accepted") if conflicts.lasts(account.body) else None)


def _account_of(write: Write) -> Resource:
    assert write.id.parent is not None
    account = write.azure.store.find(write.id.parent)
    assert account is not None, "ARM has made sure of it"
    return account


def _computed(properties: Json, found: Deployable) -> Json:
    return {
        "model": properties["model"] | {"version": found.version},
        "currentCapacity": found.capacity,
        "capabilities": found.row["capabilities"] if found.row else {"chatCompletion": "true"},
        "provisioningState": "Succeeded",
        "rateLimits": models.limits_of(found.row, found.capacity),
    }


def _refuse_too_many(write: Write) -> None:
    """The limit is documented (quotas-limits), code and wording are assumed."""
    most = quota.most_deployments()
    if (
        write.before is None
        and len(list(write.azure.store.of_type(DEPLOYMENTS, str(write.id.parent)))) >= most
    ):
        message = f"The account already has {most} deployments, the most it can have."
        raise ArmError(400, "DeploymentLimitExceeded", message)


def _refuse_lost_spillover(write: Write, properties: Json) -> None:
    """Traffic spills over to another deployment of the account; that Azure asks for it, and how, is assumed."""
    name = properties.get("spilloverDeploymentName")
    assert write.id.parent is not None
    if not name or write.azure.store.find(write.id.parent.child("deployments", name)):
        return
    message = f"The spillover deployment '{name}' does not exist in account '{write.id.parent.name}'."
    raise ArmError(400, "InvalidResourceProperties", message)


def _refuse_over_quota(write: Write, account: Resource, found: Deployable) -> None:
    if found.sku is None or found.row is None:
        return
    region = canonical(str(account.body["location"]))
    pool = quota.Pool(write.azure, write.id.subscription_id, region)
    pool.refuse_more(found.sku["usage"], found.capacity, besides=write.id)
    more = found.capacity - (write.before.body["sku"]["capacity"] if write.before else 0)
    capacities.refuse_lacking(write.azure, found.row, found.sku["usage"], more)


def _delete(call: Call) -> Operation | None:
    conflicts.refuse_beside_siblings(call.azure, call.id)
    assert call.id.parent is not None
    account = call.azure.store.find(call.id.parent)
    return Operation("Deleting") if account is not None and conflicts.lasts(account.body) else None


def _pause(call: Call) -> Json:
    return _set_state(call, "Paused")


def _resume(call: Call) -> Json:
    return _set_state(call, "Running")


def _set_state(call: Call, state: str) -> Json:
    """POST pause, resume: at once, for pay-as-you-go SKUs only (spec Deployment.tsp; the refusal is assumed)."""
    assert call.resource is not None
    sku = call.resource.body["sku"]["name"]
    if sku not in _PAUSABLE:
        message = f"A deployment with SKU '{sku}' cannot be paused or resumed."
        raise ArmError(400, "InvalidResourceProperties", message)
    call.resource.properties["deploymentState"] = state
    call.azure.store.put(call.resource)
    return call.resource.body


def _dated(body: Json, api_version: str) -> Json:
    """Say whether it runs only where the api-version knows of pausing; of one that was never paused Azure says nothing
    there either (recording cs-Deployment)."""
    if api_version >= _PAUSE_SINCE:
        return body
    properties = {key: value for key, value in body["properties"].items() if key != "deploymentState"}
    return body | {"properties": properties}


def _skus(call: Call) -> Json:
    """GET skus: what the deployment can be scaled to."""
    path = (call.query["account"], call.query["deployment"])
    id_ = ResourceId(str(call.id), DEPLOYMENTS, path)
    deployment = call.azure.store.find(id_)
    if deployment is None:
        raise resource_not_found(id_)
    name = deployment.body["sku"]["name"]
    model = offered.find(offered.Named.of(deployment.properties["model"]))
    sku = offered.sku_of(model, name) if model else None
    bounds = {"minimum": 1, "maximum": 1000000, "step": 1} | (sku["capacity"] if sku else {})
    capacity = {"default": deployment.body["sku"]["capacity"]} | bounds
    return {"value": [{"resourceType": DEPLOYMENTS, "sku": {"name": name}, "capacity": capacity}]}


TYPE = ResourceType(
    name=DEPLOYMENTS,
    api_versions=API_VERSIONS,
    put=_put,
    delete=_delete,
    busy=conflicts.busy_deployment,
    dated=_dated,
    wire=_WIRE,
    actions=(
        since(_PAUSE_SINCE, Action("pause", _pause, f"{DEPLOYMENTS}/pause/action")),
        since(_PAUSE_SINCE, Action("resume", _resume, f"{DEPLOYMENTS}/resume/action")),
    ),
    tracked=False,
    etag=True,
    etag_header=True,
    name_pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}",
)
READS = (
    Read(
        "accounts/{account}/deployments/{deployment}/skus",
        _skus,
        API_VERSIONS,
        f"{DEPLOYMENTS}/skus/read",
        scope="resourceGroup",
    ),
)
