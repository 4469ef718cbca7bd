"""A deployment as it goes on: each request to the local Azure takes the steps that have become possible."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from localazure.arm import operations
from localazure.arm.errors import ArmError
from localazure.arm.resource_body import timestamp
from localazure.arm.resource_type import Caller, Draft, Operation
from localazure.providers.resources.deployments import answers, deployment_request
from localazure.providers.resources.deployments.deployment_request import DeploymentRequest
from localazure.templates import template

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, LocalAzure, Resource, Write
    from localazure.templates.template import Part

PENDING, RUNNING, SUCCEEDED, FAILED = "Pending", "Running", "Succeeded", "Failed"
ENDED = {SUCCEEDED, FAILED}


def put(write: Write) -> Draft:
    """Check everything, then accept: the resources are made by the operation."""
    request = deployment_request.read(write.azure, write.id, write.caller, write.body)
    body = answers.accepted(request, write.body, timestamp(write.azure.clock.now()))
    private = {
        "template": request.template,
        "values": request.values,
        "caller": asdict(write.caller),
        "steps": {},
    }
    return Draft(body, private, Operation("Accepted", polls=0))


def validate(call: Call) -> Json:
    """POST validate: what a PUT would check, nothing is made."""
    resource_id = answers.id_of(call)
    request = deployment_request.read(call.azure, resource_id, call.caller, call.body)
    body = answers.accepted(request, call.body, timestamp(call.azure.clock.now()))
    body["properties"] |= {
        "provisioningState": SUCCEEDED,
        "validatedResources": answers.validated(request),
    }
    return {"id": str(resource_id), "name": resource_id.name, "type": deployment_request.TYPE_NAME, **body}


def request_of(azure: LocalAzure, deployment: Resource) -> DeploymentRequest:
    """Return what *deployment* was ordered to make."""
    private = deployment.private
    return DeploymentRequest(
        azure, deployment.id, Caller(**private["caller"]), private["template"], private["values"]
    )


def advance(azure: LocalAzure, deployment: Resource) -> bool:
    """Take every step that can be taken now; say whether all have ended, or one failed and none still runs."""
    request = request_of(azure, deployment)
    parts, steps = request.parts(), deployment.private["steps"]
    _follow(azure, steps)
    for part in [] if _failed(steps) else parts:  # in order: what a part waits for comes before it
        if part.id not in steps and all(_state(steps, id_) == SUCCEEDED for id_ in part.waits_for):
            steps[part.id] = _begun(request, part)
    ended = all(_state(steps, part.id) in ENDED for part in parts)
    running = any(step["state"] == RUNNING for step in steps.values())
    deployment.properties["provisioningState"] = RUNNING
    azure.store.put(deployment)
    return ended or (bool(_failed(steps)) and not running)


def _state(steps: Json, id_: str) -> str:
    return str(steps[id_]["state"]) if id_ in steps else PENDING


def _failed(steps: Json) -> list[Json]:
    return [step for step in steps.values() if step["state"] == FAILED]


def _begun(request: DeploymentRequest, part: Part) -> Json:
    """Write one resource as the caller; return how that step stands."""
    now = timestamp(request.azure.clock.now())
    step: Json = {
        "id": str(uuid.uuid4()),
        "name": part.name,
        "type": part.type,
        "state": SUCCEEDED,
        "began": now,
        "changed": now,
    }
    try:
        answer = request.send("PUT", part.id, part.api_version, part.body(request.evaluation()))
    except ArmError as refusal:
        return step | {"state": FAILED, "error": operations.error_fields(refusal)}
    running = request.azure.store.running_operation(part.id)
    if running is not None:
        step |= {"state": RUNNING, "operation": running.name}
    return step | {"status": answer.status}


def _follow(azure: LocalAzure, steps: Json) -> None:
    """Move the operations on that steps wait for, and note those that ended."""
    for step in steps.values():
        running = azure.store.find_operation(step["operation"]) if step["state"] == RUNNING else None
        if running is None:
            continue
        running = operations.poll(azure, running)
        if running.status != "InProgress":
            step["state"] = SUCCEEDED if running.status == SUCCEEDED else FAILED
            step["changed"] = timestamp(azure.clock.now())
            step["error"] = running.error


def finish(azure: LocalAzure, deployment: Resource) -> None:
    """Give the outputs, or fail with what the resources failed with."""
    request, steps = request_of(azure, deployment), deployment.private["steps"]
    now = azure.clock.now()
    seconds = (now - datetime.fromisoformat(deployment.properties["timestamp"])).total_seconds()
    deployment.properties["timestamp"] = timestamp(now)
    deployment.properties["duration"] = f"PT{max(seconds, 0):.7f}S"
    deployment.properties["outputResources"] = [{"id": id_} for id_ in _deployed(azure, steps)]
    if failed := _failed(steps):
        error = _deployment_failed(failed)
        deployment.properties["error"] = error.body()
        raise error
    deployment.properties["outputs"] = template.outputs(request.template, request.evaluation())


def _deployed(azure: LocalAzure, steps: Json) -> list[str]:
    """Return the ids of what was made; of a nested deployment, what that made."""
    ids: list[str] = []
    for id_, step in steps.items():
        nested = azure.store.find(id_) if step["type"] == deployment_request.TYPE_NAME else None
        if nested is not None:
            ids += [resource["id"] for resource in nested.properties.get("outputResources") or []]
        elif step["state"] == SUCCEEDED:
            ids.append(answers.written(id_))
    return ids


def _deployment_failed(failed: list[Json]) -> ArmError:
    details = [{key: value for key, value in step["error"].items() if key != "status"} for step in failed]
    return ArmError(
        409,
        "DeploymentFailed",
        "At least one resource deployment operation failed. Please list deployment operations for details. "
        "Please see https://aka.ms/arm-deployment-operations for usage details.",
        details=details,
    )


def cancel(call: Call) -> None:
    """POST cancel: what is being made goes on, nothing more is begun."""
    assert call.resource is not None
    if call.azure.store.running_operation(call.id) is None:
        raise ArmError(
            409,
            "DeploymentCannotBeCancelled",
            f"The deployment '{call.id.name}' cannot be cancelled because it is in provisioning state "
            f"'{call.resource.properties.get('provisioningState')}'. "
            "Please see https://aka.ms/arm-deployment-operations for usage details.",
        )
    why = ArmError(
        409, "DeploymentCanceled", f"The deployment '{call.id.name}' was canceled."
    )  # wording assumed
    operations.cancel(call.azure, call.resource, why)
    call.resource.properties["provisioningState"] = "Canceled"
    call.azure.store.put(call.resource)


def delete(_: Call) -> Operation:
    """Forget the deployment; what it made stays."""
    return Operation("Deleting", polls=0)
