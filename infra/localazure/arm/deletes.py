"""DELETE: what lies below goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import checks, operations
from localazure.arm.answer import Answer
from localazure.arm.polling import begun
from localazure.arm.resource_type import Call

if TYPE_CHECKING:
    from localazure.arm.answer import ArmRequest, Target
    from localazure.arm.resource_type import Resource


def delete(request: ArmRequest, target: Target) -> Answer:
    """Delete at once (200), in an operation (202), or find nothing to delete (204)."""
    resource = request.azure.store.find(target.id)
    checks.preconditions(request, target.id, resource)
    if resource is None:
        purged = target.type.purge is not None and target.type.purge(_call(request, target, None))
        return Answer(200 if purged else 204)
    running = request.azure.store.running_operation(target.id)
    if running is not None and running.verb == "DELETE":
        return begun(request, running, 202, None)
    checks.not_busy(request.azure, target.id)
    return _delete(request, target, resource)


def _delete(request: ArmRequest, target: Target, resource: Resource) -> Answer:
    call = _call(request, target, resource)
    operation = target.type.delete(call) if target.type.delete else None
    if operation is None:
        operations.preempt(request.azure, resource)
        operations.remove(request.azure, resource)
        return Answer(200)
    resource.properties["provisioningState"] = operation.running
    request.azure.store.put(resource)
    running = operations.begin(request.azure, resource, "DELETE", operation)
    return begun(request, running, 202, None)


def _call(request: ArmRequest, target: Target, resource: Resource | None) -> Call:
    return Call(
        request.azure, target.id, resource, request.json(), request.query, request.caller, request.api_version
    )
