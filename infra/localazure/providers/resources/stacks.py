"""Microsoft.Resources/deploymentStacks: a template that owns what it made, at a resource group or a subscription.

As much as `azd` needs (recordings azd-DeploymentStacks_*): what the template no longer names, and all of it when the
stack goes, is deleted where the stack says so. Deny settings are kept and answered; nothing is denied.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

from localazure.arm import operations, polling
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Caller, Draft, Operation, Read, Resource, ResourceType
from localazure.arm.wire import Wire
from localazure.providers.api_versions import served
from localazure.providers.resources.deployments import answers, deployment_request
from localazure.templates import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.answer import Answer
    from localazure.arm.resource_type import Call, Json, LocalAzure, Write

TYPE_NAME = "Microsoft.Resources/deploymentStacks"
VERSIONS = served(TYPE_NAME)
_DEPLOYED_WITH = "2024-03-01"
_GROUPS = "Microsoft.Resources/resourceGroups"
_ON_UNMANAGE = {
    "resources": "detach",
    "resourceGroups": "detach",
    "managementGroups": "detach",
    "resourcesWithoutDeleteSupport": "fail",
}
"""What happens by default to what a stack no longer holds."""


def _put(write: Write) -> Draft:
    """Deploy the template under a name of the stack's own; the operation follows that deployment."""
    sent = write.body.get("properties") or {}
    name = f"{write.id.name}-{write.azure.clock.now():%y%m%d%H}{uuid.uuid4().hex[:5]}"
    deployment = ResourceId(write.id.scope, deployment_request.TYPE_NAME, (name,))
    request = deployment_request.read(write.azure, deployment, write.caller, write.body)
    inner = {name: sent[name] for name in ("template", "parameters") if name in sent}
    body = {"properties": {"mode": "Incremental", **inner}}
    body |= {"location": write.body["location"]} if write.body.get("location") else {}
    request.send("PUT", str(deployment), _DEPLOYED_WITH, body)
    top_level = {key: write.body[key] for key in ("location", "tags") if write.body.get(key)}
    properties = _settings(sent, str.lower) | {
        "parameters": _given(request, sent),
        "resources": write.before.properties["resources"] if write.before else [],
        "detachedResources": [],
        "deletedResources": [],
        "failedResources": [],
        "correlationId": str(uuid.uuid4()),
    }
    private = {"deployment": str(deployment), "caller": asdict(write.caller)}
    return Draft({**top_level, "properties": properties}, private, Operation("initializing", polls=0))


def _settings(sent: Json, spelt: Callable[[str], str]) -> Json:
    """Return what happens to what the stack no longer holds, and whom it denies what."""
    unmanage, deny = sent.get("actionOnUnmanage") or {}, sent.get("denySettings") or {}
    return {
        "actionOnUnmanage": {
            kind: spelt(str(unmanage.get(kind) or default)) for kind, default in _ON_UNMANAGE.items()
        },
        "denySettings": {
            "mode": spelt(str(deny.get("mode") or "none")),
            "applyToChildScopes": bool(deny.get("applyToChildScopes")),
            "excludedPrincipals": deny.get("excludedPrincipals") or [],
            "excludedActions": deny.get("excludedActions") or [],
        },
    }


def _given(request: deployment_request.DeploymentRequest, sent: Json) -> Json:
    """Return the parameters that were sent, with their types; a secure one shows nothing."""
    declared = parameters.declared_in(request.template)
    given = {}
    for name, parameter in (sent.get("parameters") or {}).items():
        kind = str(declared[name].get("type", "string")).lower()
        given[name] = {"value": "" if kind in parameters.SECURE else parameter.get("value"), "type": kind}
    return given


def _advance(azure: LocalAzure, stack: Resource) -> bool:
    """Move the deployment on; say whether it has ended."""
    running = azure.store.running_operation(stack.private["deployment"])
    return running is None or operations.poll(azure, running).status != "InProgress"


def _finish(azure: LocalAzure, stack: Resource) -> None:
    deployment = azure.store.find(stack.private["deployment"])
    assert deployment is not None, "the PUT made it, and nobody but the stack knows its name"
    deployed = [resource["id"] for resource in deployment.properties.get("outputResources") or []]
    before = [resource["id"] for resource in stack.properties["resources"]]
    stack.properties.update(deploymentId=str(deployment.id), duration=deployment.properties["duration"])
    stack.properties["resources"] = [
        {"id": id_, "status": "managed", "denyStatus": "none"} for id_ in deployed
    ]
    if error := deployment.properties.get("error"):
        raise ArmError(
            409, "DeploymentStackDeploymentFailed", error["message"], details=[error]
        )  # code assumed
    stack.properties["outputs"] = deployment.properties["outputs"]
    gone = [id_ for id_ in before if id_.lower() not in {each.lower() for each in deployed}]
    deletes = stack.properties["actionOnUnmanage"]["resources"] == "delete"
    stack.properties["deletedResources" if deletes else "detachedResources"] = [{"id": id_} for id_ in gone]
    if deletes:
        _delete_all(azure, stack, gone)


def _delete_all(azure: LocalAzure, stack: Resource, ids: list[str]) -> None:
    """Delete as who wrote the stack, what lies deepest first; what is gone already is fine."""
    request = deployment_request.DeploymentRequest(azure, stack.id, Caller(**stack.private["caller"]), {}, {})
    for id_ in sorted(ids, key=lambda each: each.count("/"), reverse=True):
        known = azure.providers.type(ResourceId.parse(id_).type)
        with suppress(ArmError):
            request.send("DELETE", id_, max(known.api_versions))


def _delete(call: Call) -> Operation:
    """DELETE: `unmanageAction.Resources` and `.ResourceGroups` say what becomes of what the stack made."""
    assert call.resource is not None
    ids = [resource["id"] for resource in call.resource.properties["resources"]]
    groups = [id_ for id_ in ids if ResourceId.parse(id_).type == _GROUPS]
    others = [id_ for id_ in ids if id_ not in groups]
    to_delete = (others if _asks_to_delete(call, "Resources") else []) + (
        groups if _asks_to_delete(call, "ResourceGroups") else []
    )
    _delete_all(call.azure, call.resource, to_delete)
    return Operation("deleting", polls=0)


def _asks_to_delete(call: Call, kind: str) -> bool:
    return call.query.get(f"unmanageAction.{kind}", "").lower() == "delete"


def _view(_: LocalAzure, stack: Resource) -> Json:
    state = str(stack.properties.get("provisioningState", "")).lower()
    return stack.body | {"properties": stack.properties | {"provisioningState": state}}


def _validate(call: Call) -> Answer:
    """POST validate: an operation, too; its result is what would be deployed."""
    id_ = ResourceId(str(call.id), TYPE_NAME, (call.query["stackName"],))
    sent = call.body.get("properties") or {}
    request = deployment_request.read(call.azure, id_, call.caller, call.body)
    properties = _settings(sent, str.capitalize) | {
        "validatedResources": answers.validated(request),
        "parameters": parameters.shown(parameters.declared_in(request.template), request.values),
        "deploymentExtensions": [],
        "correlationId": str(uuid.uuid4()),
    }
    result = {"properties": properties, "id": str(id_), "type": TYPE_NAME, "name": id_.name}
    return polling.promised(call, Resource(id_, dict(call.body)), result)


TYPE = ResourceType(
    TYPE_NAME,
    VERSIONS,
    put=_put,
    patch=False,
    advance=_advance,
    finish=_finish,
    delete=_delete,
    view=_view,
    tracked=False,
    scope="any",
    name_pattern=r"[-\w._()]{1,90}",
    wire=Wire(
        status_path="locations/{location}/deploymentStackOperationStatus/{operation}",
        result_path="locations/{location}/deploymentStackOperationResults/{operation}",
        asynchronous=("PUT", "DELETE"),
        located=("POST",),
        retry_after_s=0,
        fields=("id", "name"),
        succeeded="succeeded",
    ),
)
_BELOW = "/providers/Microsoft.Resources/deploymentStacks/{stackName}/validate"
READS = tuple(
    Read(f"{scope}{_BELOW}", _validate, VERSIONS, f"{TYPE_NAME}/validate/action", "POST", scope="root")
    for scope in (
        "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
        "/subscriptions/{subscriptionId}",
    )
)
