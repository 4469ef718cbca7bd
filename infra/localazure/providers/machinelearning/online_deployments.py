"""workspaces/onlineEndpoints/deployments: a model on virtual machines, taken from the subscription's quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.refusals import resource_not_found
from localazure.arm.resource_type import (
    Action,
    Call,
    Draft,
    Json,
    Operation,
    Read,
    Resource,
    ResourceType,
    Write,
)
from localazure.providers import bodies
from localazure.providers.generic import merged
from localazure.providers.identities import with_identity
from localazure.providers.machinelearning import (
    containers,
    names,
    property_bags,
    quota,
    wires,
)
from localazure.providers.machinelearning.errors import invalid_request
from localazure.providers.machinelearning.online_endpoints import (
    deployments_of,
    refuse_while_settling,
)
from localazure.providers.machinelearning.parents import region_of, workspace_of
from localazure.providers.name_rules import pattern_of, refusal_of
from localazure.registry.models import ModelId, version_of

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Model, Sku

_CREATE_FAILED = "InferencingClientCreateDeploymentFailed"
_CALL_FAILED = "InferencingClientCallFailed"
_SKU_OF = "Microsoft.MachineLearning.Services/endpoints/deployments"
_UNSET: Json = {"description": None, "modelMountPath": None}
_PROBE = {
    "failureThreshold": 30,
    "initialDelay": "PT10S",
    "period": "PT10S",
    "successThreshold": 1,
    "timeout": "PT2S",
}
_DEFAULTS: Json = {
    "kind": "Managed",
    "sku": {"name": "Default", "tier": "Standard", "capacity": 1},
    "tags": {},
    "properties": {
        "appInsightsEnabled": False,
        "egressPublicNetworkAccess": "Enabled",
        "environmentVariables": {},
        "livenessProbe": _PROBE,
        "properties": {},
        "readinessProbe": _PROBE,
        "requestSettings": {
            "maxConcurrentRequestsPerInstance": 1,
            "maxQueueWait": "PT0.5S",
            "requestTimeout": "PT5S",
        },
        "scaleSettings": {"scaleType": "Default"},
    },
}


def _put(write: Write) -> Draft:
    body = merged(_DEFAULTS, bodies.check(names.ONLINE_DEPLOYMENTS, write.body))
    property_bags.forget_ours(body)
    properties = body["properties"]
    _refuse_settings(write, body)
    refuse_while_settling(write.azure, _endpoint(write), write.id)
    model = _deployable_model(str(properties.get("model", "")))
    sku = _vm_size(write, str(properties.get("instanceType", "")))
    if quota.asks_for_shared_quota(_endpoint(write)):
        _refuse_sharing(model)
    else:
        _refuse_over_quota(write, sku, body["sku"]["capacity"])
    running = "Updating" if write.before else "Creating"
    private = write.before.private if write.before else {}
    return Draft(with_identity(write, body), private, Operation(running, kind="od"))


def _view(azure: LocalAzure, deployment: Resource) -> Json:
    shown = {"properties": property_bags.shown(azure, deployment, {})}
    return deployment.body | {"properties": _UNSET | deployment.properties | shown}


def _refuse_settings(write: Write, body: Json) -> None:
    """Refuse what no managed deployment can have; all wordings assumed."""
    capacity = body["sku"].get("capacity")
    most = quota.limit(write.azure, "instances_per_deployment")
    compute_type = body["properties"].get("endpointComputeType")
    region = region_of(workspace_of(write.azure, write.id))
    if str(compute_type).lower() != "managed":
        raise invalid_request(
            _CREATE_FAILED, "EndpointComputeType", f"Compute type '{compute_type}' is not supported."
        )
    if type(capacity) is not int or not 1 <= capacity <= most:
        raise invalid_request(
            _CREATE_FAILED, "Sku.Capacity", f"The instance count must be from 1 to {most}, it is {capacity}."
        )
    if region_of(Resource(write.id, body)) != region:
        raise invalid_request(
            _CREATE_FAILED, "Location", f"The deployment must be in the endpoint's region, {region}."
        )
    _refuse_too_many(write)


def _refuse_too_many(write: Write) -> None:
    """Refuse a deployment more than the endpoint, or the subscription in the region, can have; wordings assumed."""
    if write.before is not None:
        return
    endpoint = _endpoint(write)
    most = quota.limit(write.azure, "deployments_per_endpoint")
    if len(deployments_of(write.azure, endpoint.id)) >= most:
        message = (
            f"Endpoint {endpoint.id.name} already has {most} deployments, the most an endpoint can have."
        )
        raise invalid_request(_CREATE_FAILED, "", message)
    most = quota.limit(write.azure, "deployments_per_subscription")
    count = quota.deployments_in(write.azure, write.id.subscription_id or "", region_of(endpoint))
    if count >= most:
        message = (
            f"Deployment Quota reached for subscription {write.id.subscription_id}.Current usage/limit: "
            f"{count}/{most}.Please clean up existing deployments and try again"
        )
        raise invalid_request(_CREATE_FAILED, "", message)


def _deployable_model(model_id: str) -> Model:
    """Return the catalogue's model; wordings assumed, and the local Azure has models of registries only."""
    parsed, model = ModelId.parse(model_id), catalogue.load().model_by_id(model_id)
    if parsed is None:
        message = (
            f"Model '{model_id}' is not the id of a registry model "
            "(azureml://registries/<registry>/models/<name>/versions/<version>)."
        )
        raise invalid_request(_CREATE_FAILED, "Model", message)
    if model is None or parsed.version not in {version_of(model), "latest"}:
        raise invalid_request(_CREATE_FAILED, "Model", f"Model '{model_id}' was not found in its registry.")
    if "managed" not in model.modes:
        raise invalid_request(
            _CREATE_FAILED, "Model", f"Model '{model_id}' is not offered on managed compute."
        )
    return model


def _vm_size(write: Write, name: str) -> Sku:
    sku = catalogue.load().find_sku(name)
    if sku is None or not write.azure.scenario.compute.has(name):
        message = f"The VM size '{name}' is not supported for managed online deployments."  # wording assumed
        raise invalid_request(_CREATE_FAILED, "VmSize", message)
    return sku


def _endpoint(asked: Write | Call) -> Resource:
    assert asked.id.parent is not None
    endpoint = asked.azure.store.find(asked.id.parent)
    assert endpoint is not None, "ARM has made sure of it"
    return endpoint


def _refuse_sharing(model: Model) -> None:
    if not model.shared_quota.allowed:
        message = f"Model '{model.id}' cannot be deployed on shared quota."  # wording assumed
        raise invalid_request(_CREATE_FAILED, "Model", message)


def _refuse_over_quota(write: Write, sku: Sku, instances: int) -> None:
    subscription, region = write.id.subscription_id or "", region_of(_endpoint(write))
    needed = quota.cores_needed(sku, instances)
    used, quotas = (
        quota.used(write.azure, subscription, region, besides=write.id),
        write.azure.scenario.quotas,
    )
    limits = quotas.limit(region, sku.family), quotas.total
    if exceeded := quota.over((sku.family, needed), used, limits):
        in_use, limit = exceeded
        message = (
            f"Not enough quota available for {sku.name} in SubscriptionId {subscription}. Current usage/limit: "
            f"{in_use}/{limit}. Additional needed: {needed} Please see troubleshooting guide, available here: "
            "https://aka.ms/oe-tsg#error-outofquota"
        )
        raise invalid_request(_CREATE_FAILED, "VmSize", message)


def model_of(deployment: Resource) -> Model:
    """Return the catalogue's model that *deployment* runs."""
    return _deployable_model(deployment.properties["model"])


def _delete(call: Call) -> Operation:
    share = _endpoint(call).properties["traffic"].get(call.id.name)
    if share:
        message = (  # wording assumed
            f"Deployment '{call.id.name}' takes {share} percent of the endpoint's traffic. "
            "Set its traffic to 0 before you delete it."
        )
        raise invalid_request(_CALL_FAILED, "", message)
    return Operation("Deleting", kind="od")


def _skus(call: Call) -> Json:
    """GET skus: the one Sku a deployment can have, and how far it scales (recording ml-Get-OnlineDeploymentSku)."""
    deployment = call.azure.store.find(_named(call))
    if deployment is None:
        raise resource_not_found(_named(call))
    most = quota.limit(call.azure, "instances_per_deployment")
    capacity = {
        "minimum": 1,
        "maximum": most,
        "default": deployment.body["sku"]["capacity"],
        "scaleType": "Automatic",
    }
    sku = {"resourceType": _SKU_OF, "sku": {"name": "default", "tier": "Standard"}, "capacity": capacity}
    return {"value": [sku]}


def _named(call: Call) -> ResourceId:
    path = [call.query[name] for name in ("workspace", "endpoint", "deployment")]
    return ResourceId(str(call.id), names.ONLINE_DEPLOYMENTS, tuple(path))


TYPE = ResourceType(
    name=names.ONLINE_DEPLOYMENTS,
    api_versions=names.ENDPOINT_API_VERSIONS,
    put=_put,
    view=_view,
    finish=containers.refuse_to_start,
    delete=_delete,
    wire=wires.INFERENCE,
    replaced=201,
    actions=(Action("getLogs", containers.get_logs, f"{names.ONLINE_DEPLOYMENTS}/getLogs/action"),),
    name_pattern=pattern_of("online deployment"),
    name_error=lambda id_: invalid_request(_CREATE_FAILED, "Name", refusal_of("online deployment", id_.name)),
)
READS = (
    Read(
        "workspaces/{workspace}/onlineEndpoints/{endpoint}/deployments/{deployment}/skus",
        _skus,
        names.ENDPOINT_API_VERSIONS,
        f"{names.ONLINE_DEPLOYMENTS}/read",
        scope="resourceGroup",
    ),
)
