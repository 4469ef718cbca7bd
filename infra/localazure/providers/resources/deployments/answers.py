"""What a deployment, its operations and its template look like to clients."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from localazure.arm import refusals
from localazure.arm.ids import ResourceId
from localazure.providers.resources.deployments.deployment_request import TYPE_NAME
from localazure.templates import hashes, parameters

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Resource
    from localazure.providers.resources.deployments.deployment_request import DeploymentRequest
    from localazure.templates.template import Part

STATUS_CODES = {"Running": "Accepted", "Succeeded": "OK"}


def id_of(call: Call) -> ResourceId:
    """Return the id of the deployment that a route below it names."""
    return ResourceId(str(call.id), TYPE_NAME, (call.query["deploymentName"],))


def accepted(request: DeploymentRequest, sent: Json, now: str) -> Json:
    """Return the body of a deployment whose request was accepted at *now* (ISO 8601)."""
    parts = request.parts()
    properties = {
        "templateHash": hashes.template_hash(request.template),
        "parameters": parameters.shown(parameters.declared_in(request.template), request.values),
        "mode": "Incremental",
        "timestamp": now,
        "duration": "PT0S",
        "correlationId": str(uuid.uuid4()),
        "providers": _providers(parts),
        "dependencies": [_dependency(part, parts) for part in parts if part.waits_for],
    }
    top_level = {key: sent[key] for key in ("location", "tags") if sent.get(key)}
    return {**top_level, "properties": properties}


def _providers(parts: list[Part]) -> list[Json]:
    """Return the types of *parts* and where they will lie; a location that is not given is null, as in Azure."""
    namespaces: dict[str, dict[str, set[str | None]]] = {}
    for part in parts:
        namespace, _, name = part.type.partition("/")
        namespaces.setdefault(namespace, {}).setdefault(name, set()).add(part.location)
    return [
        {"namespace": namespace, "resourceTypes": [_located(name, types[name]) for name in sorted(types)]}
        for namespace, types in sorted(namespaces.items())
    ]


def _located(name: str, places: set[str | None]) -> Json:
    return {"resourceType": name, "locations": sorted(places, key=str)}


def _dependency(part: Part, parts: list[Part]) -> Json:
    by_id = {other.id: other for other in parts}
    return {"dependsOn": [_target(by_id[id_]) for id_ in part.waits_for], **_target(part)}


def written(id_: str) -> str:
    """Return a part's id as Azure shows it: a resource group's has no provider in it (recording azd-InfraBicepParam)."""
    return str(ResourceId.parse(id_))


def validated(request: DeploymentRequest) -> list[Json]:
    """Return `validatedResources`: all that the request would make, without the deployments nested in it."""
    return [{"id": written(part.id)} for part in request.parts() if part.type != TYPE_NAME]


def _target(part: Part) -> Json:
    return {"id": written(part.id), "resourceType": part.type, "resourceName": part.name}


def operations(call: Call) -> Json:
    """GET operations: one for each resource that was begun, and one for the outputs."""
    return {"value": _operations(_deployment(call))}


def operation(call: Call) -> Json:
    """GET one operation. Raises ArmError `DeploymentOperationNotFound`."""
    operation_id = call.query["operationId"]
    deployment = _deployment(call)
    for each in _operations(deployment):
        if each["operationId"].lower() == operation_id.lower():
            return each
    raise refusals.resource_not_found(deployment.id.child("operations", operation_id))


def _deployment(call: Call) -> Resource:
    found = call.azure.store.find(id_of(call))
    if found is None:
        raise refusals.deployment_not_found(call.query["deploymentName"])
    return found


def _operations(deployment: Resource) -> list[Json]:
    found = [_operation(deployment, id_, step) for id_, step in deployment.private["steps"].items()]
    if deployment.properties.get("outputs"):
        found.append(_evaluated_outputs(deployment))
    return found


def _operation(deployment: Resource, target: str, step: Json) -> Json:
    properties: Json = {
        "provisioningOperation": "Create",
        "provisioningState": step["state"],
        "timestamp": step["changed"],
        "duration": "PT0S",
        "trackingId": step["id"],
        "serviceRequestId": step["id"],
        "statusCode": STATUS_CODES.get(step["state"], "BadRequest"),
        "targetResource": {"id": written(target), "resourceType": step["type"], "resourceName": step["name"]},
    }
    if step.get("error"):
        error = {key: value for key, value in step["error"].items() if key != "status"}
        properties["statusMessage"] = {"status": "Failed", "error": error}
    return _row(deployment, step["id"], properties)


def _evaluated_outputs(deployment: Resource) -> Json:
    own = deployment.properties["correlationId"]
    properties = {
        "provisioningOperation": "EvaluateDeploymentOutput",
        "provisioningState": "Succeeded",
        "timestamp": deployment.properties["timestamp"],
        "duration": "PT0S",
        "trackingId": own,
        "statusCode": "OK",
    }
    return _row(deployment, own, properties)


def _row(deployment: Resource, name: str, properties: Json) -> Json:
    return {"id": f"{deployment.id}/operations/{name}", "operationId": name, "properties": properties}


def template(call: Call) -> Json:
    """POST exportTemplate: the template as it was sent."""
    assert call.resource is not None
    return {"template": call.resource.private["template"]}
